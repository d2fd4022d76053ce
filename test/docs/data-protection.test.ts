import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { topologyOf } from '../../infra/topology.ts';
import { ROUTES } from '../../shared/api/route-list.ts';
import { COMMAND_SETTINGS, SERVICE_SETTINGS, SETTINGS } from '../../shared/config.ts';
import { plain, synthesize } from '../infra/aws/synthesized.ts';

/** Somebody signs that this is so. */
const page = readFileSync('docs/data-protection.md', 'utf8');
const flat = page.replace(/\s+/g, ' ');

test('times that settings decide are theirs, where nobody says anything', () => {
  const told = [...flat.matchAll(/(\d+) days[^|.;]*?\(`(MXREADY_\w+)`\)/g)];
  expect(told.length).toBeGreaterThanOrEqual(5);
  for (const [text, days, variable] of told) {
    const setting = Object.values(SETTINGS).find((one) => one.variable === variable);
    expect([text, days]).toEqual([text, setting?.fallback]);
  }
  const told2 = new Set(told.map(([, , variable]) => variable));
  const days = Object.values(SETTINGS).map(({ variable }) => variable).filter((one) => one.endsWith('_DAYS')); // biome-ignore format: one line
  expect(days.filter((one) => !told2.has(one))).toEqual([]);
});

test('logs are kept as long as it says', () => {
  const logs = synthesize(topologyOf()).of('AWS::Logs::LogGroup');
  const kept = (name: RegExp): unknown[] => [...new Set(logs.filter(([id]) => name.test(plain(id))).map(([, { Properties }]) => Properties.RetentionInDays))]; // biome-ignore format: one line
  const said = (log: string): number => Number(new RegExp(`\\| ${log}[^|]*\\| (\\d+) days \\|`).exec(page)?.[1]);
  expect(kept(/^ApiLog/)).toEqual([said('function `api`')]);
  expect(kept(/^AccessLog/)).toEqual([said('access log')]);
  expect(kept(/^FlowLogs/)).toEqual([said('flow log')]);
  expect(kept(/^(Category|Dispatch|Aggregate|Tick|DeadLetter|Preflight)/)).toEqual([said('functions')]);
});

test('every table is told of; routes and settings that it names are there', () => {
  for (const { id } of topologyOf().tables) expect(page).toContain(`table \`${id}\``);
  const routes = Object.values(ROUTES).map(({ method, path }) => `${method} ${path}`);
  for (const [, route = ''] of page.matchAll(/`((?:GET|DELETE|POST|PUT) \/[^`?]*)/g)) expect(routes).toContain(route);
  const variables = [
    ...Object.values(SETTINGS),
    ...Object.values(SERVICE_SETTINGS),
    ...Object.values(COMMAND_SETTINGS),
  ].map(({ variable }) => variable);
  for (const [name] of page.matchAll(/MXREADY_\w+/g)) expect(variables).toContain(name);
});
