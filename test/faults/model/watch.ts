import { isDeepStrictEqual } from 'node:util';
import type { Target } from '../../../shared/check/target.ts';
import type { StoredResult } from '../../../shared/pipeline/check.ts';
import type { RecheckRef } from '../../../shared/pipeline/recheck/run.ts';
import { factOf } from '../../../shared/pipeline/shared-facts.ts';
import { timesOf } from '../../../shared/pipeline/times.ts';
import type { Changes, Latest } from '../../../shared/report/changes.ts';
import { unpack } from '../../../shared/store/pack.ts';
import type { Item } from './expressions.ts';
import { count, type Tally } from './invocation.ts';
import type { Write } from './table.ts';

const MOST_ATTEMPTS = timesOf(240).callbackPauses.length + 1;

/** Looks at every write as it is applied, and says what must never be. */
export class Watch {
  readonly wrong: string[] = [];
  /** When a check ended, in virtual time. */
  readonly doneAt = new Map<string, number>();
  readonly cooling = new Map<string, { since: number; until: number }>();
  readonly resultAt = new Map<string, number>();
  /** Of second looks: before that nobody may knock. */
  readonly notBefore = new Map<string, number>();
  /** When a check was over, finished or cancelled. */
  readonly overAt = new Map<string, number>();
  /** Owners of claims that have connected to a server, and those that were cut off since by us. */
  readonly connected = new Set<string>();
  readonly cutOff = new Set<string>();
  readonly deadlines = new Map<string, number>();
  /** When a shared fact was known, by its key. */
  readonly knownAt = new Map<string, number>();
  /** Conversations of shared facts: whose they are, and of which fact. */
  readonly #talks = new Map<string, { checkId: string; fact: string }>();
  /** Checks whose callback was put. */
  readonly #callbacks = new Set<string>();
  /** Since when a claim has its owner. */
  readonly #claimedAt = new Map<string, number>();
  /** Set where no answer gets lost, so that whoever takes a place knows of it. */
  orderly = false;
  readonly #tally: Tally;
  readonly #now: () => number;
  readonly #partition: (pk: string) => Item[];

  constructor(now: () => number, partition: (pk: string) => Item[], tally: Tally) {
    this.#tally = tally;
    this.#now = now;
    this.#partition = partition;
  }

  readonly say = (what: string): void => {
    this.wrong.push(what);
  };

  wrote(write: Write): void {
    const { pk, sk, before, after } = write;
    if (pk.startsWith('SLOT#') && sk === 'COOL' && after !== null) {
      if (before !== null && (after.until as number) < (before.until as number)) this.say('a cool-down was shortened');
      this.cooling.set(pk.slice(5), { since: this.#now(), until: after.until as number });
    }
    if (pk.startsWith('SLOT#') && sk !== 'COOL' && before?.owner !== after?.owner) this.#place(pk, sk, after);
    if (pk.startsWith('LATEST#') && sk === 'META') this.#latest(before, after);
    if (pk.startsWith('RUN#') || pk.startsWith('PAGE#')) this.#run(before, after);
    if (pk.startsWith('SHARED#')) this.#shared(pk, before, after);
    if (pk.startsWith('LATEST#')) this.#latest(before, after);
    if (pk.startsWith('FP#') && before !== null && after !== null) this.#newest(before, after);
    if (pk.startsWith('CALLBACK#')) this.#callback(pk.slice('CALLBACK#'.length), before, after);
    if (!pk.startsWith('CHECK#')) return;
    if (
      sk.startsWith('CLAIM#') &&
      ((after?.attempt as number | undefined) ?? 0) > ((before?.attempt as number | undefined) ?? 9)
    )
      count(this.#tally, 'categories taken up again');
    if (sk.startsWith('CLAIM#')) this.#claim(`${pk} ${sk}`, before, after);
    if (sk === 'META') this.#check(pk, before, after);
    else if (sk === 'REPORT' || sk === 'CHANGES' || sk.startsWith('RESULT#')) this.#once(write);
  }

  /** Whoever waits for more places must not keep the one that is left for others. */
  #place(pk: string, place: string, after: Item | null): void {
    if (after === null || place === '0' || !this.orderly) return;
    const first = this.#partition(pk).find(({ sk }) => sk === '0');
    if (after.owner !== 'nobody' && first?.owner === after.owner)
      this.say('the place that is left for others was taken before the rest');
  }

  #shared(pk: string, before: Item | null, after: Item | null): void {
    if (before?.settled !== undefined && !isDeepStrictEqual(before, after)) this.say('a shared fact changed');
    if (
      before !== null &&
      before.owner !== after?.owner &&
      after?.owner !== 'nobody' &&
      (before.leaseUntil as number) > this.#now() + 2000
    )
      this.say('two checks of a run find out the same at once');
    if (before?.settled !== undefined || after?.settled === undefined) return;
    count(this.#tally, `shared facts ${after.settled}`);
    if (after.settled !== 'known') return;
    const { conversations } = unpack<StoredResult>(after.packed as Uint8Array);
    for (const { id } of conversations) this.#talks.set(id, { checkId: after.checkId as string, fact: pk });
    this.knownAt.set(pk, this.#now());
  }

  /** What another check found is told as such, and of the same server. */
  #takenOver(checkId: string, { category, conversations, sharedFrom }: StoredResult): void {
    const talk = this.#talks.get(conversations[0]?.id ?? '');
    if (sharedFrom !== undefined) count(this.#tally, 'shared facts taken over');
    if ((talk?.checkId ?? checkId) !== (sharedFrom?.checkId ?? checkId))
      this.say('what another check found is told as our own');
    if (sharedFrom === undefined || talk === undefined) return;
    const target = this.#partition(`CHECK#${checkId}`).find(({ sk }) => sk === 'META')?.target as Target | undefined;
    const fact = `SHARED#${this.recheckOf(checkId)?.runId}#`;
    if (target !== undefined && talk.fact !== `${fact}${factOf({ id: category }, target)}`)
      this.say('what was found at another server was taken over');
  }

  /** The run that a check is for; null: none. */
  recheckOf(checkId: string): RecheckRef | null {
    const check = this.#partition(`CHECK#${checkId}`).find(({ sk }) => sk === 'META');
    return (check?.recheck as RecheckRef | undefined) ?? null;
  }

  #claim(place: string, before: Item | null, after: Item | null): void {
    if (before?.owner !== after?.owner) this.#claimedAt.set(place, this.#now());
    if (after !== null && after.parked !== before?.parked && this.connected.has(String(before?.owner)))
      this.say('a category gave way that had connected already');
  }

  #callback(id: string, before: Item | null, after: Item | null): void {
    if (before === null && after !== null && this.#callbacks.has(id) && this.#status(`CHECK#${id}`) !== 'cancelled')
      this.say('a callback began anew');
    if (after !== null) this.#callbacks.add(id);
    if (after === null && before !== null && this.#status(`CHECK#${id}`) !== 'cancelled')
      this.say('a callback was erased');
    if (before?.dueAt === undefined && before !== null && after?.dueAt !== undefined)
      this.say('a callback that had ended is due again');
    if (((after?.attempts as number | undefined) ?? 0) > MOST_ATTEMPTS) this.say('a receiver is called for ever');
  }

  #newest(before: Item, after: Item): void {
    if ((after.finishedAt as number) < (before.finishedAt as number)) this.say('an older check replaced the newest');
  }

  /** What checks are compared with: ever newer, and forgotten only with its check. */
  #latest(before: Item | null, after: Item | null): void {
    if (before === null) return;
    const was = unpack<Latest>(before.packed as Uint8Array);
    if (after === null && this.#status(`CHECK#${was.checkId}`) !== 'cancelled')
      this.say('what checks are compared with was forgotten');
    if (after !== null && unpack<Latest>(after.packed as Uint8Array).finishedAt < was.finishedAt)
      this.say('an older check is what others are compared with');
  }

  /** What a run has counted it never takes back, and what a domain ended with stays. */
  #run(before: Item | null, after: Item | null): void {
    if (before === null) return;
    if (after === null) this.say('a run or a page of it was erased');
    if (after === null) return;
    for (const count of ['listed', 'opened', 'folded', 'total', 'done', 'told'])
      if (((after[count] as number | undefined) ?? 0) < ((before[count] as number | undefined) ?? 0)) this.say(`a run counts ${count} backwards`); // biome-ignore format: one thought
    for (const [name, value] of Object.entries(before))
      if (/^[ear]\d+$/.test(name) && !isDeepStrictEqual(after[name], value)) this.say('what a page says of a domain changed'); // biome-ignore format: one thought
    if (before.finishedAt !== undefined && after.status !== before.status) this.say('a run that was over changed');
  }

  #changes(pk: string, { since }: Changes): void {
    if (since !== null) count(this.#tally, 'checks compared with another');
    // What is written of a check that was erased meanwhile is erased too.
    if (pk === `CHECK#${since?.checkId}` && this.#status(pk) !== 'cancelled')
      this.say('a check was compared with itself');
  }

  #status(pk: string): unknown {
    return this.#partition(pk).find(({ sk }) => sk === 'META')?.status;
  }

  #once({ pk, sk, before, after }: Write): void {
    const what = ({ REPORT: 'a report', CHANGES: 'what changed' } as const)[sk] ?? 'a result';
    if (before === null && after !== null && sk === 'CHANGES') this.#changes(pk, unpack<Changes>(after.packed as Uint8Array)); // biome-ignore format: one thought
    if (before === null && after !== null && sk.startsWith('RESULT#')) {
      this.resultAt.set(`${pk} ${sk}`, this.#now());
      this.#takenOver(pk.slice('CHECK#'.length), unpack<StoredResult>(after.packed as Uint8Array));
      this.#result(pk, sk.slice('RESULT#'.length), unpack<StoredResult>(after.packed as Uint8Array));
    }
    if (after === null) this.resultAt.delete(`${pk} ${sk}`);
    if (before !== null && after !== null) this.say(`${what} was written twice`);
    if (before !== null && after === null && this.#status(pk) !== 'cancelled') this.say(`${what} was erased`);
  }

  #result(pk: string, category: string, { conversations, fault }: StoredResult): void {
    if (conversations.some(({ id }) => this.cutOff.has(id)))
      this.say('what we cut off ourselves was recorded as found');
    if (!this.orderly || fault?.startsWith('messages in') !== true) return;
    const claim = this.#partition(pk).find(({ sk }) => sk === `CLAIM#${category}`);
    const since = this.#claimedAt.get(`${pk} CLAIM#${category}`) ?? this.#now();
    if (((claim?.leaseUntil as number | undefined) ?? 0) > this.#now() + 2000 && since < this.#now() - 2000)
      this.say('a dead letter ended what somebody works at');
  }

  #check(pk: string, before: Item | null, after: Item | null): void {
    if (after === null) this.say('a check was erased');
    if (after === null) return;
    if (before === null) {
      this.deadlines.set(pk.slice('CHECK#'.length), after.deadline as number);
      const followUp = after.followUp as { notBefore: number } | undefined;
      if (followUp !== undefined) this.notBefore.set(pk.slice('CHECK#'.length), followUp.notBefore);
      if (after.status !== 'queued') this.say('a check came into being that nobody created');
      return;
    }
    const [from, to] = [before.status, after.status];
    if (from !== to && (to === 'done' || to === 'cancelled')) this.overAt.set(pk.slice('CHECK#'.length), this.#now());
    if (after.createdAt !== before.createdAt) this.say('a check was created twice');
    if (from === 'cancelled' && to !== 'cancelled') this.say('a cancelled check came back');
    if (from === 'done' && to !== 'done' && to !== 'cancelled') this.say('a finished check began anew');
    if (from === to && from === 'done' && !isDeepStrictEqual(before, after)) this.say('a finished check changed');
    if (from === to && from === 'cancelled' && before.finishedAt !== after.finishedAt)
      this.say('a cancelled check was cancelled again');
    if (to !== 'cancelled' && before.target !== undefined && !isDeepStrictEqual(before.target, after.target))
      this.say('the target of a check changed');
    if (size(after.pending) > size(before.pending)) this.say('a category was taken back among the pending ones');
    if (to === 'done' && from !== 'done') this.#ended(pk, after);
  }

  #ended(pk: string, check: Item): void {
    const parts = this.#partition(pk).map(({ sk }) => sk as string);
    if (!parts.includes('REPORT')) this.say('a check ended without a report');
    if (!parts.includes('CHANGES')) this.say('a check ended without being compared');
    if (size(check.pending) > 0) this.say('a check ended with something pending');
    for (const one of check.expected as string[])
      if (!parts.includes(`RESULT#${one}`)) this.say('a check ended without a result of a category');
    this.doneAt.set(pk.slice('CHECK#'.length), this.#now());
  }
}

const size = (set: unknown): number => (set as Set<string> | undefined)?.size ?? 0;
