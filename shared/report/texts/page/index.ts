import type { Language } from '../../../check/request.ts';
import { de } from './de.ts';
import { en } from './en.ts';

export type PageTexts = Readonly<Record<keyof typeof en, string>>;

/** Apart from the texts of the report, so that functions that show no page do not carry them. */
export const pageTexts: Readonly<Record<Language, PageTexts>> = { en, de };
