import type { Category } from '../../check/category.ts';
import type { RelayEvidence } from './evidence.ts';
import { gather } from './gather.ts';
import { openRelay } from './open-relay.ts';

/** Whether strangers may send to strangers through the server. */
export const relay: Category<RelayEvidence> = {
  id: 'relay',
  network: 'smtp',
  limits: { seconds: 170, memoryMb: 256, concurrency: 50 },
  gather,
  rows: [openRelay],
};
