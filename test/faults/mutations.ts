// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of sources.
/** A guard of the design taken away: text of a source file that is replaced. Each text occurs exactly once there. */
export interface Mutation {
  /** What is no longer so. */
  id: string;
  file: string;
  edits: readonly (readonly [find: string, replace: string])[];
}

/** @throws Error when a text is not there exactly once: the list is behind the source */
export function mutated({ id, file, edits }: Mutation, source: string): string {
  return edits.reduce((text, [find, replace]) => {
    const times = text.split(find).length - 1;
    if (times !== 1) throw new Error(`"${id}": its text occurs ${times} times in ${file}, not once`);
    return text.replace(find, () => replace);
  }, source);
}

const mutation = (file: string, id: string, ...edits: readonly (readonly [string, string])[]): Mutation => ({
  id,
  file,
  edits,
});

/**
 * Every condition and every order of statements that the pipeline relies on. `npm run test:mutations` takes them away
 * one at a time; the fault harness must notice each. Whoever adds a guard adds it here: a guard that nothing notices
 * when it is gone is either not tested or not needed.
 */
export const MUTATIONS: readonly Mutation[] = [
  // Conditions of single statements.
  mutation('shared/store/check-store.ts', 'a check is created whether it is there or not', [
    'Item: checkItem(check, retention), ConditionExpression: ABSENT',
    'Item: checkItem(check, retention)',
  ]),
  mutation('shared/store/check-store.ts', 'a check is cancelled again and again', [
    "'attribute_exists(pk) AND #status <> :cancelled'",
    "'attribute_exists(pk)'",
  ]),
  mutation('shared/store/progress-store.ts', 'a second dispatch replaces the target', [
    '`${OPEN} AND attribute_not_exists(target)`',
    'OPEN',
  ]),
  mutation('shared/store/progress-store.ts', 'what is finished or cancelled is open for changes', [
    "'attribute_exists(pk) AND #status IN (:queued, :running)'",
    "'attribute_exists(pk) AND (#status IN (:queued, :running) OR attribute_exists(pk))'",
  ]),
  mutation('shared/store/progress-store.ts', 'a finished check stays due', [
    'ADD version :one REMOVE dueAt, dueShard',
    'ADD version :one',
  ]),
  mutation('shared/store/claim-store.ts', 'a claim is taken whoever holds it', [
    "'attribute_not_exists(pk) OR leaseUntil < :now'",
    "'attribute_not_exists(pk) OR leaseUntil < :now OR attribute_exists(pk)'",
  ]),
  mutation('shared/store/claim-store.ts', 'a claim is taken before its lease ends', [
    "'attribute_not_exists(pk) OR leaseUntil < :now'",
    "'attribute_not_exists(pk) OR leaseUntil < :until'",
  ]),
  mutation('shared/store/claim-store.ts', 'a claim is never free again', [
    "'attribute_not_exists(pk) OR leaseUntil < :now'",
    "'attribute_not_exists(pk) OR (leaseUntil < :now AND attribute_not_exists(pk))'",
  ]),
  mutation('shared/store/claim-store.ts', 'giving way counts as an attempt', ['attempt = attempt - :one, ', '']),
  mutation('shared/store/result-store.ts', 'results and reports are written over', [
    "          ConditionExpression: 'attribute_not_exists(pk)',\n",
    '',
  ]),
  mutation('shared/store/slot-store.ts', 'a place is taken whoever holds it', [
    '`attribute_not_exists(pk) OR leaseUntil < :now OR (${OWNED} AND leaseUntil <= :until)`',
    "'attribute_not_exists(pk) OR leaseUntil < :now OR attribute_exists(pk)'",
  ]),
  mutation('shared/store/slot-store.ts', 'a place is given back whoever holds it', [
    "            ConditionExpression: OWNED,\n            ExpressionAttributeNames: OWNER,\n            ExpressionAttributeValues: { ':owner': owner },\n",
    '',
  ]),
  mutation('shared/store/slot-store.ts', 'a cool-down is shortened', [
    "'attribute_not_exists(pk) OR #until < :until'",
    "'attribute_not_exists(pk) OR #until < :until OR attribute_exists(pk)'",
  ]),
  mutation('shared/store/fact-store.ts', 'an older check replaces the newest', [
    "'attribute_not_exists(pk) OR finishedAt < :finishedAt'",
    "'attribute_not_exists(pk) OR finishedAt < :finishedAt OR attribute_exists(pk)'",
  ]),
  mutation('shared/store/latest-store.ts', 'what checks are compared with is replaced whoever replaced it meanwhile', [
    "ConditionExpression: 'checkId = :before'",
    "ConditionExpression: 'checkId = :before OR attribute_exists(pk)'",
  ]),
  mutation('shared/store/latest-store.ts', 'what changed is written over', [
    "            ConditionExpression: 'attribute_not_exists(pk)',\n",
    '',
  ]),
  mutation('shared/store/latest-store.ts', 'what is known of a domain is forgotten with any of its checks', [
    "ConditionExpression: 'checkId = :check'",
    "ConditionExpression: 'checkId = :check OR attribute_exists(pk)'",
  ]),
  mutation('shared/pipeline/changes.ts', 'a check that ended before is what others are compared with', [
    'latest !== null && latest.finishedAt > finishedAt',
    'latest !== null && latest.finishedAt > finishedAt + 1e12',
  ]),
  mutation(
    'shared/pipeline/changes.ts',
    'a check is what others are compared with before its own changes are there',
    ['  await store.putChangesIfAbsent(check.id, isLate ? notCompared() : changesOf(report.rows, latest));\n', ''],
    [
      'await tellChanges({ store }, check, report);\n}',
      'await tellChanges({ store }, check, report);\n  await store.putChangesIfAbsent(check.id, changesOf(report.rows, latest));\n}',
    ],
  ),
  mutation('shared/pipeline/cancel.ts', 'checks are compared with one that was erased', [
    '    await store.forgetLatestIfOf(left.latest, checkId);\n',
    '',
  ]),
  mutation(
    'shared/pipeline/aggregate.ts',
    'a check ends before it was compared',
    ['  await tellChanges(deps, check, kept);\n', ''],
    ["    deps.log.info('check done'", "    await tellChanges(deps, check, kept);\n    deps.log.info('check done'"],
  ),
  mutation('shared/pipeline/tick.ts', 'a tenant that is to be erased is left alone', [
    "  ['ERASE', eraseSome],\n",
    '  // eraseSome\n',
  ]),
  // Reads that must see the newest state.
  mutation('shared/store/table.ts', 'results, claims and places are read from a copy that may be old', [
    '    ConsistentRead: true,\n  };',
    '  };',
  ]),
  mutation('shared/store/table.ts', 'only the first page of what is asked for is read', [
    'for await (const { Items = [] } of paginateQuery({ client }, query)) items.push(...Items);',
    'for await (const { Items = [] } of paginateQuery({ client }, query)) { items.push(...Items); break; }',
  ]),
  mutation('shared/store/check-store.ts', 'a check is read from a copy that may be old', [
    'Key: key.check(id), ConsistentRead: true }));\n      const check',
    'Key: key.check(id) }));\n      const check',
  ]),
  // Orders of statements.
  mutation('shared/pipeline/record.ts', 'a category is struck off before its result is there', [
    '  if (await deps.store.putResultIfAbsent(checkId, result)) tell(deps, checkId, result);\n  await advance(deps, checkId, result.category);',
    '  await advance(deps, checkId, result.category);\n  if (await deps.store.putResultIfAbsent(checkId, result)) tell(deps, checkId, result);',
  ]),
  mutation('shared/pipeline/aggregate.ts', 'what is missing is struck off before it is written as incomplete', [
    '    if (result !== null && (await deps.store.putResultIfAbsent(check.id, result))) tell(deps, check.id, result);\n    await deps.store.strikeIfOpen(check.id, id);',
    '    await deps.store.strikeIfOpen(check.id, id);\n    if (result !== null) await deps.store.putResultIfAbsent(check.id, result);',
  ]),
  mutation('shared/pipeline/aggregate.ts', 'a check ends before its report is there', [
    '  const mine = await deps.store.putReportIfAbsent(checkId, report);',
    '  await deps.store.finishIfOpen(checkId, report.verdict, Date.parse(report.finishedAt));\n  const mine = await deps.store.putReportIfAbsent(checkId, report);',
  ]),
  mutation(
    'shared/pipeline/aggregate.ts',
    'a check ends before its second look is there',
    ['  await createFollowUps(deps, check, kept, results);\n', ''],
    [
      "    deps.log.info('check done'",
      "    await createFollowUps(deps, check, kept, results);\n    deps.log.info('check done'",
    ],
  ),
  mutation('shared/pipeline/aggregate.ts', 'the report that was put together counts, not the one that stays', [
    'mine ? report : await deps.store.readReport(checkId)',
    'mine || !mine ? report : null',
  ]),
  mutation(
    'shared/pipeline/dispatch.ts',
    'categories are called before the target is known',
    [
      '  if (check.target === null) {',
      '  await Promise.all(check.pending.map((category) => askForCategory(deps, check, category)));\n  if (check.pending.length > 0) await new Promise<void>((resolve) => void deps.after(2000, resolve));\n  if (check.target === null) {',
    ],
    ['  await Promise.all(check.pending.map((category) => askForCategory(deps, check, category)));\n}', '}'],
  ),
  mutation(
    'shared/pipeline/create.ts',
    'a check is announced before it is there',
    ['  await admit();\n', '  await admit();\n  await begin(deps, check);\n'],
    ["  await begin(deps, check);\n  return { outcome: 'created', check };", "  return { outcome: 'created', check };"],
  ),
  // Steps.
  mutation('shared/pipeline/record.ts', 'nobody is told that nothing is pending', [
    '  if (pending.length === 0) await askForEnd(deps, checkId);',
    '',
  ]),
  mutation('shared/pipeline/create.ts', 'nobody is told of a new check', ['    askForStart(deps, check),\n', '']),
  mutation('shared/pipeline/create.ts', 'an open check is never looked at', [
    '    dueAt: now + deps.times.look * 1000,',
    '    dueAt: null,',
  ]),
  mutation('shared/pipeline/work.ts', 'a server is asked again although the result is there', [
    '  if (await deps.store.hasResult(checkId, category.id)) return advance(deps, checkId, category.id);\n',
    '',
  ]),
  mutation('shared/pipeline/work.ts', 'nobody claims what it works on', [
    '  if (claim === null) return;',
    '  if (claim === null) return runAndRecord(deps, makeIo, { check: { ...check, target: check.target }, category, owner, claim: { attempt: 1, parked: 0 } }, until, signal);',
  ]),
  mutation('shared/pipeline/work.ts', 'a category is begun for which there is no time', [
    ' || !timeLeft(check, leastOf(deps, category), deps.now())) return;',
    ') return;',
  ]),
  mutation('shared/pipeline/work.ts', 'what we cut off ourselves is recorded', [
    '    stop.signal.throwIfAborted();\n',
    '',
  ]),
  mutation('shared/pipeline/work.ts', 'a worker goes on although its claim is lost', [
    '    () => stop.abort(new TakenOver(`${category.id} was taken over`)),',
    '    () => {},',
  ]),
  mutation('shared/pipeline/lease.ts', 'a lease is never renewed', [
    '  cancelRenewal = after(times.renewal * 1000, () => void step());\n  guard();',
    '  void step;\n  guard();',
  ]),
  mutation('shared/pipeline/tick.ts', 'a check that was never dispatched is left alone', [
    '    await askForStart(deps, check);\n',
    '',
  ]),
  mutation('shared/pipeline/tick.ts', 'a category that nobody works on is left alone', [
    'await Promise.all(abandoned.map((category) => askForCategory(deps, check, category)));',
    'void abandoned;',
  ]),
  mutation('shared/pipeline/tick.ts', 'a check that is overdue or complete is left alone', [
    '    await askForEnd(deps, checkId);\n    return;',
    '    return;',
  ]),
  mutation('shared/pipeline/tick.ts', 'what workers leave of a cancelled check stays', [
    '    await cancel(deps, id);\n',
    '',
  ]),
  mutation('shared/pipeline/tick.ts', 'a cancelled check is due for ever', [
    '    await deps.store.forgetIfCancelled(id);\n',
    '',
  ]),
  mutation('shared/pipeline/cancel.ts', 'the second look of a cancelled check is made', [
    'if ((await store.readCheck(next)) !== null) await cancel(deps, next);',
    'void next;',
  ]),
  mutation('shared/pipeline/dispatch.ts', 'a second look does not wait for its time', [
    ' || (notBeforeOf(check) ?? 0) > deps.now()',
    '',
  ]),
  // Manners.
  mutation('shared/pipeline/stored-slots.ts', 'a run of many may hold all places', [
    "return lane === 'bulk' && limit > 1 ? all.slice(1) : all;",
    'return all;',
  ]),
  mutation('shared/pipeline/stored-slots.ts', 'a 421 is heard and not heeded', [
    "  if (cooling) return lane === 'bulk' ? [] : [0];\n",
    '  void cooling;\n',
  ]),
  mutation('shared/pipeline/stored-slots.ts', 'whoever is there when an address cools does not count', [
    '  if (cooling && others.length > 0) return false;\n',
    '',
  ]),
  mutation('shared/pipeline/stored-slots.ts', 'connections at an address that cools follow each other at once', [
    'holding.free(cooling || cooled.has(address))',
    'holding.free(false && cooling)',
  ]),
  mutation('shared/pipeline/stored-slots.ts', 'what has begun gives way', [
    'givenUp ||= !begun && now() >= patience;',
    'givenUp ||= now() >= patience;',
  ]),
  mutation('shared/pipeline/stored-slots.ts', 'who wants to be alone takes the place first that is left for others', [
    '(at + 1) % limit',
    'at',
  ]),
  mutation('shared/pipeline/stored-slots.ts', 'runs have as many connections at a provider as they like', [
    'if (shared === null || (await takeLane(shared, random)))',
    'if (shared === null || (await takeLane(shared, random)) || shared !== null)',
  ]),
  mutation('shared/pipeline/stored-slots.ts', 'a run goes on at a provider that said 421 at one of its addresses', [
    '  if (cooling) return false;\n',
    '  void cooling;\n',
  ]),
  mutation('shared/pipeline/stored-slots.ts', 'a 421 at one address of a provider is no matter at the others', [
    '[address, ...(provider === null ? [] : [laneAddress(provider)])]',
    '[address]',
  ]),
  mutation('shared/pipeline/work.ts', 'a server is not spared that must be since the check began', [
    'withheld(check.target, deps.settings)',
    'withheld(check.target, { ...deps.settings, suppressed: [] })',
  ]),
  mutation('shared/pipeline/tick.ts', 'checks go on although all probing is stopped', [
    ' || deps.settings.killSwitch) {',
    ') {',
  ]),
  mutation('shared/pipeline/aggregate.ts', 'checks do not end although all probing is stopped', [
    'if (!deps.settings.killSwitch && deps.now() <',
    'if (deps.now() <',
  ]),
  mutation('shared/pipeline/aggregate.ts', 'workers of a check that was ended go on', [
    '    await deps.store.dropClaim(check.id, id);\n',
    '',
  ]),
  mutation('shared/pipeline/stored-slots.ts', 'who loses its place goes on', [
    '        holding.use(lost);\n',
    '        void lost;\n',
  ]),
  // Callbacks.
  mutation(
    'shared/pipeline/aggregate.ts',
    'a check ends before its callback is there',
    ['  if (check.callback !== null) await deps.store.putCallbackIfAbsent(checkId, deps.now());\n', ''],
    [
      '    if (check.callback !== null) await announce(deps, checkId);',
      '    if (check.callback !== null) await deps.store.putCallbackIfAbsent(checkId, deps.now());\n    if (check.callback !== null) await announce(deps, checkId);',
    ],
  ),
  mutation('shared/pipeline/aggregate.ts', 'nobody hears of a callback before the tick', [
    '    if (check.callback !== null) await announce(deps, checkId);\n',
    '',
  ]),
  mutation('shared/pipeline/follow-up.ts', 'a second look has no callback', [
    'expected, callback, recheck },\n      createdAt',
    'expected, callback: null, recheck },\n      createdAt',
  ]),
  mutation('shared/store/progress-store.ts', 'a callback is put again', [
    "            ConditionExpression: 'attribute_not_exists(pk)',\n",
    '',
  ]),
  mutation('shared/store/callback-store.ts', 'a callback is read from a copy that may be old', [
    ', ConsistentRead: true };',
    ' };',
  ]),
  mutation('shared/store/callback-store.ts', 'an attempt at a callback is begun whoever began one', [
    "'attempts = :seen AND attribute_exists(dueAt)'",
    "'attribute_exists(dueAt) OR attempts = :seen'",
  ]),
  mutation('shared/store/callback-store.ts', 'a callback that has ended stays due', [
    "'SET outcome = :outcome REMOVE dueAt, dueShard'",
    "'SET outcome = :outcome'",
  ]),
  mutation('shared/store/check-store.ts', 'the callback of a check that is erased stays', [', key.callback(id)]', ']']),
  mutation('shared/pipeline/notify.ts', 'a callback is made before its check has ended', [
    "  if (check.status !== 'done') return null;\n",
    '',
  ]),
  mutation('shared/pipeline/notify.ts', 'an attempt at a callback does not wait for its time', [
    ' || state.dueAt > deps.now() + CLOCKS_MS) return;',
    ') return;',
  ]),
  mutation('shared/pipeline/notify.ts', 'what is due by the clock of another is too early for a callback', [
    'state.dueAt > deps.now() + CLOCKS_MS',
    'state.dueAt > deps.now()',
  ]),
  mutation('shared/pipeline/notify.ts', 'a callback that was delivered does not end', [
    '  if (outcome !== null) await end(deps, told, number, outcome);\n',
    '  void outcome;\n',
  ]),
  mutation('shared/pipeline/notify.ts', 'an attempt at a callback is made that somebody else makes', [
    '  if (!(await deps.callbacks.beginAttemptIfUnmoved(checkId, state.attempts, nextAt(deps, state.attempts)))) return;',
    '  await deps.callbacks.beginAttemptIfUnmoved(checkId, state.attempts, nextAt(deps, state.attempts));',
  ]),
  mutation('shared/pipeline/notify.ts', 'a receiver of callbacks that wants no more is called again', [
    '    if (status === GONE) return',
    '    if (status === -GONE) return',
  ]),
  mutation(
    'shared/pipeline/notify.ts',
    'a callback is never given up',
    ['  const last = number > deps.times.callbackPauses.length;', '  const last = number < 0;'],
    ['  if (state.attempts > deps.times.callbackPauses.length) return', '  if (state.attempts < 0) return'],
  ),
  mutation('shared/pipeline/tick.ts', 'a callback that is due is left alone', [
    '(deps, { id }) => askForCallback(deps, id)',
    'async (deps, { id }) => void [deps, id, askForCallback]',
  ]),
  mutation('infra/topology.ts', 'who ends checks may not put their callbacks', [
    "on(['PutItem', 'DeleteItem'], 'CALLBACK#*')",
    "on(['DeleteItem'], 'CALLBACK#*')",
  ]),
  mutation('infra/grants.ts', 'who is told to erase a check may not erase its callback', [
    "on(['DeleteItem'], 'LATEST#*', 'CALLBACK#*', 'NEWS#*')",
    "on(['DeleteItem'], 'LATEST#*', 'NEWS#*')",
  ]),
  mutation('infra/topology.ts', 'who reads dead letters may not read leases', [
    "'Query'], 'CHECK#*')],\n    send: [QUEUE.aggregate],\n  },\n  triggers: [{ kind: 'deadLetters'",
    "'GetItem'], 'CHECK#*')],\n    send: [QUEUE.aggregate],\n  },\n  triggers: [{ kind: 'deadLetters'",
  ]),
];

/** A mutation of a guard of moments that are too rare for the harness. */
export interface RareMutation extends Mutation {
  /** The tests that must notice it, from the root. */
  heldBy: string;
}

const rare = (heldBy: string, ...rest: Parameters<typeof mutation>): RareMutation => ({ ...mutation(...rest), heldBy });
const [GUARDS, LEASE, PLACES, NOTIFY, LANES, SHARED, ALONE] = ['guards', 'lease', 'stored-slots', 'notify', 'provider-lanes', 'shared-facts', 'alone'].map((name) => `test/shared/pipeline/${name}.test.ts`) as [string, string, string, string, string, string, string]; // biome-ignore format: one thought

const RUN_STORE = 'test/shared/store/run-store.test.ts';
const RUNS = 'test/shared/pipeline/recheck/turn.test.ts';
const OPENING = 'test/shared/pipeline/recheck/opening.test.ts';
const CLAIMS = 'test/shared/store/dynamo-store.test.ts';
const READS = 'test/shared/store/consistent.test.ts';
const PIPELINE = 'test/shared/pipeline/pipeline.test.ts';

/** `npm run test:mutations` runs a test on the source without the guard. */
export const RARE_MUTATIONS: readonly RareMutation[] = [
  rare(PIPELINE, 'shared/pipeline/work.ts', 'a category is tried for ever', [
    '  if (claim.attempt > deps.times.attempts) return giveUp(deps, run);\n',
    '  void giveUp;\n',
  ]),
  rare(CLAIMS, 'shared/store/claim-store.ts', 'a claim is renewed and parked whoever holds it', [
    "const OWNED = '#owner = :owner';",
    "const OWNED = 'attribute_exists(pk)';",
  ]),
  rare(READS, 'shared/store/result-store.ts', 'a result or a report is read from a copy that may be old', [
    'ConsistentRead: true, ProjectionExpression: projection',
    'ProjectionExpression: projection',
  ]),
  rare(PIPELINE, 'shared/pipeline/aggregate.ts', 'a check ends although something is pending', [
    '    if (!deps.settings.killSwitch && deps.now() < check.deadline - CLOCKS_MS) return;\n',
    '',
  ]),
  rare(RUN_STORE, 'shared/store/run-store.ts', 'a run is created again', [
    "            Item: runItem(run, Math.ceil((run.createdAt + retention) / 1000)),\n            ConditionExpression: 'attribute_not_exists(pk)',\n",
    '            Item: runItem(run, Math.ceil((run.createdAt + retention) / 1000)),\n',
  ]),
  rare(RUN_STORE, 'shared/store/run-store.ts', 'two move a run at once', [
    "'attribute_exists(dueAt) AND (attribute_not_exists(leaseUntil) OR leaseUntil < :now)'",
    "'attribute_exists(dueAt) AND (attribute_not_exists(leaseUntil) OR leaseUntil >= :now OR leaseUntil < :now)'",
  ]),
  rare(RUN_STORE, 'shared/store/run-store.ts', 'a run is counted from wherever it stands', [
    '`${counter} = :seen`',
    '`attribute_exists(pk) AND (${counter} = :seen OR attribute_exists(pk))`',
  ]),
  rare(RUN_STORE, 'shared/store/page-store.ts', 'a page is put over another', [
    "            ConditionExpression: 'attribute_not_exists(pk)',\n",
    '',
  ]),
  rare(RUN_STORE, 'shared/store/page-store.ts', 'a domain is begun on a page that is closed', [
    "'attribute_not_exists(closed)', ",
    '',
  ]),
  rare(RUN_STORE, 'shared/store/page-store.ts', 'a domain is begun that has ended', [
    '[place.admitted(at), place.result(at)]',
    '[place.admitted(at)]',
  ]),
  rare(RUN_STORE, 'shared/store/page-store.ts', 'what a domain ended with is replaced', [
    'change(runId, page, { [place.result(at)]: result }, [`attribute_not_exists(${place.result(at)})`])',
    'change(runId, page, { [place.result(at)]: result }, [])',
  ]),
  rare(RUN_STORE, 'shared/store/news-store.ts', 'what is known of a domain is replaced by whoever comes', [
    "{ ConditionExpression: 'checkId = :before', ExpressionAttributeValues: { ':before': before } }",
    "{ ConditionExpression: 'checkId = :before OR attribute_exists(pk)', ExpressionAttributeValues: { ':before': before } }",
  ]),
  rare(RUNS, 'shared/pipeline/recheck/end.ts', 'what one look saw is told', [
    '    if (told === null && needsSecond && mayConfirm) return null;\n',
    '    void needsSecond, mayConfirm;\n',
  ]),
  rare(RUNS, 'shared/pipeline/recheck/turn.ts', 'a paused run begins checks', [
    "  if (run.status !== 'running' || deps.settings.killSwitch) return false;\n",
    '',
  ]),
  rare(OPENING, 'shared/pipeline/recheck/turn.ts', 'a step opens pages for as long as there are any', [
    ' || now() > until) break;',
    ' || now() < -until) break;',
  ]),
  rare(OPENING, 'shared/pipeline/recheck/turn.ts', 'a page whose look-ups were cut off is opened', [
    'return known.length === entries.length ? known : null;',
    'return entries.map((_, at) => known[at] ?? null);',
  ]),
  rare(RUNS, 'shared/pipeline/recheck/lanes.ts', 'a run begins as many as it likes', [' || load.all >= most', '']),
  rare(RUNS, 'shared/pipeline/aggregate.ts', 'what a single check found is known to operations', [
    '  await keepBaseline(deps, check);\n',
    '',
  ]),
  rare(GUARDS, 'shared/store/claim-store.ts', 'a renewal that comes late shortens a claim', [
    '`${OWNED} AND leaseUntil <= :until`',
    'OWNED',
  ]),
  rare(GUARDS, 'shared/pipeline/erase.ts', 'a tenant counts as erased before the index shows its last check', [
    'if (ids.length === 0 && now() >= settledAt)',
    'if (ids.length === 0)',
  ]),
  rare(GUARDS, 'shared/pipeline/work.ts', 'who finds the check over probes all the same', [
    '  if (!isOpen(still) || !still.pending.includes(category.id)) return deps.store.dropClaim(checkId, category.id);\n',
    '  void still;\n',
  ]),
  rare(GUARDS, 'shared/pipeline/dead-letter.ts', 'a dead letter ends what somebody works at', [
    ' && (leases.get(category) ?? 0) < now() ? [category] : []',
    ' && (leases.get(category) ?? 0) >= 0 * now() ? [category] : []',
  ]),
  rare(GUARDS, 'shared/pipeline/tick.ts', 'only the first page of what is due is looked at', [
    'now.map((one) => look(deps, one)))));\n    if (deps.now() - start > ENOUGH_MS) break;',
    'now.map((one) => look(deps, one)))));\n    if (deps.now() - start > -ENOUGH_MS) break;',
  ]),
  rare(GUARDS, 'shared/pipeline/tick.ts', 'what was erased while the tick looked at it is forgotten too early', [
    '  if (check === null || check.dueAt !== dueAt) return;',
    '  if (check === null) return;',
  ]),
  rare(GUARDS, 'shared/store/claim-store.ts', 'a claim that was given back still has its owner', [
    "`${UNTIL}, #owner = :nobody`, { ':until': 0, ':nobody': 'nobody' }",
    "UNTIL, { ':until': 0 }",
  ]),
  rare(
    GUARDS,
    'shared/store/slot-store.ts',
    'a place that was left still has its owner',
    ["left ? ':nobody' : ':owner'", "':owner'"],
    ["...(left ? { ':nobody': 'nobody' } : {}),\n", ''],
  ),
  rare(LEASE, 'shared/pipeline/lease.ts', 'a lease that could not be renewed counts as held', [
    '    if (left <= 0) lose();\n    else',
    '    if (left > 0)',
  ]),
  rare(PLACES, 'shared/store/slot-store.ts', 'who asks again, and is heard late, shortens its own place', [
    'OR (${OWNED} AND leaseUntil <= :until)`',
    'OR ${OWNED}`',
  ]),
  rare(PLACES, 'shared/store/slot-store.ts', 'a place is renewed whoever holds it', [
    '`${OWNED} AND leaseUntil <= :until`',
    "'attribute_exists(pk)'",
  ]),
  rare(PLACES, 'shared/pipeline/stored-slots.ts', 'a place that was lost on the way counts as held', [
    '  return holding.hasAll(limit);',
    '  return limit > 0;',
  ]),
  rare(NOTIFY, 'shared/store/callback-store.ts', 'a callback that has ended begins anew', [
    'attempts = :seen AND attribute_exists(dueAt)',
    'attempts = :seen',
  ]),
  rare(NOTIFY, 'shared/pipeline/notify.ts', 'a callback that comes after its check was erased stays', [
    "check.status === 'cancelled' || ",
    '',
  ]),
  rare(NOTIFY, 'shared/pipeline/notify.ts', 'a callback whose last attempt was cut off is made again', [
    '  if (state.attempts > deps.times.callbackPauses.length) return',
    '  if (state.attempts < 0) return',
  ]),
  rare(GUARDS, 'shared/pipeline/work.ts', 'categories are begun although all probing is stopped', [
    '  if (deps.settings.killSwitch || !timeLeft',
    '  if (!timeLeft',
  ]),
  rare(LANES, 'shared/pipeline/stored-slots.ts', 'what somebody waits for waits for a provider that runs are at', [
    "provider === null || lane !== 'bulk' ? null",
    'provider === null ? null',
  ]),
  rare(LANES, 'shared/pipeline/stored-slots.ts', 'who waits for a provider keeps what it holds at an address', [
    '        await holding.free(false);\n        holding = new Holding(deps, address);\n',
    '',
  ]),
  rare(LANES, 'shared/pipeline/stored-slots.ts', 'who loses its place at a provider goes on', [
    '        shared?.holding.use(lost);\n',
    '',
  ]),
  rare(SHARED, 'shared/pipeline/shared-facts.ts', 'nobody waits for another check of the run that asks the server', [
    "claim.parked < MOST_WAITS ? { kind: 'wait' } : ASK",
    'claim.parked < -MOST_WAITS ? ASK : ASK',
  ]),
  rare(SHARED, 'shared/pipeline/shared-facts.ts', 'a check waits again and again for another that asks the server', [
    "claim.parked < MOST_WAITS ? { kind: 'wait' } : ASK",
    "claim.parked < 99 * MOST_WAITS ? { kind: 'wait' } : ASK",
  ]),
  rare(SHARED, 'shared/pipeline/work.ts', 'waiting for another check costs the time to ask oneself', [
    'await giveWay(deps, run, category.limits.seconds)',
    'await giveWay(deps, run, leastOf(deps, category))',
  ]),
  rare(SHARED, 'shared/pipeline/shared-facts.ts', 'a server is judged for all by what was wrong for a moment', [
    'rows.every(({ reason }) => reason === null || LASTING.has(reason))',
    'rows.every(({ reason }) => reason === null || LASTING.size > 0)',
  ]),
  rare(SHARED, 'shared/pipeline/shared-facts.ts', 'what is to confirm a finding takes over the finding', [
    ' || recheck.confirms !== null) return ASK;',
    ') return ASK;',
  ]),
  rare(SHARED, 'shared/pipeline/work.ts', 'who found no place keeps the others of its run waiting', [
    "    if (result.reason === 'target-busy') {\n      await lead?.leave();\n",
    "    if (result.reason === 'target-busy') {\n      lead = null;\n",
  ]),
  rare(SHARED, 'shared/store/shared-store.ts', 'a shared fact that is settled is found out again', [
    '(${OPEN} AND leaseUntil < :now)',
    'leaseUntil < :now',
  ]),
  rare(SHARED, 'shared/store/shared-store.ts', 'a shared fact is settled whoever leads', [
    'const LED = `#owner = :owner AND ${OPEN}`;',
    'const LED = `(#owner = :owner OR attribute_exists(pk)) AND ${OPEN}`;',
  ]),
  rare(ALONE, 'shared/pipeline/work.ts', 'what was cut off in a batch takes the next one with it', [
    "  if (claim.attempt > 1 && check.lane !== 'interactive' && !alone) return setApart(deps, run);\n",
    '  void [alone, setApart];\n',
  ]),
  rare(ALONE, 'shared/pipeline/work.ts', 'to be set apart counts as an attempt', [
    'parkIfOwned(check.id, category.id, owner, deps.now() - 1)',
    'releaseIfOwned(check.id, category.id, owner)',
  ]),
  rare(ALONE, 'shared/pipeline/alone.ts', 'a message that is handled alone is sent on for ever', [
    "lane === 'interactive' || alone || received",
    "lane === 'interactive' || received",
  ]),
  rare(ALONE, 'shared/pipeline/alone.ts', 'a message that fails stays in its batches', [
    'received < SUSPECT_FROM',
    'received < 99 * SUSPECT_FROM',
  ]),
];
