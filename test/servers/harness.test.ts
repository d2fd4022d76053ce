import { connect, type Socket } from 'node:net';
import { afterAll, describe, expect, test } from '@jest/globals';
import { sharedLab } from './harness/lab.ts';
import { testOf } from './harness/lab-test.ts';
import { dig, sClient, talk } from './harness/probe.ts';

/** Each daemon answers as its scenario declares, seen with plain sockets, dig and openssl: none of it is our engine. */
const lab = await sharedLab();
afterAll(() => lab.stop(), 60_000);

const gate = (name: string) => `${name}-lab-test.gate.seppmail.cloud.`;
const first = (name: string) => lab.scenario(name).addresses[0] ?? '';
const greeting = async (name: string) => (await talk(first(name), lab.scenario(name).port))[0];

describe('parts', () => {
  for (const part of ['bind', 'postfix', 'exim', 'opensmtpd', 'sendmail', 'ipv6']) {
    testOf(lab, part, `${part} is there`, async () => expect(lab.missingFor(part)).toBeNull());
  }
  test('a scenario that is not declared is an error', () => expect(() => lab.scenario('no-such')).toThrow('no-such'));
});

describe('a stranger may write to known recipients and to nobody else', () => {
  const refused: Record<string, { unknown: RegExp; relay: RegExp }> = {
    'postfix-healthy': { unknown: /^550 5\.1\.1 /, relay: /^554 5\.7\.1 .*Relay access denied/ },
    'exim-healthy': { unknown: /^550 Unrouteable/, relay: /^550 relay not permitted/ },
    'opensmtpd-healthy': { unknown: /^524 5\.2\.4 /, relay: /^550 Invalid recipient/ },
    'sendmail-healthy': { unknown: /^550 5\.1\.1 /, relay: /^550 5\.7\.1 .*Relaying denied/ },
  };
  for (const [name, replies] of Object.entries(refused)) {
    testOf(lab, name, name, async () => {
      const { recipients, domain, mxHost, port } = lab.scenario(name);
      const rcpt = [...recipients, `sepp.4711@${domain}`, lab.sink].map((address) => `RCPT TO:<${address}>`);
      const mail = ['EHLO tester.lab.test', `MAIL FROM:<${lab.senders.pass}>`];
      const replied = await talk(first(name), port, [...mail, ...rcpt, 'QUIT']);
      expect(replied[0]).toMatch(new RegExp(`^220 ${mxHost} `));
      for (const reply of replied.slice(1, 6)) expect(reply).toMatch(/^250/);
      expect(replied[6]).toMatch(replies.unknown);
      expect(replied[7]).toMatch(replies.relay);
      expect(replied[8]).toMatch(/^221/);
    });
  }
});

describe('the greeting', () => {
  testOf(lab, 'postfix-421', 'postfix-421', async () => expect(await greeting('postfix-421')).toMatch(/^421 4\.3\.2 /));
  testOf(lab, 'postfix-reject-client', 'postfix-reject-client', async () =>
    expect(await greeting('postfix-reject-client')).toMatch(
      /^554 5\.7\.1 .*\[127\.0\.0\.1\] blocked using zen\.lab\.test/,
    ),
  );
  testOf(lab, 'postfix-rdns', 'postfix-rdns', async () =>
    expect(await greeting('postfix-rdns')).toMatch(/^450 4\.7\.25 .*cannot find your hostname/),
  );
  testOf(lab, 'postfix-postscreen', 'postfix-postscreen', async () => {
    const begin = Date.now();
    expect(await greeting('postfix-postscreen')).toMatch(/^220-mx\..*\r\n220 mx\./);
    expect(Date.now() - begin).toBeGreaterThan(5_000);
  });
  testOf(lab, 'postfix-connection-limit', 'postfix-connection-limit', async () => {
    const held = await hold(first('postfix-connection-limit'));
    expect(await greeting('postfix-connection-limit')).toMatch(/^421 4\.7\.0 .*too many connections/);
    held.destroy();
  });
});

describe('TLS', () => {
  const everything = ['-starttls', 'smtp', '-min_protocol', 'TLSv1', '-cipher', 'ALL:@SECLEVEL=0'];
  const said: Record<string, RegExp[]> = {
    'postfix-healthy': [/Verify return code: 0 \(ok\)/, /TLSv1\.3/],
    'exim-healthy': [/Verify return code: 0 \(ok\)/],
    'sendmail-healthy': [/Verify return code: 0 \(ok\)/],
    'no-mx': [/Verify return code: 0 \(ok\)/],
    'ptr-none': [/Verify return code: 0 \(ok\)/],
    'postfix-expired': [/certificate has expired/],
    'postfix-not-yet-valid': [/certificate is not yet valid/],
    'postfix-selfsigned': [/self-signed certificate/],
    'postfix-incomplete': [/unable to get local issuer certificate/],
    'postfix-wrongname': [/hostname mismatch/i],
    'postfix-rsa1024': [/Server public key is 1024 bit/],
    'postfix-tls10': [/New, TLSv1\.0, Cipher/, /Verify return code: 0 \(ok\)/],
    'postfix-anon': [/no peer certificate available/, /Cipher is ADH-/],
    'postfix-no-common-cipher': [/handshake failure.*alert number 40/],
    'opensmtpd-tls-broken': [/alert internal error/],
  };
  for (const [name, patterns] of Object.entries(said)) {
    testOf(lab, name, name, async () => {
      const output = await sClient(lab, name, everything);
      for (const pattern of patterns) expect(output).toMatch(pattern);
    });
  }
  testOf(lab, 'postfix-465', 'postfix-465', async () => {
    expect(await sClient(lab, 'postfix-465', [])).toMatch(/Verify return code: 0 \(ok\)/);
    await expect(talk(first('postfix-465'), 25)).rejects.toThrow('ECONNREFUSED');
  });
  testOf(lab, 'postfix-starttls-broken', 'postfix-starttls-broken', async () => {
    const replied = await talk(first('postfix-starttls-broken'), 25, ['EHLO tester.lab.test', 'STARTTLS', 'QUIT']);
    expect(replied[1]).toContain('STARTTLS');
    expect(replied[2]).toMatch(/^454 4\.7\.0 /);
  });
  for (const name of ['postfix-no-tls', 'opensmtpd-healthy']) {
    testOf(lab, name, `${name} does not offer it`, async () => {
      const replied = await talk(first(name), 25, ['EHLO tester.lab.test', 'QUIT']);
      expect(replied[1]).not.toContain('STARTTLS');
    });
  }
});

describe('IPv6', () => {
  testOf(lab, 'ipv6', 'the healthy one answers, the dead one refuses', async () => {
    const [, alive = ''] = lab.scenario('postfix-healthy').addresses;
    const [, dead = ''] = lab.scenario('postfix-dead-v6').addresses;
    expect((await talk(alive, 25))[0]).toMatch(/^220 mx\.postfix-healthy/);
    expect((await dig(lab, 'mx.postfix-dead-v6.lab.test', 'AAAA')).answers).toEqual([dead]);
    await expect(talk(dead, 25)).rejects.toThrow('ECONNREFUSED');
    expect((await dig(lab, alive, 'PTR')).answers).toEqual(['mx.postfix-healthy.lab.test.']);
  });
});

describe('DNS', () => {
  const mx: Record<string, string[]> = {
    'postfix-healthy': ['10 mx.postfix-healthy.lab.test.'],
    'gateway-after': [`10 ${gate('gateway-after')}`],
    'gateway-two-mx': [`10 ${gate('gateway-two-mx')}`, '20 mx.gateway-two-mx.lab.test.'],
    'gateway-foreign': [`10 ${gate('gateway-after')}`],
    'null-mx': ['0 .'],
    'no-mx': [],
    'mx-ip-literal': ['10 127.25.1.6.'],
    'mx-nxdomain': ['10 gone.mx-nxdomain.lab.test.'],
    'mx-servfail': ['10 mx.servfail.lab.test.'],
  };
  for (const [name, answers] of Object.entries(mx)) {
    testOf(lab, 'bind', `MX of ${name}`, async () => {
      const answer = await dig(lab, lab.scenario(name).domain, 'MX');
      expect({ ...answer, answers: answer.answers.sort() }).toEqual({ status: 'NOERROR', answers });
    });
  }

  const others: [string, string, string, string, string[]][] = [
    ['the gate host of gateway-after', gate('gateway-after'), 'A', 'NOERROR', ['127.25.200.1']],
    ['the gate host of parallel', gate('parallel'), 'A', 'NXDOMAIN', []],
    ['the mail host of parallel', 'parallel-lab-test.mail.seppmail.cloud', 'A', 'NOERROR', ['127.25.200.1']],
    ['no-mx', 'no-mx.lab.test', 'A', 'NOERROR', ['127.25.1.4']],
    ['no-mx', '127.25.1.4', 'PTR', 'NOERROR', ['no-mx.lab.test.']],
    ['mx-cname', 'mx.mx-cname.lab.test', 'A', 'NOERROR', ['CNAME host.mx-cname.lab.test.', '127.25.1.5']],
    ['mx-nxdomain', 'gone.mx-nxdomain.lab.test', 'A', 'NXDOMAIN', []],
    ['servfail', 'servfail.lab.test', 'MX', 'SERVFAIL', []],
    ['mx-servfail', 'mx.servfail.lab.test', 'A', 'SERVFAIL', []],
    ['wildcard', 'whatever.wildcard.lab.test', 'A', 'NOERROR', ['127.25.1.16']],
    ['ptr-none', '127.25.1.11', 'PTR', 'NXDOMAIN', []],
    ['ptr-mismatch', '127.25.1.12', 'PTR', 'NOERROR', ['other.ptr-mismatch.lab.test.']],
    ['ptr-mismatch, forward', 'other.ptr-mismatch.lab.test', 'A', 'NOERROR', ['127.25.1.99']],
    ['ptr-forward-missing', '127.25.1.13', 'PTR', 'NOERROR', ['gone.ptr-forward-missing.lab.test.']],
    ['ptr-forward-missing, forward', 'gone.ptr-forward-missing.lab.test', 'A', 'NXDOMAIN', []],
    ['ptr-any', '127.25.1.14', 'PTR', 'NOERROR', ['gone.ptr-any.lab.test.', 'mx.ptr-any.lab.test.']],
    ['ptr-servfail', '127.25.1.15', 'PTR', 'SERVFAIL', []],
    ['the client', lab.client.address, 'PTR', 'NOERROR', [`${lab.client.name}.`]],
    ['the sender whose SPF fails', 'fail.sender.test', 'TXT', 'NOERROR', ['"v=spf1 -all"']],
    ['the sink', 'sink.test', 'MX', 'NOERROR', ['10 mx.sender.test.']],
    ['the world outside', 'www.iana.org', 'A', 'NXDOMAIN', []],
  ];
  for (const [title, name, type, status, answers] of others) {
    testOf(lab, 'bind', `${type} of ${title}`, async () => {
      const answer = await dig(lab, name, type);
      expect({ ...answer, answers: answer.answers.sort() }).toEqual({ status, answers: answers.sort() });
    });
  }
  testOf(lab, 'bind', 'mx-cname-loop', async () => {
    const { answers } = await dig(lab, 'mx.mx-cname-loop.lab.test', 'A');
    expect(answers.every((answer) => answer.startsWith('CNAME '))).toBe(true);
  });
});

/** Opens a connection and keeps it after the greeting. */
function hold(host: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: 25 });
    socket.once('error', reject);
    socket.once('data', () => resolve(socket));
  });
}
