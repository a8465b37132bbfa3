import { authExportProvided, erasureRequested, exportRequested } from '@oms/contracts';
import { on, recordExport } from '@oms/events';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext } from '../context.ts';
import { eraseAccount } from './erase-account.ts';
import { findEverything } from './privacy-store.ts';

/** Tells a person what is held on them, and forgets them, when users says that they asked for it. */
export const privacyConsumer = (context: AuthContext) => ({
  purpose: 'privacy',
  handlers: [
    on(exportRequested, async ({ data }, tx) => {
      const { accountId } = data;
      await recordExport(tx, authExportProvided, data, findEverything(tx, context.db.knex, accountId));
      await audit(tx, context.now(), { type: 'account.exported', accountId, actorId: accountId });
    }),
    on(erasureRequested, ({ data }, tx) => eraseAccount(tx, context, data)),
  ],
});
