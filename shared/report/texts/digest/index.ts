import type { Language } from '../../../check/request.ts';
import { de } from './de.ts';
import { en } from './en.ts';

export type DigestTexts = Readonly<Record<keyof typeof en, string>>;

/** Apart from the texts of the report, so that functions that make no digest do not carry them. */
export const digestTexts: Readonly<Record<Language, DigestTexts>> = { en, de };
