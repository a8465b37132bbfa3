import type { Shipment } from '@oms/contracts';
import type { Machine } from '../orders/state-machine.ts';

export const shipmentMachine: Machine<Shipment['status'], 'deliver' | 'cancel'> = {
  name: 'shipment',
  initial: 'shipped',
  states: ['shipped', 'delivered', 'canceled'],
  transitions: [
    { event: 'deliver', from: ['shipped'], to: 'delivered' },
    { event: 'cancel', from: ['shipped'], to: 'canceled' },
  ],
};
