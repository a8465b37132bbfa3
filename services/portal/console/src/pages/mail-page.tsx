import { useEffect, useRef } from 'preact/hooks';
import { useRoute } from 'preact-iso/router';
import { api, type Schemas } from '../api.ts';
import { words } from '../format.ts';
import { useSession } from '../session.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { type Column, Table } from '../ui/list.tsx';
import { Failure, Page } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { useLoad } from '../ui/use-load.ts';

type Mail = Schemas['MailMessageDetails'];
type Delivery = Mail['deliveries'][number];

const columns: readonly Column<Delivery>[] = [
  { title: 'Attempt', cell: ({ number }) => number },
  { title: 'When', cell: ({ startedAt }) => <Time at={startedAt} /> },
  { title: 'Outcome', cell: ({ outcome }) => (outcome ? <Status of={outcome} /> : 'Under way') },
  { title: 'What was said', cell: ({ response, detail }) => response ?? detail, long: true },
];

export function MailPage() {
  const { may } = useSession();
  const { params } = useRoute();
  const id = params.id ?? '';
  const { data, error, reload } = useLoad(id, async (signal) => {
    const { data: mail } = await api.GET('/api/v1/mail/messages/{id}', { params: { path: { id } }, signal });
    const { template: name, locale } = mail;
    const preview = await api.GET('/api/v1/mail/templates/{name}/preview', {
      params: { path: { name }, query: { locale } },
      signal,
    });
    return { mail, preview: preview.data };
  });
  return (
    <Page title={data ? words(data.mail.template) : 'Mail'}>
      <Failure error={error} onRetry={reload} />
      {data && (
        <>
          <Ledger mail={data.mail} />
          {may('mail:write') && ['failed', 'unknown', 'suppressed'].includes(data.mail.status) && (
            <div class="buttons">
              <Retry mail={data.mail} reload={reload} />
            </div>
          )}
          <section>
            <h2>Attempts</h2>
            {data.mail.deliveries.length === 0 ? (
              <p class="soft">None yet.</p>
            ) : (
              <Table
                label="Attempts"
                columns={columns}
                items={data.mail.deliveries}
                keyOf={({ number }) => String(number)}
              />
            )}
          </section>
          <section>
            <h2>Preview</h2>
            <p class="soft">
              How mails of this kind look, filled with a sample: <strong>{data.preview.subject}</strong>
            </p>
            <MailFrame html={data.preview.html} title={data.preview.subject} />
            <details>
              <summary>As text</summary>
              <pre lang={data.preview.locale}>{data.preview.text}</pre>
            </details>
          </section>
        </>
      )}
    </Page>
  );
}

function Ledger({ mail }: { mail: Mail }) {
  const times = [
    ['Created', mail.createdAt],
    ['Sent', mail.sentAt],
    ['Delivered', mail.deliveredAt],
    ['Bounced', mail.bouncedAt],
    ['Complained of', mail.complainedAt],
    ['Next attempt', mail.nextAttemptAt],
  ] as const;
  return (
    <>
      <p class="statuses">
        <Status of={mail.status} /> to{' '}
        <a href={`/console/mails?${new URLSearchParams({ recipient: mail.recipient })}`}>{mail.recipient}</a>
      </p>
      {mail.lastError && <p class="problem">{mail.lastError}</p>}
      <dl class="facts">
        {times.map(
          ([name, time]) =>
            time && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Time at={time} />
                </dd>
              </div>
            ),
        )}
        <div>
          <dt>Language</dt>
          <dd>{mail.locale}</dd>
        </div>
        <div>
          <dt>Message-ID</dt>
          <dd class="code">{mail.messageId}</dd>
        </div>
      </dl>
    </>
  );
}

const Retry = ({ mail, reload }: { mail: Mail; reload: () => void }) => (
  <ActionButton
    label="Send it again"
    title="Send the mail again"
    submit="Send"
    reload={reload}
    act={async () => {
      await api.POST('/api/v1/mail/messages/{id}/retry', { params: { path: { id: mail.id } } });
      return 'The mail will be sent again.';
    }}
  >
    <p>
      {mail.status === 'unknown'
        ? `${mail.recipient} may have it already, and would then have it twice.`
        : `It goes to ${mail.recipient}.`}
    </p>
  </ActionButton>
);

/** The mailer's empty page, whose own policy allows a mail's inline styles and nothing else. */
const framePath = '/api/v1/mail/templates/gallery/frame';

/** A mail as its reader sees it. Its markup is none of this page's: it runs no scripts and loads nothing. */
function MailFrame({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const fill = () => {
    const inner = frame.current?.contentDocument;
    // The load that the writing itself brings about.
    if (!inner || inner.body?.childElementCount) return;
    // By its own parser, so that the policy of its own page holds; a DOMParser of ours has ours.
    inner.open();
    inner.write(html);
    inner.close();
  };
  useEffect(() => {
    const element = frame.current;
    if (element) element.src = framePath;
  }, [html]);
  // Of our own origin, so that this page can write into it, and without scripts.
  return <iframe ref={frame} title={title} sandbox="allow-same-origin" onLoad={fill} class="mail" />;
}
