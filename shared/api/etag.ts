import { createHash } from 'node:crypto';

/** Entity tag of what an answer says (RFC 9110 8.8.3). */
export const tagOf = (body: string): string =>
  `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;

/** Whether `If-None-Match` names a tag: compared is weakly (RFC 9110 13.1.2). */
export const matches = (header: string | null, tag: string): boolean =>
  (header ?? '').split(',').some((one) => [tag.replace(/^W\//, ''), '*'].includes(one.trim().replace(/^W\//, '')));
