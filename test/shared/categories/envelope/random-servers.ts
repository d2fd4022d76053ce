import { MOST } from '../../../../shared/mail/postage.ts';
import { type MailPolicy, RULE_NAMES, type Rule } from '../../../support/policy-server.ts';
import { checkPolicy, IDENTITIES, type PolicyCheck } from '../../../support/policy-world.ts';

/** Played at once. */
const GROUP = 50;
/** These servers answer always: how long this machine takes for it must not matter. */
const PATIENCE = { connect: 20_000, greeting: 20_000, command: 20_000, endOfData: 20_000, quit: 20_000 };

/** Small, seeded, good enough for drawing policies (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface World {
  policy: MailPolicy;
  send: boolean;
  named: string[];
  pieces: number;
  turns: number;
  ipv6: boolean;
}

export function draw(seed: number): World {
  const random = randomOf(seed);
  const one = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const rarely = <T>(share: number, make: () => T): T | null => (random() < share ? make() : null);
  const rule = (
    stages: readonly Rule['stage'][],
    replies: readonly string[],
    exempt: readonly string[] = [],
  ): Rule => ({
    stage: one(...stages),
    reply: one(...replies),
    ...(exempt.length > 0 && random() < 0.5 ? { exempt } : {}),
  });
  const ROLES = ['postmaster', 'abuse'];
  const policy: MailPolicy = {
    domain: 'contoso.test',
    exists: one(
      ['postmaster', 'abuse', 'info'],
      ['info'],
      ['postmaster', 'info'],
      ['postmaster', 'abuse', 'info', 'x'],
    ),
    pipelining: random() < 0.7,
    unknown: random() < 0.3 ? null : rule(['rcpt', 'rcpt', 'endOfData'], ['550 5.1.1 user unknown', '550 no such user here', '554 5.4.1 Recipient address rejected: Access denied', '450 4.1.1 User unknown', '553 5.1.3 bad address']), // biome-ignore format: one line
    greylist: rarely(0.3, () => ({
      ...rule(['mail', 'rcpt', 'rcpt', 'rcpt', 'endOfData'], ['450 4.2.0 Greylisted, see later', '451 4.7.1 Please try again later', '450 try later', '451 4.3.2 not now'], ROLES), // biome-ignore format: one line
      visits: one(1, 9),
    })),
    spf: rarely(0.35, () => ({
      ...rule(['mail', 'rcpt', 'endOfData'], ['550 5.7.23 SPF fail', '550 5.7.1 SPF: not authorized', '554 5.7.1 rejected', '451 4.7.24 SPF, later'], ROLES), // biome-ignore format: one line
      domain: 'fail.sender.test',
    })),
    everybody: rarely(0.12, () => rule(['mail', 'rcpt', 'rcpt'], ['554 5.7.1 blocked using zen.spamhaus.org', '550 5.7.1 go away', '421 4.7.0 too many connections', '451 4.3.0 internal error', '530 5.7.0 Authentication required', '450 4.7.25 cannot find your hostname'], ROLES)), // biome-ignore format: one line
    bounces: rarely(0.1, () => rule(['mail', 'rcpt'], ['550 5.7.1 no bounces'])),
    foreign: random() < 0.2 ? null : rule(['rcpt', 'rcpt', 'rcpt', 'endOfData'], ['554 5.7.1 Relay access denied', '550 relay not permitted', '454 4.7.1 Relay access denied', '550 5.7.1 Relaying denied. Proper authentication required.']), // biome-ignore format: one line
    localForms: random() < 0.1,
    content: rarely(0.1, () => rule(['endOfData'], ['554 5.7.1 Spam message rejected', '550 5.7.1 message content rejected', '451 4.7.1 try again'])), // biome-ignore format: one line
    limit: rarely(0.15, () => ({
      after: 1 + Math.floor(random() * 30),
      of: one('commands' as const, 'refusals' as const),
      with: one('421 4.7.0 too many errors', 'close', 'reset'),
    })),
    order: random() < 0.5 ? RULE_NAMES : [...RULE_NAMES].sort(() => random() - 0.5),
  };
  return {
    policy,
    send: random() < 0.5,
    named: one([], ['info@contoso.test'], ['nobody@contoso.test']),
    pieces: one(1, 1, 3, 99),
    turns: one(0, 0, 2),
    ipv6: random() < 0.3,
  };
}

const temporary = (rule: Rule | null | undefined): boolean => rule?.reply.startsWith('4') ?? false;

/** Every statement of the report that the policy gives the lie to. */
function lies(world: World, check: PolicyCheck): string[] {
  const { policy, send } = world;
  const { unknown, greylist, spf, foreign, limit, everybody, content, localForms, bounces } = policy;
  const found: string[] = [];
  const claim = (said: string, holds: boolean): void => {
    if (!holds) found.push(said);
  };
  const hasDeferral = [unknown, greylist, spf, everybody, foreign, content].some(temporary) || limit != null;
  const filtering = check.said('recipient-filtering');
  if (filtering === 'pass at-rcpt') claim(filtering, unknown?.stage === 'rcpt' && !temporary(unknown));
  if (filtering === 'warn after-data') claim(filtering, send && unknown?.stage === 'endOfData');
  if (filtering === 'fail none') claim(filtering, send && unknown === null);
  if (filtering === 'warn defers-unknown') claim(filtering, temporary(unknown) && unknown?.stage === 'rcpt');
  if (filtering.startsWith('inconclusive sending-not-allowed')) claim(filtering, !send && unknown?.stage !== 'rcpt');
  const verdict = check.said('spf-check');
  if (verdict === 'warn rejects') claim(verdict, spf != null && !temporary(spf));
  if (verdict === 'warn defers') claim(verdict, temporary(spf));
  if (verdict === 'pass none-seen') claim(verdict, send && (spf == null || isExempt(spf, check)));
  if (verdict === 'warn none-seen-to-rcpt') claim(verdict, spf == null || spf.stage === 'endOfData' || isExempt(spf, check)); // biome-ignore format: one line
  const relaying = check.said('open-relay');
  // Who must log in before foreign recipients are taken relays nothing for strangers.
  const login = everybody?.stage === 'rcpt' && everybody.reply.startsWith('530');
  // A rule that hits foreign recipients, and own ones only in other words, closes the relay as far as can be seen.
  const own = check.rows.filter(({ id, subject }) => id === 'rcpt-to' && /^(?:postmaster|abuse|recipient|random)/.test(subject ?? '')); // biome-ignore format: one line
  const ruled = everybody?.reply.startsWith('550 5.7.1') === true && everybody.stage === 'rcpt' && own.every(({ reply }) => reply !== everybody.reply); // biome-ignore format: one line
  const closed = foreign?.stage === 'rcpt' || login || ruled;
  if (relaying === 'pass refused') claim(relaying, closed);
  if (relaying === 'fail relays') claim(relaying, send && foreign === null);
  if (relaying === 'fail accepts-at-rcpt') claim(relaying, !closed);
  if (relaying === 'warn refused-after-data') claim(relaying, send && (foreign?.stage === 'endOfData' || content != null || bounces != null)); // biome-ignore format: one line
  if (relaying === 'warn accepts-local-forms') claim(relaying, localForms === true);
  const grey = check.said('greylisting');
  if (grey === 'pass none-seen')
    claim(grey, greylist == null || greylist.exempt !== undefined || greylist.stage === 'endOfData' || limit != null || everybody != null); // biome-ignore format: one line
  if (/suspected|short-deferral/.test(grey)) claim(grey, hasDeferral);
  claim('confirmed', !grey.includes('confirmed'));
  found.push(...postal(world, check));
  return found;
}

/** Through an exempt recipient a rule cannot be seen: the row says only what was seen. */
function isExempt(rule: Rule, check: PolicyCheck): boolean {
  const to = String(check.row('spf-check').data.recipient ?? '');
  return rule.exempt?.includes(to.split('@')[0] ?? '') ?? false;
}

/** No message but those that the options allow. */
function postal({ send, named }: World, { log }: PolicyCheck): string[] {
  const sink = log.messages.filter(({ to }) => to.includes(IDENTITIES.relaySink as string));
  const others = log.messages.filter((one) => !sink.includes(one));
  const random = others.filter(({ to }) => to.startsWith('sepp.'));
  const toNamed = others.filter(({ to }) => named.includes(to));
  const bad = [
    !send && log.messages.length > 0,
    others.length !== random.length + toNamed.length,
    sink.some(({ to }) => /[%"]/.test(to)),
    sink.length > MOST.sink,
    random.length > MOST.random,
    toNamed.length > MOST.named,
  ];
  return bad.includes(true) ? [`messages to ${log.messages.map(({ to }) => to).join(', ')}`] : [];
}

/** What must be decided where nothing stands in the way: a tool that says "inconclusive" to everything never lies. */
function silences(world: World, check: PolicyCheck): string[] {
  const { policy, send, named } = world;
  const { unknown, greylist, everybody, limit, content, foreign, exists, bounces } = policy;
  // What a named recipient is refused for not existing hides the rest.
  if (named[0] === 'nobody@contoso.test' && unknown !== null) return [];
  const clear = greylist == null && everybody == null && limit == null && content == null && bounces == null;
  const good = exists.includes('postmaster') || named[0] === 'info@contoso.test';
  if (!clear || !good || temporary(unknown)) return [];
  const spf = policy.spf;
  const found: string[] = [];
  const expect = (id: string, ...allowed: string[]): void => {
    if (!allowed.includes(check.said(id))) found.push(`${id}: ${check.said(id)}, not ${allowed.join(' or ')}`);
  };
  if (unknown?.stage === 'rcpt') expect('recipient-filtering', 'pass at-rcpt');
  else if (send && unknown === null) expect('recipient-filtering', 'fail none');
  else if (send && (named[0] === 'info@contoso.test' || /5\.[14]\.|no such/.test(unknown?.reply ?? '')))
    expect('recipient-filtering', 'warn after-data');
  if (spf != null && spf.exempt === undefined && spf.stage !== 'endOfData')
    expect('spf-check', temporary(spf) ? 'warn defers' : 'warn rejects');
  if (spf == null) expect('spf-check', 'pass none-seen', 'warn none-seen-to-rcpt');
  if (foreign?.stage === 'rcpt' && policy.localForms !== true) expect('open-relay', 'pass refused');
  if (foreign === null && send && spf == null) expect('open-relay', 'fail relays');
  if (foreign === null && !send && unknown?.stage === 'rcpt') expect('open-relay', 'fail accepts-at-rcpt');
  return found;
}

async function play(seed: number): Promise<string[]> {
  const world = draw(seed);
  const address = world.ipv6
    ? ({ address: '::1', family: 6, lab: true } as const)
    : ({ address: '127.0.0.1', family: 4, lab: true } as const);
  const check = await checkPolicy(world.policy, {
    wire: { pieces: world.pieces, turns: world.turns },
    errand: { send: world.send, recipients: world.named, root: `seed-${seed}` },
    target: { addresses: [address] },
    patience: PATIENCE,
  });
  const faults = check.results.flatMap(({ fault }) => fault ?? []);
  return [...faults, ...lies(world, check), ...silences(world, check)].map(
    (what) => `seed ${seed}: ${what}\n${JSON.stringify(world)}`,
  );
}

/** What was said wrongly, of all servers until so much was found that more would not help. */
export async function playAll(seeds: readonly number[]): Promise<string[]> {
  const found: string[] = [];
  for (let at = 0; at < seeds.length && found.length < 5; at += GROUP)
    found.push(...(await Promise.all(seeds.slice(at, at + GROUP).map(play))).flat());
  return found.slice(0, 5);
}
