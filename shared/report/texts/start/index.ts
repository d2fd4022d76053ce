import type { Language } from '../../../check/request.ts';
import { de } from './de.ts';
import { en } from './en.ts';

export type StartTexts = Readonly<Record<keyof typeof en, string>>;

/** Apart from the texts of the report page, which the command carries as well. */
export const startTexts: Readonly<Record<Language, StartTexts>> = { en, de };
