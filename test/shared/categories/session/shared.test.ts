import { expect, test } from '@jest/globals';
import { session } from '../../../../shared/categories/session/index.ts';
import type { Target } from '../../../../shared/check/target.ts';
import { SHARED_PARTS } from '../../../../shared/pipeline/shared-facts.ts';
import { dialled, type There } from './behaviour-dialled.ts';

const A = '192.0.2.1';
const absence = { because: 'null-mx', reason: 'no-target' } as const;
const refused = [{ address: '10.0.0.1', network: 'private' }];

const WORLDS: [string, Record<string, There>, Partial<Target>][] = [
  ['a server as it should be', { [A]: {} }, {}],
  ['an address beside one that is dead', { [A]: {}, '192.0.2.2': 'ECONNREFUSED' }, {}],
  ['nobody', { [A]: 'ECONNREFUSED' }, {}],
  ['silence', { [A]: 'dropped' }, { egressIsGateway: true }],
  ['no route', { '2001:db8::1': 'no-route' }, {}],
  ['TLS first', { [A]: {} }, { port: 465 }],
  ['no TLS', { [A]: {} }, { tls: false }],
  ['no host', {}, { host: null, absence }],
  ['addresses that may not be tested', {}, { refused }],
];

test('a session is shared', () => {
  expect(session.shared).toBe(true);
});

test.each(WORLDS)('of its target it looks only at what servers are told apart by: %s', async (_, world, target) => {
  const { read } = await dialled(world, { target, patience: { connect: 50, greeting: 200, command: 200 } });
  expect(read).toContain('addresses');
  expect([...read].filter((one) => !(SHARED_PARTS as readonly string[]).includes(one))).toEqual([]);
});
