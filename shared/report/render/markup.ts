import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Text that is escaped already. Whatever else is put into `markup` is escaped there. */
export type Markup = HtmlEscapedString;
type Part = Markup | string | number | null | undefined | false | readonly Part[];

/**
 * Markup by a template, for HTML and XML: the library escapes what is put in. Its type allows for promises, which we
 * never give it.
 * @throws TypeError when one is given all the same
 */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  const made = html(strings, ...parts);
  if (made instanceof Promise) throw new TypeError('markup is made of what is there, not of promises');
  return made;
}

/** Of ours alone: styles and scripts. Never what anybody else said. */
export const verbatim = (text: string): Markup => raw(text);
