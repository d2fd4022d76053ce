/** What the preflight looks at on our own side. */
export const OWN_PARTS = [
  'sender-spf',
  'fail-sender-spf',
  'sender-mx',
  'fail-sender-mx',
  'sink',
  'reverse-dns',
  'helo',
] as const;
export type OwnPart = (typeof OWN_PARTS)[number];

/** `undetermined`: it cannot be told from here, which withholds nothing (judgement.md 2). */
export type OwnState = 'holds' | 'broken' | 'undetermined';

export interface OwnFinding {
  part: OwnPart;
  state: OwnState;
  /** What was seen, as words of DNS and SPF. */
  seen: string;
}

/** The first of these parts that is shown to be broken. */
export const brokenPart = (findings: readonly OwnFinding[], ...parts: readonly OwnPart[]): OwnPart | null =>
  findings.find(({ part, state }) => state === 'broken' && parts.includes(part))?.part ?? null;
