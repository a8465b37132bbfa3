import { api } from '../api.ts';
import { useLoad } from '../ui/use-load.ts';

/** An order with all that belongs to it, asked for together. */
export const useOrder = (id: string) =>
  useLoad(id, async (signal) => {
    const path = { params: { path: { id } }, signal };
    const [order, transitions, payments, refunds, shipments, returns] = await Promise.all([
      api.GET('/api/v1/orders/{id}', path),
      api.GET('/api/v1/orders/{id}/transitions', path),
      api.GET('/api/v1/orders/{id}/payments', path),
      api.GET('/api/v1/orders/{id}/refunds', path),
      api.GET('/api/v1/orders/{id}/shipments', { ...path, params: { ...path.params, query: { limit: 100 } } }),
      api.GET('/api/v1/orders/{id}/returns', { ...path, params: { ...path.params, query: { limit: 100 } } }),
    ]);
    return {
      order: order.data,
      /** Of the order as it is shown, for changes that must not meet another. */
      etag: order.response.headers.get('ETag') ?? '',
      transitions: transitions.data.actions,
      payments: payments.data.data,
      refunds: refunds.data.data,
      shipments: shipments.data.data,
      returns: returns.data.data,
    };
  });

export type OrderData = NonNullable<ReturnType<typeof useOrder>['data']>;
