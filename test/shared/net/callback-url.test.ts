import { describe, expect, test } from '@jest/globals';
import { parseNetwork } from '../../../shared/net/address.ts';
import { parseCallbackUrl, refusalOf } from '../../../shared/net/callback-url.ts';

const NOTHING = { allowNetworks: [], allowPorts: [] };
const both = (text: string, allowed: Parameters<typeof refusalOf>[1] = NOTHING): string | null =>
  refusalOf(parseCallbackUrl(text), allowed);

describe('a URL that is called', () => {
  test.each([
    ['https://hooks.example.com', 'https://hooks.example.com/'],
    ['https://hooks.example.com:443/a?b=c', 'https://hooks.example.com/a?b=c'],
    ['HTTPS://Hooks.Example.COM/A', 'https://hooks.example.com/A'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['https://8.8.8.8/x', 'https://8.8.8.8/x'],
    ['https://[2606:4700::1111]/', 'https://[2606:4700::1111]/'],
    ['https://hooks.example.com./x', 'https://hooks.example.com./x'],
  ])('%s', (text, href) => {
    expect(parseCallbackUrl(text)).toBe(href);
    expect(both(text)).toBeNull();
  });
});

test.each([
  ['', 'not an absolute URL'],
  ['/v1/hook', 'not an absolute URL'],
  ['hooks.example.com', 'not an absolute URL'],
  ['http://hooks.example.com/', 'https URL'],
  ['ftp://hooks.example.com/', 'https URL'],
  ['file:///etc/passwd', 'https URL'],
  ['javascript:alert(1)', 'https URL'],
  ['https://user@hooks.example.com/', 'no user'],
  ['https://:password@hooks.example.com/', 'no user'],
  ['https://hooks.example.com/#there', 'no fragment'],
  ['https://hooks.example.com/#', 'no fragment'],
  ['https://localhost/', 'only one label'],
  ['https://intranet:8443/', 'only one label'],
  ['https://a_b-.example.com/', 'not a valid label'],
  [`https://${'a'.repeat(64)}.example.com/`, 'is allowed|are allowed|not a valid label|not an absolute'],
  [`https://hooks.example.com/${'ä'.repeat(200)}`, 'at most 1000 characters'],
])('%s is none', (text, why) => {
  expect(() => parseCallbackUrl(text)).toThrow(new RegExp(why));
});

describe('where nobody is called', () => {
  test.each([
    ['https://127.0.0.1/', 'loopback'],
    ['https://2130706433/', 'loopback'],
    ['https://0x7f.1/', 'loopback'],
    ['https://0177.0.0.1/', 'loopback'],
    ['https://10.1.2.3/', 'private'],
    ['https://169.254.169.254/latest/meta-data/', 'link-local'],
    ['https://[::1]/', 'loopback'],
    ['https://[::ffff:127.0.0.1]/', 'loopback'],
    ['https://[::ffff:a9fe:a9fe]/', 'link-local'],
    ['https://[64:ff9b::a9fe:a9fe]/', 'NAT64'],
    ['https://[fd00:ec2::254]/', 'unique local'],
    ['https://hooks.example.com:8443/', 'port 8443'],
    ['https://8.8.8.8:25/', 'port 25'],
  ])('%s', (text, why) => {
    expect(both(text)).toContain(why);
  });

  test('unless whoever runs the service allows it', () => {
    const allowed = { allowNetworks: [parseNetwork('127.0.0.0/8')], allowPorts: [8443] };
    expect(both('https://127.0.0.1:8443/', allowed)).toBeNull();
    expect(both('https://127.0.0.1:8444/', allowed)).toContain('8444');
    expect(both('https://10.0.0.1:8443/', allowed)).toContain('private');
  });
});
