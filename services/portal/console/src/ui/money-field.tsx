import type { Money } from '../api.ts';
import { minorDigits, moneyText, parseMoney } from '../format.ts';
import type { Values } from './action-button.tsx';
import { Field } from './field.tsx';

interface MoneyFieldProps {
  label: string;
  currency: string;
  /** What stands in it; nothing unless given. */
  value?: Money;
  hint?: string;
}

/** Asks for an amount, which may be left out. */
export function MoneyField({ label, currency, value, hint }: MoneyFieldProps) {
  const digits = minorDigits(currency);
  return (
    <Field label={`${label} (${currency})`} {...(hint !== undefined && { hint })}>
      <input
        name="amount"
        inputMode="decimal"
        pattern={digits === 0 ? '[0-9]+' : `[0-9]+([.,][0-9]{1,${digits}})?`}
        title={`An amount such as ${moneyText({ amount: 1999, currency })}`}
        defaultValue={value ? moneyText(value) : ''}
      />
    </Field>
  );
}

/** The amount that was asked for; undefined where it was left out. */
export function amountIn({ amount = '' }: Values, currency: string): Money | undefined {
  if (amount.trim() === '') return undefined;
  const money = parseMoney(amount, currency);
  if (!money) throw new Error(`“${amount}” is no amount. Write it like ${moneyText({ amount: 1999, currency })}.`);
  return money;
}
