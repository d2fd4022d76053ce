import { brief, DomainError, parseMailDomain } from './domain.ts';

/** RFC 5321 4.5.3.1.1. */
const LOCAL_PART_LIMIT = 64;
/** Dot-string (RFC 5321 4.1.2). Quoted local parts and SMTPUTF8 are none of a test mailbox's needs. */
const DOT_STRING = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;

/**
 * Mailbox `local-part@domain`, the domain in A-label form and lower case.
 * @throws DomainError naming what is wrong
 */
export function parseMailbox(text: string): string {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  if (at < 1) throw new DomainError(`"${brief(text)}" is not a mail address; name one like info@contoso.com`);
  const local = trimmed.slice(0, at);
  if (local.length > LOCAL_PART_LIMIT)
    throw new DomainError(`a local part of ${local.length} octets; ${LOCAL_PART_LIMIT} are allowed`);
  if (!DOT_STRING.test(local))
    throw new DomainError(`"${brief(local)}" is not a local part of ASCII letters and signs`);
  return `${local}@${parseMailDomain(trimmed.slice(at + 1))}`;
}

export const localPartOf = (mailbox: string): string => mailbox.slice(0, mailbox.lastIndexOf('@'));
export const domainOf = (mailbox: string): string => mailbox.slice(mailbox.lastIndexOf('@') + 1);
