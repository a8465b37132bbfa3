import { useRoute } from 'preact-iso/router';
import { api, type Schemas } from '../api.ts';
import { words } from '../format.ts';
import { useSession } from '../session.tsx';
import { ActionButton } from '../ui/action-button.tsx';
import { Field } from '../ui/field.tsx';
import { Failure, Page } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { useLoad } from '../ui/use-load.ts';

type Account = Schemas['Account'];
const roles = ['customer', 'staff', 'admin'] as const satisfies Account['roles'];

export function AccountPage() {
  const { may } = useSession();
  const { params } = useRoute();
  const id = params.id ?? '';
  const { data, error, reload } = useLoad(id, async (signal) => {
    const { data: account } = await api.GET('/api/v1/auth/accounts/{id}', { params: { path: { id } }, signal });
    return account;
  });
  return (
    <Page title={data?.email ?? 'Account'}>
      <Failure error={error} onRetry={reload} />
      {data && (
        <>
          <p class="statuses">
            <Status of={data.status} />
            {data.name && <span>{data.name}</span>}
            <span class="soft">
              since <Time at={data.createdAt} />
            </span>
          </p>
          {data.suspensionReason && <p class="problem">Suspended: {data.suspensionReason}</p>}
          <dl class="facts">
            <div>
              <dt>Roles</dt>
              <dd>{data.roles.map(words).join(', ')}</dd>
            </div>
            <div>
              <dt>Address</dt>
              <dd>{data.emailVerified ? 'Confirmed' : 'Not confirmed yet'}</dd>
            </div>
            {may('orders:read') && (
              <div>
                <dt>Orders</dt>
                <dd>
                  <a href={`/console/orders?customerId=${id}`}>All their orders</a>
                </dd>
              </div>
            )}
          </dl>
          {may('accounts:write') && <AccountActions account={data} reload={reload} />}
        </>
      )}
    </Page>
  );
}

function AccountActions({
  account: { id, email, status, roles: held },
  reload,
}: {
  account: Account;
  reload: () => void;
}) {
  const params = { path: { id } };
  return (
    <div class="buttons">
      <ActionButton
        label="Change the roles"
        title={`Roles of ${email}`}
        submit="Save"
        reload={reload}
        act={async (values) => {
          await api.PUT('/api/v1/auth/accounts/{id}/roles', {
            params,
            body: { roles: roles.filter((role) => values[role] === 'on') },
          });
          return 'The roles are changed.';
        }}
      >
        {roles.map((role) => (
          <label key={role} class="check">
            <input name={role} type="checkbox" defaultChecked={held.includes(role)} /> {words(role)}
          </label>
        ))}
      </ActionButton>
      {status === 'active' ? (
        <ActionButton
          label="Suspend"
          title={`Suspend ${email}`}
          submit="Suspend"
          danger
          reload={reload}
          act={async ({ reason = '' }) => {
            await api.POST('/api/v1/auth/accounts/{id}/suspend', { params, body: { reason } });
            return `${email} is suspended.`;
          }}
        >
          <p>They are signed out everywhere within a second, and cannot sign in.</p>
          <Field label="Reason">
            <textarea name="reason" required maxLength={500} />
          </Field>
        </ActionButton>
      ) : (
        <ActionButton
          label="Reactivate"
          title={`Reactivate ${email}`}
          submit="Reactivate"
          reload={reload}
          act={async () => {
            await api.POST('/api/v1/auth/accounts/{id}/reactivate', { params });
            return `${email} can sign in again.`;
          }}
        >
          <p>They can sign in again.</p>
        </ActionButton>
      )}
      <ActionButton
        label="Revoke the sessions"
        title={`Revoke the sessions of ${email}`}
        submit="Revoke"
        danger
        reload={reload}
        act={async () => {
          await api.POST('/api/v1/auth/accounts/{id}/sessions/revoke', { params });
          return `${email} is signed out everywhere.`;
        }}
      >
        <p>They are signed out everywhere within a second, and can sign in again.</p>
      </ActionButton>
    </div>
  );
}
