import { accountErased, exportRequested, mailerErasurePerformed, mailerExportProvided } from '@oms/contracts';
import type { Database } from '@oms/database';
import { on, record, recordExport } from '@oms/events';
import { forgetKeys } from '@oms/http';
import { erasePerson, findEverything } from './privacy-store.ts';

/** Tells a person what is held on them, and forgets them once their account is erased. */
export const privacyConsumer = ({ db }: { db: Pick<Database, 'knex'> }) => ({
  purpose: 'privacy',
  handlers: [
    on(exportRequested, ({ data }, tx) =>
      recordExport(tx, mailerExportProvided, data, findEverything(tx, db.knex, data)),
    ),
    on(accountErased, async ({ data }, tx) => {
      const { erasureId, accountId } = data;
      await erasePerson(tx, data);
      await forgetKeys(tx, accountId);
      await record(tx, {
        event: mailerErasurePerformed,
        aggregateId: erasureId,
        aggregateVersion: 1,
        data: { erasureId, accountId },
      });
    }),
  ],
});
