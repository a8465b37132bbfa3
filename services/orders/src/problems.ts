import { defineProblems, Problem, problems } from '@oms/http';

/** What routes of orders may answer beside what any route may. */
export const orderProblems = defineProblems({
  insufficient_stock: { status: 409, title: 'There is not enough in stock' },
  account_erased: { status: 409, title: 'The account is erased' },
  sku_taken: { status: 409, title: 'Another product has this sku' },
  import_refused: { status: 422, title: 'Lines of the file are wrong, so none was imported' },
  code_taken: { status: 409, title: 'Another shipping method has this code' },
  discount_code_taken: { status: 409, title: 'Another discount has this code' },
  discount_used_up: { status: 409, title: 'The discount was used as often as it can be' },
  tax_rate_exists: { status: 409, title: 'There is a rate for this class and place already' },
  not_invoiced: { status: 409, title: 'There is no invoice of the order yet' },
  tax_would_change: { status: 409, title: 'The new address is taxed differently' },
});

export const notFound = (what: string): Problem =>
  new Problem(problems.not_found, { detail: `There is no such ${what}.` });
