import type { Machine } from '../orders/state-machine.ts';

export const editStatuses = ['open', 'confirmed', 'discarded', 'superseded'] as const;

export const editMachine: Machine<(typeof editStatuses)[number], 'confirm' | 'discard' | 'supersede'> = {
  name: 'edit',
  initial: 'open',
  states: editStatuses,
  transitions: [
    { event: 'confirm', from: ['open'], to: 'confirmed' },
    { event: 'discard', from: ['open'], to: 'discarded' },
    { event: 'supersede', from: ['open'], to: 'superseded' },
  ],
};
