import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as sqs from '@aws-sdk/client-sqs';
import { constructId } from '../../infra/aws/names.ts';
import { topologyOf } from '../../infra/topology.ts';
import { RECHECK } from '../../shared/api/rechecks/schema.ts';
import { ROUTES } from '../../shared/api/route-list.ts';
import { REASONS } from '../../shared/check/status.ts';
import { COMMAND_SETTINGS, SERVICE_SETTINGS, SETTINGS } from '../../shared/config.ts';
import { FIGURES } from '../../shared/pipeline/figures.ts';
import { plain, synthesize } from '../infra/aws/synthesized.ts';

/** Whoever is called at night does what the page says: what it names must be there. */
const page = readFileSync('docs/operations.md', 'utf8');
const prose = page.replace(/^ *```[\s\S]*?^ *```$/gm, '');
const named = [...new Set([...prose.matchAll(/`([^`]+)`/g)].map(([, one = '']) => one))];
const headings = [...prose.matchAll(/^### (.+)$/gm)].flatMap(([, line = '']) => [...line.matchAll(/`([^`]+)`/g)].map(([, one = '']) => one)); // biome-ignore format: one line

const topology = topologyOf();
const made = synthesize(topology);
const logical = Object.keys(made.all).map(plain);
const alarms = made.of('AWS::CloudWatch::Alarm').map(([id]) => plain(id).replace(/Alarm$/, ''));

const sourcesIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
    .join('\n');
const sources = ['shared', 'functions', 'infra'].map(sourcesIn).join('\n');

/** `<queue>Age` stands for that of each queue. */
const STANDS_FOR: Readonly<Record<string, readonly string[]>> = {
  '<queue>': topology.queues.map(({ id }) => constructId(id)),
  '<function>': topology.functions.map(({ id }) => constructId(id)),
  '<table>': topology.tables.flatMap(({ id, indexes }) => [`${constructId(id)}Table`, ...indexes.map(({ name }) => `${constructId(id)}Index${constructId(name)}`)]), // biome-ignore format: one line
};
const alarmsOf = (heading: string): string[] => {
  const placeholder = /^<\w+>/.exec(heading)?.[0];
  const rest = heading.replace(/^<\w+>/, '');
  return placeholder === undefined ? [constructId(heading)] : (STANDS_FOR[placeholder] ?? []).map((one) => one + rest);
};

describe('alarms', () => {
  test('every alarm of the stack has its section', () => {
    const told = new Set(headings.flatMap(alarmsOf));
    expect(alarms.filter((one) => !told.has(one))).toEqual([]);
  });

  test('every section is about alarms that there are', () => {
    for (const heading of headings) expect([heading, alarmsOf(heading).filter((one) => !alarms.includes(one))]).toEqual([heading, []]); // biome-ignore format: one line
  });
});

/** What a name in the page may be, by its form, and whether there is such a thing. */
const KINDS: readonly [kind: string, form: RegExp, isThere: (name: string) => boolean][] = [
  ['setting', /^MXREADY_[A-Z_]+/, (name) => [...Object.values(SETTINGS), ...Object.values(SERVICE_SETTINGS), ...Object.values(COMMAND_SETTINGS)].some(({ variable }) => variable === name.split('=')[0])], // biome-ignore format: one line
  ['script', /^npm run /, (name) => (name.split(' ')[2] ?? '') in (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }).scripts], // biome-ignore format: one line
  ['route', /^(GET|POST|PUT|PATCH|DELETE) \//, (name) => Object.values(ROUTES).some(({ method, path }) => `${method} ${path}` === name)], // biome-ignore format: one line
  ['line of the log', /^"/, (name) => sources.includes(`'${name.slice(1, -1)}'`)],
  ['file', /\/.*\.ts$/, (name) => readFileSync(name, 'utf8') !== ''],
  ['group of alarms', /^</, (name) => headings.includes(name)],
  ['resource, parameter, output, figure or dimension', /^[A-Z][A-Za-z]+$/, (name) => logical.includes(name) || alarms.includes(name) || name in made.parameters || name in made.outputs || Object.values(FIGURES).some((one) => one.name === name || (one.dimensions as readonly string[]).includes(name))], // biome-ignore format: one line
  ['command', /^(aws|cdk|mxready) /, (name) => COMMANDS.some((one) => name.startsWith(one))],
  ['file of a key', /^keys\//, (name) => topology.secrets.some(({ id }) => name === `keys/${id}`)],
  ['anything else', /^/, (name) => OTHERS.includes(name)],
];
/** Looked up by hand in the reference of the AWS CLI, of CDK, and with `--help`; those with a client of the SDK below. */
const COMMANDS = ['aws lambda invoke --function-name', 'aws lambda update-event-source-mapping --uuid <id> --no-enabled', 'aws lambda put-function-concurrency --function-name <name> --reserved-concurrent-executions', 'aws lambda delete-function-concurrency --function-name', 'cdk import', 'mxready preflight']; // biome-ignore format: one list
const OTHERS: readonly string[] = [
  ...topology.functions.map(({ id }) => id),
  ...topology.alarms.map(({ id }) => id),
  ...REASONS,
  ...Object.keys(RECHECK.shape),
  // Fields of lines, headers, the file of the local service, values.
  ...[
    'checkId',
    'runId',
    'requestId',
    'function_request_id',
    'x-request-id',
    'platform.report',
    'service.log',
    '?wait=',
  ],
  ...['503', 'smtp', 'yes', 'no', 'category-*', 'contoso.com=asked us not to', '-all', 'v=spf1 -all'],
];

test.each(named)('`%s` is there', (name) => {
  const [kind, , isThere] = KINDS.find(([, form]) => form.test(name)) ?? [];
  expect([kind, name, isThere?.(name)]).toEqual([kind, name, true]);
});

test('graphs that it names are on the dashboard', () => {
  const titles = [...readFileSync('infra/aws/dashboard.ts', 'utf8').matchAll(/'([A-Z][^']+)'/g)].map(([, one = '']) => one); // biome-ignore format: one line
  for (const graph of ['How long a category takes', 'Age of the oldest message']) {
    expect(page.replaceAll('\n', ' ')).toContain(`*${graph}*`);
    expect(titles.some((one) => one.startsWith(graph))).toBe(true);
  }
});

test('commands in blocks are commands of AWS, with parameters that these take', () => {
  const clients = { sqs, dynamodb } as Readonly<Record<string, object>>;
  const pascal = (words: string): string =>
    words.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
  const blocks = [...page.matchAll(/^```\n(aws [\s\S]*?)^```$/gm)].map(([, one = '']) => one.replace(/\\\n/g, ' '));
  expect(blocks).toHaveLength(2);
  for (const block of blocks) {
    const [, service = '', command = ''] = block.split(/\s+/);
    expect(Object.keys(clients[service] ?? {})).toContain(`${pascal(command)}Command`);
    const shapes = readFileSync(`node_modules/@aws-sdk/client-${service}/dist-types/models/models_0.d.ts`, 'utf8');
    const [, shape = ''] =
      new RegExp(`interface ${pascal(command)}(?:Input|Request) \\{([\\s\\S]*?)\\n\\}`).exec(shapes) ?? [];
    for (const [, parameter = ''] of block.matchAll(/--([a-z-]+)/g)) expect(shape).toMatch(new RegExp(`\\b${pascal(parameter)}\\??:`)); // biome-ignore format: one line
  }
});

test('sections that it refers to are there', () => {
  const titles = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, one = '']) => one);
  for (const [, section = ''] of prose.matchAll(/see \*([^*]+)\*/g)) expect(titles).toContain(section.replace(/\s+/g, ' ')); // biome-ignore format: one line
});
