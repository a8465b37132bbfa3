import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { messageOf } from '../api.ts';

interface PageProps {
  title: string;
  /** Beside the title. */
  aside?: ComponentChildren;
  children: ComponentChildren;
}

let opened = 0;

/** One page of the console: its heading gets the focus, so that keyboards and screen readers begin there. */
export function Page({ title, aside, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · OMS console`;
  }, [title]);
  useEffect(() => {
    // Not on the first page: the browser has just begun at its top.
    if (opened > 0) heading.current?.focus();
    opened += 1;
  }, []);
  return (
    <>
      <header class="page-title">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {aside}
      </header>
      {children}
    </>
  );
}

/** What could not be done, and the way to try again where there is one. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (error === undefined || error === null) return null;
  return (
    <p class="problem" role="alert">
      {messageOf(error)}{' '}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </p>
  );
}
