import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { tenantTables } from '../../functions/edge/tenant-scope.ts';
import { tenantStore } from '../../shared/store/tenant-store.ts';

/** What AWS heard: roles that were taken, and with whose key tables were asked. */
const heard: string[] = [];
let server: Server;
const before = { ...process.env };

const credentials = (tenant: string): string =>
  `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>KEY-${tenant}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.headers['x-amz-target'] === undefined) {
      const asked = new URLSearchParams(body);
      const tenant = asked.get('Tags.member.1.Value') ?? '';
      heard.push(`${asked.get('Action')} ${asked.get('RoleArn')} ${asked.get('Tags.member.1.Key')}=${tenant}`);
      response.setHeader('content-type', 'text/xml').end(credentials(tenant));
      return;
    }
    const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1];
    heard.push(`${request.headers['x-amz-target']} by ${key}`);
    response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    ...{ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'KEY-function', AWS_SECRET_ACCESS_KEY: 's' },
    ...{ AWS_ENDPOINT_URL_STS: url, AWS_ENDPOINT_URL_DYNAMODB: url },
  });
});
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  heard.length = 0;
});

const ROLE = 'arn:aws:iam::123456789012:role/tenant';

test('tables of a tenant are asked with credentials that are tagged with it, taken once', async () => {
  const open = tenantTables(ROLE);
  const registerOf = (tenant: string) => tenantStore(open(tenant)('tenants'));
  await registerOf('acme').readTenant('acme');
  await registerOf('acme').readTenant('acme');
  await registerOf('rival').readTenant('acme');
  expect(heard).toEqual([
    `AssumeRole ${ROLE} tenant=acme`,
    'DynamoDB_20120810.GetItem by KEY-acme',
    'DynamoDB_20120810.GetItem by KEY-acme',
    `AssumeRole ${ROLE} tenant=rival`,
    'DynamoDB_20120810.GetItem by KEY-rival',
  ]);
});

test('of many tenants those of before are let go, and open again when they are asked for', async () => {
  const open = tenantTables(ROLE);
  const first = open('t0')('tenants');
  for (let at = 1; at <= 100; at += 1) open(`t${at}`)('tenants');
  expect(open('t100')('tenants')).toBe(open('t100')('tenants'));
  expect(open('t0')('tenants')).not.toBe(first);
});
