import type { Category } from '../../check/category.ts';
import { data } from './data.ts';
import type { EnvelopeEvidence } from './evidence.ts';
import { gatewayBypass } from './gateway-bypass.ts';
import { gather } from './gather.ts';
import { greylisting } from './greylisting.ts';
import { mailFrom } from './mail-from.ts';
import { quit } from './quit.ts';
import { rcptTo } from './rcpt-to.ts';
import { recipientFiltering } from './recipient-filtering.ts';
import { spfCheck } from './spf-check.ts';
import { spfCheckReply } from './spf-check-reply.ts';

/** Senders, recipients and messages: what the server takes, puts off and refuses. */
export const envelope: Category<EnvelopeEvidence> = {
  id: 'envelope',
  network: 'smtp',
  limits: { seconds: 170, memoryMb: 256, concurrency: 50 },
  gather,
  rows: [mailFrom, rcptTo, greylisting, spfCheckReply, data, quit, recipientFiltering, spfCheck, gatewayBypass],
};
