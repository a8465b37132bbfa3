import { accountErased, exportRequested, ordersErasurePerformed, ordersExportProvided } from '@oms/contracts';
import { on, record, recordExport } from '@oms/events';
import { forgetKeys } from '@oms/http';
import type { OrdersContext } from '../context.ts';
import { eraseCustomer, findEverything } from './privacy-store.ts';

/** Tells a person what is held on them, and takes them out of their orders once their account is erased. */
export const privacyConsumer = (context: Pick<OrdersContext, 'db' | 'personKeys' | 'announce'>) => ({
  purpose: 'privacy',
  handlers: [
    on(exportRequested, ({ data }, tx) =>
      recordExport(tx, ordersExportProvided, data, findEverything(tx, context.db.knex, data.accountId)),
    ),
    on(accountErased, async ({ data: { erasureId, accountId } }, tx) => {
      await eraseCustomer(tx, accountId, context);
      await forgetKeys(tx, accountId);
      await record(tx, {
        event: ordersErasurePerformed,
        aggregateId: erasureId,
        aggregateVersion: 1,
        data: { erasureId, accountId },
      });
    }),
  ],
});
