import Negotiator from 'negotiator';
import type { Language } from '../check/request.ts';

const LANGUAGES = ['en', 'de'] as const satisfies readonly Language[];

/** The library asks for Node.js' headers; of these it reads what is named here. */
const negotiator = ({ headers }: Request): Negotiator =>
  new Negotiator({
    headers: {
      accept: headers.get('accept') ?? undefined,
      'accept-language': headers.get('accept-language') ?? undefined,
    },
  });

/**
 * The media type that the caller likes best of ours (RFC 9110 12.5.1).
 * @param types without parameters; the first one is for who likes all of them alike
 * @returns null where the caller takes none of them
 */
export const preferredType = <T extends string>(request: Request, types: readonly T[]): T | null =>
  (negotiator(request).mediaType([...types]) as T | undefined) ?? null;

/** The language that the caller likes best of ours (RFC 9110 12.5.4); English for who likes neither. */
export const preferredLanguage = (request: Request): Language =>
  (negotiator(request).language([...LANGUAGES]) as Language | undefined) ?? 'en';
