import { hostName } from './defaults.ts';
import type { Script, StepDetail } from './types.ts';

/** The bytes of a reply (RFC 5321 4.2): CRLF put in, `-` after the code on all lines but the last. */
export function replyBytes(step: StepDetail, script: Script, secure: boolean): Buffer {
  const extra = Buffer.from(step.extraAfter ?? '');
  if (step.raw !== undefined) return Buffer.concat([Buffer.from(step.raw), extra]);
  const lines = replyLines(step, script, secure);
  if (lines.length === 0) return extra;
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n`), extra]);
}

function replyLines(step: StepDetail, script: Script, secure: boolean): string[] {
  if (step.reply === undefined && step.keywords === undefined) return [];
  const lines = step.reply?.split('\n') ?? ehloLines(step.keywords ?? [], script, secure);
  const last = lines.at(-1) ?? '';
  while (lines.length < (step.repeat ?? 0)) lines.push(last);
  // A reply as written stays as written: wrong separators can be the point. Only lines added here are made to fit.
  return step.repeat === undefined ? lines : lines.map((line, i) => separated(line, i === lines.length - 1));
}

function ehloLines(keywords: readonly string[], script: Script, secure: boolean): string[] {
  const offered = keywords.filter((keyword) => !(secure && keyword.toUpperCase() === 'STARTTLS'));
  const texts = [hostName(script), ...offered];
  return texts.map((text, i) => separated(`250 ${text}`, i === texts.length - 1));
}

function separated(line: string, last: boolean): string {
  return line.replace(/^(\d{3})[- ]/, last ? '$1 ' : '$1-');
}
