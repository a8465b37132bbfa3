import { useEffect, useRef } from 'preact/hooks';
import { Field } from './field.tsx';

interface SearchProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** Milliseconds without a key after which what was typed is looked for. */
const pause = 300;

/** Looks while one types. The key `/` leads here (see `shell.tsx`). */
export function Search({ label, value, onChange }: SearchProps) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Back and forth in the browser's history changes it, too; but not under the fingers of who types.
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const look = () => {
    clearTimeout(timer.current);
    const text = input.current?.value.trim() ?? '';
    if (text !== value) onChange(text);
  };
  return (
    <Field label={label}>
      <input
        ref={input}
        type="search"
        data-search
        defaultValue={value}
        aria-keyshortcuts="/"
        maxLength={200}
        onInput={() => {
          clearTimeout(timer.current);
          timer.current = setTimeout(look, pause);
        }}
        onKeyDown={({ key }) => key === 'Enter' && look()}
      />
    </Field>
  );
}
