import type { Language } from '../../../check/request.ts';
import { pageTexts } from '../../texts/page/index.ts';
import { markup } from '../markup.ts';
import { documentOf } from './document.ts';

/** What is wrong with a request, for whoever sits before a browser. */
export const problemPage = (detail: string, requestId: string, lang: Language): string =>
  documentOf({
    lang,
    title: pageTexts[lang].problem,
    main: markup`<section class="verdict tone-notReady" id="verdict"><h1>${pageTexts[lang].problem}</h1><p class="headline">${detail}</p></section>`,
    foot: markup`${requestId}`,
    otherLanguage: null,
    live: null,
    tone: '#b3201f',
    home: null,
  });
