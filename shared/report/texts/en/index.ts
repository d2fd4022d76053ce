import type { LanguageTexts } from '../language.ts';
import { dns } from './dns.ts';
import { envelope } from './envelope.ts';
import { general } from './general.ts';
import { relay } from './relay.ts';
import { report } from './report.ts';
import { session } from './session.ts';

/** Everything that is said in English. */
export const en: LanguageTexts = { ...general, rows: { ...session, ...envelope, ...relay, ...report, ...dns } };
