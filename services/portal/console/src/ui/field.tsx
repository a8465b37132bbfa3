import type { ComponentChildren } from 'preact';
import { words } from '../format.ts';

/** A control with its label, and what is to be known about it. */
export function Field({ label, hint, children }: { label: string; hint?: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
    <label class="field">
      <span>{label}</span>
      {children}
      {hint && <small>{hint}</small>}
    </label>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly string[];
  /** What the empty choice is called; there is none unless given. */
  all?: string;
  /** How an option reads; as people write its code unless given. */
  textOf?: (option: string) => string;
  onChange: (value: string) => void;
}

/** A list of which one is chosen. */
export function Choice({ label, value, options, all, textOf = words, onChange }: ChoiceProps) {
  return (
    <Field label={label}>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {all !== undefined && <option value="">{all}</option>}
        {options.map((option) => (
          <option key={option} value={option}>
            {textOf(option)}
          </option>
        ))}
      </select>
    </Field>
  );
}
