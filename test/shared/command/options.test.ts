import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { type CommandOptions, declareOptions, requestOf, withOptions } from '../../../shared/command/options.ts';
import { UsageError } from '../../../shared/command/run-check.ts';
import { readSettings } from '../../../shared/config.ts';

function parse(...args: string[]): CommandOptions {
  const command = declareOptions(new Command('mxready').exitOverride().configureOutput({ writeErr: () => {} }));
  command.parse(args, { from: 'user' });
  return command.opts<CommandOptions>();
}

const request = (domain: string, ...args: string[]) => {
  const options = parse(...args);
  return requestOf(domain, options, withOptions(readSettings({}), options));
};

describe('the options', () => {
  test('have the defaults of the contract', () => {
    expect(parse()).toEqual({
      port: 25,
      mode: 'auto',
      phase: 'auto',
      tls: true,
      recipient: [],
      send: false,
      format: 'text',
      lang: 'en',
      log: false,
      quiet: false,
      waitGreylist: false,
      allowNetwork: [],
      allowPort: [],
      timeout: 240,
      strict: false,
    });
  });

  test('make a request', () => {
    expect(request('Contoso.COM.')).toEqual({
      domain: 'contoso.com',
      target: null,
      port: 25,
      mode: 'auto',
      phase: 'auto',
      gateway: null,
      tls: true,
      recipients: [],
      send: false,
      categories: null,
      lang: 'en',
    });
    expect(
      request(
        'bücher.example',
        ...['--target', 'MX.Example.', '--port', '587', '--mode', 'parallel', '--phase', 'after'],
        ...['--gateway', 'Customer.Gate.Example', '--no-tls', '--categories', 'dns, session', '--lang', 'de'],
      ),
    ).toEqual({
      domain: 'xn--bcher-kva.example',
      target: 'mx.example',
      port: 587,
      mode: 'parallel',
      phase: 'after',
      gateway: 'customer.gate.example',
      tls: false,
      recipients: [],
      send: false,
      categories: ['dns', 'session'],
      lang: 'de',
    });
  });

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['[192.0.2.1]', '192.0.2.1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[IPv6:2001:db8::1]', '2001:db8::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['mail', 'mail'],
    ['bücher.example', 'xn--bcher-kva.example'],
  ])('take %s for the target %s', (text, target) => {
    expect(parse('--target', text).target).toBe(target);
  });

  test('can be repeated where the contract says so', () => {
    const options = parse(
      '--allow-network',
      '127.0.0.0/8',
      '--allow-network',
      '::1/128',
      '--allow-port',
      '1025',
      '--allow-port',
      '1026',
    );
    expect(options.allowNetwork).toHaveLength(2);
    expect(options.allowPort).toEqual([1025, 1026]);
  });

  test.each([
    ['--port', '0'],
    ['--port', '65536'],
    ['--port', 'smtp'],
    ['--port', ''],
    ['--mode', 'both'],
    ['--phase', 'now'],
    ['--format', 'yaml'],
    ['--lang', 'fr'],
    ['--categories', 'dns,nonsense'],
    ['--categories', ''],
    ['--categories', ','],
    ['--resolver', 'dns.example'],
    ['--resolver', '[127.0.0.1]:53'],
    ['--gateway', '..'],
    ['--helo', 'localhost'],
    ['--egress-is-gateway', 'perhaps'],
    ['--allow-network', '127.0.0.1'],
    ['--allow-port', '-1'],
    ['--timeout', '0'],
    ['--timeout', 'soon'],
    ['--timeout', ''],
    ['--timeout', '3601'],
    ['--target', ''],
    ['--target', 'a..b'],
    ['--target', '0x7f.1'],
    ['--target', '2130706433'],
    ['--target', 'fe80::1%eth0'],
    ['--ca', '/nonexistent'],
  ])('refuse %s %j and name the option', (option, text) => {
    expect(() => parse(option, text)).toThrow(option);
  });

  test('are laid over what the environment says', () => {
    const settings = readSettings({
      MXREADY_RESOLVER: '192.0.2.53',
      MXREADY_HELO: 'env.example.com',
      MXREADY_EGRESS_IS_GATEWAY: 'yes',
      MXREADY_ALLOW_NETWORKS: '10.0.0.0/8',
      MXREADY_ALLOW_PORTS: '1025',
    });
    expect(withOptions(settings, parse())).toEqual(settings);
    const over = withOptions(
      settings,
      parse(
        ...['--resolver', '192.0.2.54', '--helo', 'option.example.com', '--egress-is-gateway', 'no'],
        ...['--allow-network', '127.0.0.0/8', '--allow-port', '1026'],
      ),
    );
    expect(over).toMatchObject({
      resolver: '192.0.2.54',
      helo: 'option.example.com',
      egressIsGateway: false,
      allowPorts: [1025, 1026],
    });
    expect(over.allowNetworks).toHaveLength(2);
  });
});

describe('a request', () => {
  test.each([25, 465, 587, 2525])('may name port %i', (port) => {
    expect(request('contoso.com', '--port', String(port)).port).toBe(port);
  });

  test.each([1, 22, 24, 26, 80, 443, 2524, 65_535])('may not name port %i, unless it is allowed', (port) => {
    expect(() => request('contoso.com', '--port', String(port))).toThrow(UsageError);
    expect(request('contoso.com', '--port', String(port), '--allow-port', String(port)).port).toBe(port);
  });

  test('may not contradict itself', () => {
    expect(() => request('contoso.com', '--port', '465', '--no-tls')).toThrow(UsageError);
    expect(() => request('contoso.com', '--log', '--format', 'json')).toThrow(UsageError);
    expect(request('contoso.com', '--log').domain).toBe('contoso.com');
  });

  test.each([
    '',
    '..',
    'localhost',
    '127.0.0.1',
    '[::1]',
    `${'a'.repeat(64)}.example`,
    'a@b.example',
    'contoso.com#x',
  ])('may not be about %j', (domain) => {
    expect(() => request(domain)).toThrow(UsageError);
  });
});
