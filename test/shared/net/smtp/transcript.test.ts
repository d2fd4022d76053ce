import { describe, expect, test } from '@jest/globals';
import { TRANSCRIPT_BYTES, Transcript } from '../../../../shared/net/smtp/transcript.ts';

describe('a transcript', () => {
  test('numbers its lines from 1 and times them from its beginning', () => {
    let now = 1000;
    const transcript = new Transcript(() => now);
    expect(transcript.add('*', 'connected', false)).toBe(1);
    now = 1012.4;
    expect(transcript.add('S', '220 mx', true)).toBe(2);
    expect(transcript.lines).toEqual([
      { ms: 0, dir: '*', tls: false, text: 'connected' },
      { ms: 12, dir: 'S', tls: true, text: '220 mx' },
    ]);
  });

  test('shows hostile bytes as escapes, whoever sent them', () => {
    const transcript = new Transcript(() => 0);
    transcript.add('*', 'in the midst of \u001b[2J', false);
    expect(transcript.lines[0]?.text).toBe('in the midst of \\x1b[2J');
  });

  test('stays within its bound, says how much it dropped, and keeps our own QUIT after a flood', () => {
    const transcript = new Transcript(() => 0);
    for (let sent = 0; sent < 2000; sent += 1) transcript.add('S', `250-${'x'.repeat(60)}`, false);
    const kept = transcript.lines.length;
    transcript.add('C', 'QUIT', false);
    const [note, quit] = transcript.lines.slice(kept);
    expect(note).toMatchObject({ dir: '*', text: `${2000 - kept} more lines were not kept` });
    expect(quit).toMatchObject({ dir: 'C', text: 'QUIT' });
    const bytes = transcript.lines.reduce((sum, { text }) => sum + text.length + 32, 0);
    expect(bytes).toBeLessThanOrEqual(TRANSCRIPT_BYTES + 100);
  });

  test('a line that was not kept is cited as the last one that was', () => {
    const transcript = new Transcript(() => 0);
    for (let sent = 0; sent < 2000; sent += 1) transcript.add('S', 'x'.repeat(60), false);
    expect(transcript.add('S', '250 ok', false)).toBe(transcript.lines.length);
  });
});
