/**
 * What the words of negative replies tell, where codes leave it open. One place, for all who read replies. The words
 * are a stranger's: whatever may repeat in a pattern has a bound, so that no text costs more than its length.
 */

/** A word of its own, not a part of a host name. */
const word = (pattern: string): string => `(?<![\\w.-])(?:${pattern})(?![\\w-]|\\.\\w)`;
const anyOf = (...patterns: string[]): RegExp => new RegExp(patterns.join('|'), 'i');

/** Our address is on a block list, or has no good name. */
export const LISTED = anyOf(
  word('(?:dns|r)?bl'),
  '\\b(?:dnsbl|rbl)\\b',
  '(?:block|black|deny)[- ]?list',
  'spamhaus|spamcop|sorbs|uceprotect|barracudacentral|abuseat|senderscore|ipcheck\\.proofpoint',
  '\\breputation\\b',
  '\\bbanned\\b',
  '\\b(?:is|are|been|was) (?:currently |temporarily )?(?:listed|blocked|blacklisted)(?! because)',
  '\\b(?:listed|blocked) (?:using|by|for|due|at|in|on)\\b',
  'client host (?:\\[[^\\]]{0,64}\\] )?(?:rejected|blocked): (?:access|blocked)',
);
export const NAMES_CLIENT = /\byour (?:ip|host|server|address)\b/i;
export const REVERSE_DNS = anyOf(
  'reverse (?:dns|host|lookup|mapping|name|address)',
  word('rdns|ptr|fcrdns'),
  'cannot find your (?:reverse )?host ?name',
  'does not resolve',
);
/** Complaints of the name in HELO, or of our sender's domain: both are about our DNS. */
export const OUR_NAME = anyOf(
  '\\b(?:helo|ehlo)\\b|fully[- ]qualified|invalid (?:domain|host) ?name|domain name required',
  'sender (?:address rejected: )?domain|domain of sender|sender address rejected: domain',
);
/** The server asked for our sender's mailbox, and did not find it: call-outs must be answered by us. */
export const OUR_SENDER =
  /sender verif|verif\w{0,12} (?:of |the )?sender|sender (?:verify )?callout|sender address rejected: (?:undeliverable|unverified)/i;
export const CROWDED = anyOf(
  'too many|too much mail|connection (?:limit|rate|count)|concurrent|rate[- ]?limit|ratelimit|throttl|slow down',
  'limit exceeded|exceeded (?:a |the )?limit|\\bbusy\\b|unusual rate|at a rate that',
);
/** A limit that is told with a 5xx: of errors, not of us as such. */
export const TOO_MANY_ERRORS = /too many (?:invalid|bad|unknown|wrong|errors|failed|consecutive|unrecognized)/i;
export const AUTHENTICATION =
  /authentication (?:is )?required|not authenticated|must authenticate|\bauth(?:enticate)? first\b|authenticate (?:before|first)/i;
/** The sender's SPF record was looked at and did not please (RFC 7208, RFC 7372). */
export const SPF =
  /\bspf\b|open-?spf|sender policy framework|not (?:allowed|authori[sz]ed|permitted|designated) to (?:send|use)(?: mail| e-?mail)?\b|violates? .{0,20}\bpolicy of the sender/i;
/** The recipient's domain is none that this server takes mail for. */
export const RELAY = anyOf(
  'relay(?:ing)?(?: access| to \\S{1,320})? (?:is )?(?:denied|not (?:permitted|allowed)|prohibited|refused|disabled|forbidden)',
  'unable to relay|cannot relay|not relay|no relay|relaying? (?:mail )?(?:for|to) .{1,80} (?:not|denied)|rcpthosts',
  'not (?:a )?local (?:domain|host)|non-accepted domain|open relay',
);
/** Words of a refusal, where a 4xx says them: a rule, not a time to wait. */
export const DENIAL = /\b(?:access )?denied\b|not (?:permitted|allowed)|prohibited|forbidden/i;
export const UNKNOWN_RECIPIENT = anyOf(
  'user(?: is)? unknown|unknown (?:user|recipient|mailbox|address|account|local)|no such (?:user|recipient|mailbox|person|address|account)',
  "(?:user|recipient|mailbox|address|account)[^.;]{0,40} (?:does ?n[o']t exist|not found|unknown|not exist)",
  'recipient (?:address )?(?:rejected|refused|denied)|(?<!sender )address rejected',
  'no mailbox|invalid (?:recipient|mailbox|user)|unrouteable|undeliverable address|not a valid (?:mailbox|user|recipient)',
  'mailbox (?:unavailable|disabled|not available)|no (?:valid )?recipients? by that|not listed in|unverified address',
);
export const GREYLISTING = /gr[ae]y[- ]?list|\bgr[ae]ylist|postgrey|\bgreyed\b/i;
/** A filter that has read the message, or says so. */
export const CONTENT =
  /\bspam\b|virus|malware|unsolicited|content|message (?:was )?(?:rejected|refused|blocked)|phish|dmarc|\bdkim\b|header/i;
/** The server's own trouble, told without an enhanced code (Exim says so where a look-up of its own fails). */
export const TROUBLE =
  /temporary local problem|local (?:configuration )?(?:error|problem)|internal (?:server )?error|lookup (?:failure|failed|error)|queue file write error|insufficient (?:system )?(?:storage|resources|disk)|configuration (?:error|problem)|unable to read controls|qq (?:temporary|write|trouble)/i;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** "try again in 5 minutes", "come back in 00:05:00", "for 300 seconds": in seconds; null where no time is named. */
export function waitNamed(text: string): number | null {
  const clock = /\b(\d{1,2}):(\d{2}):(\d{2})\b/.exec(text);
  if (clock !== null) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const [, count, unit = 's'] =
    /\b(?:in|after|for|within|wait|next)\s{1,4}(?:at least |about |another )?(\d{1,5})\s{0,4}(s|m|h)/i.exec(text) ?? [];
  return count === undefined ? null : Number(count) * (SECONDS[unit.toLowerCase()] ?? 1);
}
