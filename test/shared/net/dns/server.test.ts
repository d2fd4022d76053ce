import { describe, expect, test } from '@jest/globals';
import { parseServer, systemServers } from '../../../../shared/net/dns/server.ts';

describe('addresses of servers', () => {
  test.each([
    ['192.0.2.1', { address: '192.0.2.1', port: 53 }],
    ['192.0.2.1:5353', { address: '192.0.2.1', port: 5353 }],
    ['2001:db8::1', { address: '2001:db8::1', port: 53 }],
    ['[2001:db8::1]', { address: '2001:db8::1', port: 53 }],
    ['[2001:db8::1]:5353', { address: '2001:db8::1', port: 5353 }],
  ])('%s', (text, server) => {
    expect(parseServer(text)).toEqual(server);
  });

  test.each([
    '',
    'localhost',
    'localhost:53',
    '192.0.2.1:0',
    '192.0.2.1:65536',
    '[192.0.2.1]:53',
    '192.0.2.1:',
  ])('%j is refused', (text) => {
    expect(() => parseServer(text)).toThrow(TypeError);
  });

  test('those of this machine can be read', () => {
    for (const server of systemServers()) expect(parseServer(server).port).toBeGreaterThan(0);
  });
});
