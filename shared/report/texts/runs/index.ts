import type { Language } from '../../../check/request.ts';
import { de } from './de.ts';
import { en } from './en.ts';

export type RunTexts = Readonly<Record<keyof typeof en, string>>;

export const runTexts: Readonly<Record<Language, RunTexts>> = { en, de };
