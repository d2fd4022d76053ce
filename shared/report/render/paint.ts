import { styleText } from 'node:util';
import type { Status } from '../../check/status.ts';

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan' | 'magenta' | 'gray';
export type Paint = (style: Style | readonly Style[], text: string) => string;

/** Colours on, or off: a pipe, a file, NO_COLOR. Who calls has decided; Node.js is not to look at its own stdout. */
export const painter = (colour: boolean): Paint =>
  colour ? (style, text) => styleText([style].flat(), text, { validateStream: false }) : (_, text) => text;

/** A sign and a colour per status; the sign alone must do where there is no colour. */
export const SIGNS: Readonly<Record<Status, { sign: string; style: Style }>> = {
  pass: { sign: '✓', style: 'green' },
  info: { sign: 'i', style: 'cyan' },
  warn: { sign: '!', style: 'yellow' },
  fail: { sign: '✗', style: 'red' },
  notApplicable: { sign: '-', style: 'gray' },
  inconclusive: { sign: '?', style: 'magenta' },
  notTested: { sign: '·', style: 'gray' },
};

/** Breaks text at blanks, and where one word is wider than a line, inside it. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => one.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? [''])) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
