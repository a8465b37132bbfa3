import { useState } from 'preact/hooks';
import { api } from '../api.ts';
import { useSession } from '../session.tsx';
import { Field } from '../ui/field.tsx';
import { valuesOf } from '../ui/form.ts';
import { Failure } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { useAction } from '../ui/use-action.ts';
import { usePages } from '../ui/use-pages.ts';

/** What customer and staff wrote, the newest first, and a way to add to it. */
export function OrderComments({ id }: { id: string }) {
  const { may } = useSession();
  const pages = usePages(`comments ${id}`, async (cursor, signal) => {
    const { data } = await api.GET('/api/v1/orders/{id}/comments', {
      params: { path: { id }, query: { sort: '-createdAt', ...(cursor && { cursor }) } },
      ...(signal && { signal }),
    });
    return data;
  });
  return (
    <section>
      <h2>Comments</h2>
      {may('orders:write') && <NewComment id={id} onDone={pages.reload} />}
      <Failure error={pages.error} onRetry={pages.reload} />
      {pages.items?.length === 0 && <p class="soft">Nobody has written anything yet.</p>}
      <ol class="comments">
        {pages.items?.map((comment) => (
          <li key={comment.id}>
            <p class="soft">
              {comment.author === 'staff' ? 'Staff' : 'Customer'}, <Time at={comment.createdAt} />{' '}
              <Status of={comment.visibility} />
            </p>
            <blockquote>{comment.body ?? 'Erased'}</blockquote>
          </li>
        ))}
      </ol>
      {pages.more && (
        <button type="button" disabled={pages.busy} onClick={pages.more}>
          Show older comments
        </button>
      )}
    </section>
  );
}

function NewComment({ id, onDone }: { id: string; onDone: () => void }) {
  const { busy, error, run } = useAction();
  /** Counts up to begin with an empty form. */
  const [turn, setTurn] = useState(0);
  const onSubmit = async (event: SubmitEvent) => {
    const { body = '', visibility } = valuesOf(event);
    const done = await run(async () => {
      await api.POST('/api/v1/orders/{id}/comments', {
        params: { path: { id } },
        body: { body, visibility: visibility === 'public' ? 'public' : 'internal' },
      });
    });
    if (!done) return;
    setTurn(turn + 1);
    onDone();
  };
  return (
    <form key={turn} onSubmit={onSubmit} class="new-comment">
      <Field label="New comment">
        <textarea name="body" required maxLength={4000} rows={2} />
      </Field>
      <Failure error={error} />
      <div class="buttons">
        <Field label="Who reads it">
          <select name="visibility">
            <option value="internal">Staff alone</option>
            <option value="public">The customer, who is mailed</option>
          </select>
        </Field>
        <button type="submit" disabled={busy}>
          Add the comment
        </button>
      </div>
    </form>
  );
}
