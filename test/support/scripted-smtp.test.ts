import { afterEach, expect, test } from '@jest/globals';
import { type PlainClient, plainClient } from './scripted-smtp/plain-client.ts';
import { type ServerOptions, type SmtpServer, startSmtpServer } from './scripted-smtp.ts';

let server: SmtpServer;
afterEach(() => server.close());

async function start(options?: ServerOptions): Promise<PlainClient> {
  server = await startSmtpServer(options);
  return plainClient(server);
}

test('without options it is a healthy server', async () => {
  const client = await start();
  expect(await client.reply()).toBe('220 mx.contoso.test ESMTP Postfix\r\n');
  expect(await client.command('EHLO a.test')).toBe(
    '250-mx.contoso.test\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n',
  );
  const lines = ['MAIL FROM:<a@a.test>', 'RCPT TO:<b@contoso.test>', 'RSET', 'NOOP', 'VRFY b', 'STARTTLS', 'QUIT'];
  const codes = [];
  for (const line of lines) codes.push((await client.command(line))?.slice(0, 3));
  expect(codes).toEqual(['250', '250', '250', '250', '502', '502', '221']);
  expect(await client.ended).toBe('end');
  await server.idle();
  expect(server.connections[0]).toMatchObject({ commands: ['EHLO a.test', ...lines], closedBy: 'server', tls: null });
});

test('pipelined commands are answered in order, and DATA is unstuffed', async () => {
  const client = await start({ rcpt: (line) => (line.includes('nobody') ? '550 5.1.1 unknown' : undefined) });
  client.send('EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<nobody@b>\r\nRCPT TO:<b@b>\r\nDATA\r\n');
  const codes = [];
  for (let i = 0; i < 6; i += 1) codes.push((await client.reply())?.slice(0, 3));
  expect(codes).toEqual(['220', '250', '250', '550', '250', '354']);
  client.send('Subject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n');
  expect([await client.reply(), await client.reply()].join('')).toMatch(/^250 .*\r\n221 /);
  expect(server.connections[0]?.messages).toEqual(['Subject: x\r\n\r\n.dot']);
});

test('order of commands: no DATA without a recipient, no RCPT without MAIL; an empty message', async () => {
  const client = await start();
  await client.reply();
  expect(await client.command('RCPT TO:<a@b>')).toMatch(/^503/);
  expect(await client.command('MAIL FROM:<>')).toMatch(/^250/);
  expect(await client.command('MAIL FROM:<>')).toMatch(/^503/);
  expect(await client.command('DATA')).toMatch(/^554/);
  expect(await client.command('RCPT TO:<a@b>')).toMatch(/^250/);
  expect(await client.command('DATA')).toMatch(/^354/);
  expect(await client.command('.')).toMatch(/^250 2.0.0 Ok: queued/);
  expect(server.connections[0]?.messages).toEqual(['']);
});

test('steps: text, lines, exact bytes, lists, functions of the state', async () => {
  const client = await start({
    greeting: { raw: '220 \u0000odd\r\n' },
    ehlo: { keywords: ['SIZE 1000', 'STARTTLS'] },
    mail: ['450 4.7.1 try again', '250 ok'],
    rcpt: (_, state) => `250 number ${state.count.rcpt} after ${state.from}`,
    noop: '250-one\n250 two',
    other: { reply: '250 HELP', repeat: 3 },
  });
  expect(await client.reply()).toBe('220 \u0000odd\r\n');
  expect(await client.command('EHLO a')).toBe('250-mx.contoso.test\r\n250-SIZE 1000\r\n250 STARTTLS\r\n');
  expect(await client.command('MAIL FROM:<>')).toBe('450 4.7.1 try again\r\n');
  expect(await client.command('MAIL FROM:<>')).toBe('250 ok\r\n');
  expect(await client.command('RCPT TO:<a@b>')).toBe('250 number 1 after MAIL FROM:<>\r\n');
  expect(await client.command('NOOP')).toBe('250-one\r\n250 two\r\n');
  expect(await client.command('HELP')).toBe('250-HELP\r\n250-HELP\r\n250 HELP\r\n');
});

test('segments, drips and delays change the packets but not the reply', async () => {
  const client = await start({
    greeting: { splitEvery: 7 },
    noop: { reply: '250 ok', dripMs: 1 },
    rset: { delayMs: 5 },
  });
  expect(await client.reply()).toBe('220 mx.contoso.test ESMTP Postfix\r\n');
  expect(client.chunks.length).toBeGreaterThan(1);
  client.chunks.length = 0;
  expect(await client.command('NOOP')).toBe('250 ok\r\n');
  expect(client.chunks.length).toBeGreaterThan(1);
  client.send('RSET\r\nQUIT\r\n');
  expect([await client.reply(), await client.reply()].join('')).toMatch(/^250 .*\r\n221 /);
});

test('a step that waits for something says nothing before it', async () => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const client = await start({ rset: { until: opened } });
  await client.reply();
  client.send('RSET\r\n');
  // The server has read it when it has recorded it, and would have answered in the same turn.
  while (server.connections[0]?.commands.length !== 1) await new Promise((resolve) => setImmediate(resolve));
  const other = await plainClient(server);
  await other.reply();
  expect(Buffer.concat(client.chunks).toString()).toMatch(/^220 [^\n]*\n$/);
  open();
  expect(await client.reply()).toMatch(/^250 /);
});

test('a long EHLO, and replies without end that stop with the client', async () => {
  const client = await start({
    ehlo: { repeat: 200 },
    connections: [{}, { greeting: { endless: 'lines' } }, { greeting: { endless: 'bytes' } }],
  });
  await client.reply();
  expect((await client.command('EHLO a'))?.split('\r\n')).toHaveLength(201);
  client.socket.destroy();
  for (const pattern of [/^(220-.*\r\n){20}/, /^220 x{4000}/]) {
    const endless = await plainClient(server);
    while (!pattern.test(Buffer.concat(endless.chunks).toString())) {
      await new Promise((resolve) => endless.socket.once('data', resolve));
    }
    endless.socket.destroy();
  }
  await server.idle();
  expect(server.connections.map((connection) => connection.closedBy)).not.toContain('server');
});

test('closing with and in place of a reply, by FIN and by reset', async () => {
  const client = await start({
    noop: { reply: '421 bye', close: 'reset' },
    connections: [
      { greeting: { close: 'reset' } },
      { greeting: { close: 'before', reply: '220 never' } },
      { greeting: { reply: '421 busy', close: 'fin' } },
      {},
    ],
  });
  expect(await client.ended).toBe('ECONNRESET');
  const fin = await plainClient(server);
  expect([await fin.reply(), await fin.ended]).toEqual([undefined, 'end']);
  const busy = await plainClient(server);
  expect([await busy.reply(), await busy.ended]).toEqual(['421 busy\r\n', 'end']);
  const late = await plainClient(server);
  await late.reply();
  expect([await late.command('NOOP'), await late.ended]).toEqual(['421 bye\r\n', 'ECONNRESET']);
  await server.idle();
  expect(server.connections.map((record) => record.closedBy)).toEqual([
    'server-reset',
    'server',
    'server',
    'server-reset',
  ]);
});

test('a silent step hangs the conversation, and what the client does is still recorded', async () => {
  const client = await start({ mail: { silent: true } });
  await client.reply();
  client.send('MAIL FROM:<>\r\nRSET\r\n');
  client.socket.end('QUIT\r\n');
  expect(await client.reply()).toBeUndefined();
  await server.idle();
  expect(server.connections[0]).toMatchObject({ commands: ['MAIL FROM:<>', 'RSET', 'QUIT'], closedBy: 'client' });
  expect(server.connections[0]?.bytesIn).toBe(26);
});

test('a client that talks before the greeting is noted', async () => {
  const client = await start({ greeting: { splitEvery: 1 } });
  expect(await client.command('EHLO early')).toMatch(/^220/);
  const polite = await plainClient(server);
  await polite.reply();
  await polite.command('NOOP');
  expect(server.connections.map((record) => record.earlyTalk)).toEqual([true, false]);
});

test('limits: 421 over the limit, and connections dropped after the accept', async () => {
  const client = await start({ maxConnections: 1 });
  expect(await client.reply()).toMatch(/^220/);
  const second = await plainClient(server);
  expect(await second.reply()).toMatch(/^421 4.7.0/);
  expect(await client.command('QUIT')).toMatch(/^221/);
  const third = await plainClient(server);
  expect(await third.reply()).toMatch(/^220/);
  expect(server.maxConcurrent).toBe(2);
  await server.close();

  const dropped = await start({ acceptAndDropConnections: 1 });
  expect(await dropped.ended).toBe('ECONNRESET');
  expect(await (await plainClient(server)).reply()).toMatch(/^220/);
});

test('close destroys what is open, and resets by the client are harmless', async () => {
  const client = await start({ noop: { dripMs: 5 }, rset: { delayMs: 60_000 } });
  await client.reply();
  client.send('NOOP\r\n');
  client.socket.resetAndDestroy();
  await server.idle();
  expect(server.connections[0]?.closedBy).toBe('client-reset');
  const open = await plainClient(server);
  await open.reply();
  open.send('RSET\r\n');
  await server.close();
  expect(await open.reply()).toBeUndefined();
});
