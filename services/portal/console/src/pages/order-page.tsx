import { useRoute } from 'preact-iso/router';
import { OrderActions } from '../orders/order-actions.tsx';
import { OrderComments } from '../orders/order-comments.tsx';
import { OrderPayments } from '../orders/order-payments.tsx';
import { OrderReturns } from '../orders/order-returns.tsx';
import { OrderShipments } from '../orders/order-shipments.tsx';
import { OrderSummary } from '../orders/order-summary.tsx';
import { OrderTimeline } from '../orders/order-timeline.tsx';
import { useOrder } from '../orders/use-order.ts';
import { Failure, Page } from '../ui/page.tsx';

export function OrderPage() {
  const { params } = useRoute();
  const id = params.id ?? '';
  const { data, error, reload, busy } = useOrder(id);
  const props = data && { data, reload };
  return (
    <Page title={data ? `Order ${data.order.number}` : 'Order'}>
      <Failure error={error} onRetry={reload} />
      {!data && busy && <p class="soft">One moment.</p>}
      {props && (
        <>
          <OrderSummary order={props.data.order}>
            <OrderActions {...props} />
          </OrderSummary>
          <OrderPayments {...props} />
          <OrderShipments {...props} />
          <OrderReturns {...props} />
          <div class="columns wide">
            <OrderComments id={id} />
            <OrderTimeline order={props.data.order} />
          </div>
        </>
      )}
    </Page>
  );
}
