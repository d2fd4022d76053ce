/** Mail software by what it says of itself; first match counts. Names are keys of the remedies' wording. */
const SIGNS: readonly (readonly [string, RegExp])[] = [
  // Looked ahead for: a run between two runs of the same characters would be sought in every place of each.
  ['cisco', /^(?=.*\*{3})[20* -]+$/],
  ['exchange', /Microsoft ESMTP MAIL Service|mail\.protection\.outlook\.com|\bX-ANONYMOUSTLS\b|\bX-EXPS\b/i],
  ['postfix', /\bPostfix\b/i],
  ['exim', /\bExim\b/i],
  ['sendmail', /\bSendmail\b/i],
  ['opensmtpd', /\bOpenSMTPD\b/i],
  ['qmail', /\bqmail\b/i],
  ['haraka', /\bHaraka\b/i],
  ['kerio', /\bKerio\b/i],
  ['mdaemon', /\bMDaemon\b/i],
  ['zimbra', /\bZimbra\b/i],
  ['domino', /Lotus Domino|HCL Domino/i],
  ['hmailserver', /\bhMailServer\b/i],
  ['google', /\bgsmtp\b/i],
];

/** Software that the lines of a greeting and an EHLO reply show; null where they show none. */
export function recogniseSoftware(lines: readonly string[]): string | null {
  const found = SIGNS.find(([, sign]) => lines.some((line) => sign.test(line)));
  return found?.[0] ?? null;
}
