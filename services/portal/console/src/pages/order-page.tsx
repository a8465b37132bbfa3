import { useRoute } from 'preact-iso/router';
import { OrderSummary } from '../orders/order-summary.tsx';
import { useOrder } from '../orders/use-order.ts';
import { Failure, Page } from '../ui/page.tsx';

export function OrderPage() {
  const { params } = useRoute();
  const { data, error, reload, busy } = useOrder(params.id ?? '');
  return (
    <Page title={data ? `Order ${data.order.number}` : 'Order'}>
      <Failure error={error} onRetry={reload} />
      {!data && busy && <p class="soft">One moment.</p>}
      {data && <OrderSummary order={data.order} />}
    </Page>
  );
}
