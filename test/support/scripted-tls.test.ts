import { once } from 'node:events';
import tls from 'node:tls';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { makeCertificate, serverTls } from './certificates.ts';
import { LENIENT, type PlainClient, plainClient } from './scripted-smtp/plain-client.ts';
import { type ServerOptions, type ServerTls, type SmtpServer, startSmtpServer } from './scripted-smtp.ts';

let server: SmtpServer;
let certificate: ServerTls;
beforeAll(async () => {
  certificate = serverTls(await makeCertificate('valid'));
});
afterEach(() => server.close());

/** A client that has heard the reply to STARTTLS. */
async function atStartTls(options: ServerOptions): Promise<PlainClient> {
  server = await startSmtpServer(options);
  const client = await plainClient(server);
  await client.reply();
  await client.command('EHLO a');
  await client.command('STARTTLS');
  return client;
}

async function handshakeError(options: ServerOptions): Promise<string> {
  const client = await atStartTls(options);
  const error = await client.startTls().then(
    () => new Error('no error'),
    (error: Error) => error,
  );
  return error.message;
}

test('STARTTLS is offered outside only, the transaction goes on inside, and both are recorded', async () => {
  server = await startSmtpServer({ tls: certificate });
  const client = await plainClient(server);
  await client.reply();
  expect(await client.command('EHLO out')).toContain('250-STARTTLS\r\n');
  expect(await client.command('STARTTLS')).toBe('220 2.0.0 Ready to start TLS\r\n');
  await client.startTls({ servername: 'mx.contoso.test' });
  expect(await client.command('EHLO in')).not.toContain('STARTTLS');
  expect(await client.command('STARTTLS')).toMatch(/^554/);
  expect(await client.command('QUIT')).toMatch(/^221/);
  expect(await client.ended).toBe('end');
  await server.idle();
  const [record] = server.connections;
  expect(record).toMatchObject({ commandsInTls: ['EHLO in', 'STARTTLS', 'QUIT'], closedBy: 'server' });
  expect(record?.commands).toEqual(['EHLO out', 'STARTTLS', 'EHLO in', 'STARTTLS', 'QUIT']);
  expect(record?.tls).toMatchObject({ version: 'TLSv1.3', servername: 'mx.contoso.test' });
});

test('a script of its own inside TLS; reset, FIN and silence there', async () => {
  const client = await atStartTls({
    tls: certificate,
    ehloTls: ['250 inside', { reply: '250 last', close: 'reset' }],
    connections: [{}, { ehloTls: { close: 'fin' } }],
  });
  await client.startTls();
  expect(await client.command('EHLO a')).toBe('250 inside\r\n');
  expect(await client.command('EHLO a')).toBe('250 last\r\n');
  await client.ended;
  const second = await plainClient(server);
  await second.reply();
  await second.command('STARTTLS');
  await second.startTls();
  expect(await second.command('EHLO a')).toBeUndefined();
  await server.idle();
  expect(server.connections.map((record) => record.closedBy)).toEqual(['server-reset', 'server']);
});

test('plaintext behind the reply to STARTTLS, and a client that sends ahead', async () => {
  server = await startSmtpServer({ tls: certificate, starttls: { extraAfter: '250 injected\r\n' } });
  const client = await plainClient(server);
  await client.reply();
  client.send('STARTTLS\r\nEHLO ahead\r\n');
  expect([await client.reply(), await client.reply()]).toEqual([
    '220 2.0.0 Ready to start TLS\r\n',
    '250 injected\r\n',
  ]);
  expect(client.chunks.at(-1)?.toString()).toContain('TLS\r\n250 injected');
  await client.startTls();
  expect(await client.command('EHLO a')).toMatch(/^250/);
  expect(server.connections[0]?.pipelinedAfterStarttls).toBe('EHLO ahead\r\n');
});

test.each([40, 70, 71, 80])('alert %i is what the client sees', async (alert) => {
  expect(await handshakeError({ starttls: { alert } })).toContain(`alert number ${alert}`);
});

test('a server without a certificate answers alert 40 by itself', async () => {
  expect(await handshakeError({ tls: {} })).toContain('alert number 40');
});

test('garbage, FIN and reset in the handshake', async () => {
  expect(await handshakeError({ starttls: { garbageTls: true } })).toMatch(/wrong version number|packet length/);
  await server.close();
  expect(await handshakeError({ starttls: { closeInTls: 'fin' } })).toContain('disconnected before secure TLS');
  await server.close();
  expect(await handshakeError({ starttls: { closeInTls: 'reset' } })).toMatch(/ECONNRESET|disconnected before secure/);
});

test('a handshake that is never answered', async () => {
  const client = await atStartTls({ starttls: { silentTls: true } });
  const handshake = client.startTls().catch((error: Error) => error.message);
  client.socket.destroy(new Error('patience is over'));
  expect(await handshake).toBe('patience is over');
  await server.idle();
  expect(server.connections[0]?.closedBy).toMatch(/client/);
});

test('TLS 1.0 only', async () => {
  const client = await atStartTls({ tls: { ...certificate, minVersion: 'TLSv1', maxVersion: 'TLSv1' } });
  expect((await client.startTls()).getProtocol()).toBe('TLSv1');
  expect(await client.command('EHLO a')).toMatch(/^250/);
});

test('TLS 1.0 only with a cipher list of its own', async () => {
  const ciphers = 'DEFAULT@SECLEVEL=0';
  const client = await atStartTls({ tls: { ...certificate, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers } });
  expect((await client.startTls()).getProtocol()).toBe('TLSv1');
});

test('an anonymous cipher, without any certificate', async () => {
  const anonymous = { ciphers: 'aNULL:@SECLEVEL=0', maxVersion: 'TLSv1.2' } as const;
  const client = await atStartTls({ tls: anonymous });
  const socket = await client.startTls(anonymous);
  expect(socket.getCipher().name).toMatch(/^(AECDH|ADH)-/);
  expect(socket.getPeerCertificate()).toEqual({});
  expect(await client.command('EHLO a')).toMatch(/^250/);
  await server.close();
  expect(await handshakeError({ tls: anonymous })).toContain('alert number 40');
});

test('implicit TLS, and a fault in it', async () => {
  const connections = [{}, { starttls: { alert: 48 } }];
  server = await startSmtpServer({ implicitTls: true, tls: certificate, connections });
  const socket = tls.connect({ host: server.address, port: server.port, ...LENIENT });
  const [greeting] = (await once(socket, 'data')) as [Buffer];
  expect(greeting.toString()).toMatch(/^220 /);
  socket.end('QUIT\r\n');
  await once(socket.resume(), 'close');
  const broken = tls.connect({ host: server.address, port: server.port, ...LENIENT });
  await expect(once(broken, 'secureConnect')).rejects.toThrow('alert number 48');
});
