import { defineProblems, Problem, problems } from '@oms/http';

/** What routes of orders may answer beside what any route may. */
export const orderProblems = defineProblems({
  insufficient_stock: { status: 409, title: 'There is not enough in stock' },
  preview_outdated: { status: 409, title: 'The edit would have another outcome by now' },
  account_erased: { status: 409, title: 'The account is erased' },
  sku_taken: { status: 409, title: 'Another product has this sku' },
  import_refused: { status: 422, title: 'Lines of the file are wrong, so none was imported' },
  code_taken: { status: 409, title: 'Another shipping method has this code' },
  discount_code_taken: { status: 409, title: 'Another discount has this code' },
  discount_used_up: { status: 409, title: 'The discount was used as often as it can be' },
  tax_rate_exists: { status: 409, title: 'There is a rate for this class and place already' },
  not_invoiced: { status: 409, title: 'There is no invoice of the order yet' },
  unknown_provider: { status: 422, title: 'There is no such payment provider' },
  provider_not_configured: { status: 422, title: 'The payment provider is not set up here' },
  amount_not_taken: { status: 422, title: 'The payment provider does not take such an amount' },
  bad_signature: { status: 400, title: 'The webhook is not signed by its provider' },
  amount_exceeds_due: { status: 409, title: 'More than is due' },
  amount_exceeds_authorized: { status: 409, title: 'More than is authorized' },
  refund_exceeds_captured: { status: 409, title: 'More than was captured and not yet paid back' },
  tax_would_change: { status: 409, title: 'The new address is taxed differently' },
});

export const notFound = (what: string): Problem =>
  new Problem(problems.not_found, { detail: `There is no such ${what}.` });
