import type { LiveCheck } from '../../../../shared/pipeline/check.ts';
import { OUTCOMES, type Page } from '../../../../shared/pipeline/recheck/run.ts';
import { NEWS_KINDS, type NewsKind, noNews } from '../../../../shared/report/news.ts';
import type { Verdict } from '../../../../shared/report/texts/language.ts';
import type { DomainFacts, Domains } from './domains.ts';
import type { LightChecks } from './light-checks.ts';
import { type Seen, truthOf } from './looks.ts';

/** What the looks at a domain that is under way saw. */
interface Story {
  first: Seen | null;
  second: Seen | null;
  verdict: Verdict | null;
  /** When its first check was made and had its first connection. */
  admittedAt: number;
  begunAt: number | null;
  /** Ids of the checks that looked. */
  looks: string[];
}

/** What really happened to each domain, as the servers saw it; held against each page when it is counted. */
export class Truth {
  readonly wrong: string[] = [];
  readonly byOutcome = new Map<string, number>();
  readonly news: Record<NewsKind, number> = noNews();
  done = 0;
  /** Milliseconds from the admission of a check to its first connection. */
  longestWait = 0;
  readonly #told: Uint8Array;
  readonly #stories = new Map<number, Story>();
  readonly #domains: Domains;
  readonly #isGone: (domain: string) => boolean;

  /** @param isGone whether a domain was taken out of the register */
  constructor(domains: Domains, isGone: (index: number) => boolean) {
    this.#domains = domains;
    this.#isGone = (domain) => isGone(domains.indexOf(domain));
    // Some are added while the run goes on.
    this.#told = new Uint8Array(domains.size + 10_000);
  }

  factsOf = (check: LiveCheck): DomainFacts => this.#domains.factsOf(this.#domains.indexOf(check.request.domain));

  #say(what: string): void {
    if (this.wrong.length < 20) this.wrong.push(what);
  }

  #of(check: LiveCheck): Story {
    const index = this.#domains.indexOf(check.request.domain);
    const known = this.#stories.get(index) ?? { first: null, second: null, verdict: null, admittedAt: check.createdAt, begunAt: null, looks: [] }; // biome-ignore format: one thought
    this.#stories.set(index, known);
    return known;
  }

  begun(check: LiveCheck, now: number): void {
    const story = this.#of(check);
    if (story.begunAt !== null) return;
    story.begunAt = now;
    this.longestWait = Math.max(this.longestWait, now - story.admittedAt);
  }

  /** A look has ended: what it saw stays. */
  looked(check: LiveCheck, seen: Seen, verdict: Verdict): void {
    const story = this.#of(check);
    if (check.recheck?.confirms == null) story.first = seen;
    else story.second = seen;
    story.verdict = verdict;
    story.looks.push(check.id);
  }

  /** Pages that were counted: each domain on them once, and as it was. */
  fold(pages: readonly Page[], light: LightChecks): void {
    for (const { entries, number } of pages) {
      for (const { tenantId, domain, result } of entries) {
        const index = this.#domains.indexOf(domain);
        const story = this.#stories.get(index);
        if ((this.#told[index] ?? 0) > 0) this.#say(`${domain} is counted twice, on page ${number}`);
        this.#told[index] = 1;
        if (result === null) this.#say(`${domain} is counted and has not ended`);
        else this.#compare(domain, index, story, result.outcome, result.news);
        this.#stories.delete(index);
        for (const id of story?.looks ?? []) light.forget(id, `${tenantId}#${domain}`);
      }
    }
  }

  #compare(
    domain: string,
    index: number,
    story: Story | undefined,
    outcome: string,
    news: Readonly<Record<NewsKind, number>>,
  ): void {
    const expected = story?.verdict ?? 'unregistered';
    if (story === undefined && !this.#isGone(domain)) this.#say(`${domain} ended without a look, and is registered`);
    this.done += 1;
    this.byOutcome.set(expected, (this.byOutcome.get(expected) ?? 0) + 1);
    if (outcome !== expected) this.#say(`${domain} is told to be ${outcome}, and was ${expected}`);
    if (!(OUTCOMES as readonly string[]).includes(outcome)) this.#say(`${domain} ended as ${outcome}`);
    const { script } = this.#domains.factsOf(index);
    const kind = story?.first == null ? null : truthOf(script, story.first, story.second);
    if (kind !== null) this.news[kind] += 1;
    for (const one of NEWS_KINDS)
      if (news[one] !== (one === kind ? 1 : 0)) this.#say(`${domain} (${script}: ${story?.first}, ${story?.second}): ${news[one]} told as ${one}, true is ${kind}`); // biome-ignore format: one thought
  }

  /** Domains that were told of, by number. */
  wasTold = (index: number): boolean => this.#told[index] === 1;
  get left(): number {
    return this.#stories.size;
  }
}
