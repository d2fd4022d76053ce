import type { Language } from '../../check/request.ts';
import { de } from './de/index.ts';
import { en } from './en/index.ts';
import type { LanguageTexts } from './language.ts';

/** Everything that is said, by language. */
export const texts: Readonly<Record<Language, LanguageTexts>> = { en, de };
