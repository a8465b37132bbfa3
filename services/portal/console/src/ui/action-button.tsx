import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isProblemCode } from '../api.ts';
import { Dialog } from './dialog.tsx';
import { valuesOf } from './form.ts';
import { useNotice } from './notices.tsx';
import { Failure } from './page.tsx';
import { useAction } from './use-action.ts';

export type Values = Record<string, string>;

interface ActionDialogProps {
  title: string;
  /** What the button that does it is called. */
  submit: string;
  danger?: boolean | undefined;
  /** @returns what to say once it is done */
  act: (values: Values) => Promise<string>;
  /** What would come of it; nothing is done. */
  preview?: ((values: Values) => Promise<ComponentChildren>) | undefined;
  /** Loads anew what it is about: once it is done, and where that has changed meanwhile. */
  reload: () => void;
  children?: ComponentChildren;
}

/** Asks for what an action needs, does it, and says what is wrong where it is refused. */
function ActionDialog(props: ActionDialogProps & { onClose: () => void }) {
  const { title, submit, danger, act, preview, reload, onClose, children } = props;
  const { busy, error, run } = useAction();
  const notice = useNotice();
  const [shown, setShown] = useState<ComponentChildren>();
  const isStale = isStaleError(error);

  const onSubmit = async (event: SubmitEvent) => {
    const values = valuesOf(event);
    setShown(undefined);
    if (preview && (event.submitter as HTMLButtonElement | null)?.value === 'preview') {
      await run(async () => setShown(await preview(values)));
      return;
    }
    let said = '';
    const done = await run(async () => {
      said = await act(values).catch((problem: unknown) => {
        if (isStaleError(problem)) reload();
        throw problem;
      });
    });
    if (!done) return;
    onClose();
    notice(said);
    reload();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={onSubmit}>
        {children}
        <Failure error={error} />
        {isStale && <p>It has changed meanwhile. What is shown now is how it stands: look again before you go on.</p>}
        <div role="status">{shown}</div>
        <div class="buttons">
          {/* The first: so that Enter shows what would come of it before anything is done. */}
          {preview && (
            <button type="submit" value="preview" disabled={busy}>
              Preview
            </button>
          )}
          <button type="submit" class={danger ? 'danger' : 'main'} disabled={busy}>
            {submit}
          </button>
          <button type="button" onClick={onClose}>
            Back
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Whether what is shown has changed since it was loaded. */
const isStaleError = (error: unknown): boolean => isProblemCode(error, 'precondition_failed', 'invalid_transition');

/** A button that asks before it does something. */
export function ActionButton({ label, ...dialog }: { label: string } & ActionDialogProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // What was done may take the button away; keyboards then go on at the page's beginning instead of nowhere.
  useLayoutEffect(
    () => () => {
      if (document.activeElement === button.current) document.querySelector('h1')?.focus();
    },
    [],
  );
  return (
    <>
      <button ref={button} type="button" onClick={() => setOpen(true)}>
        {label}
      </button>
      {open && <ActionDialog {...dialog} onClose={() => setOpen(false)} />}
    </>
  );
}
