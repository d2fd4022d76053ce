import type { Link } from './link.ts';
import type { StepDetail } from './types.ts';

const ENDLESS_EVERY_MS = 5;
const ENDLESS_LINES = 16;
const ENDLESS_BYTES = 2048;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Plays one step. True when the conversation goes on. */
export async function send(link: Link, step: StepDetail, bytes: Buffer): Promise<boolean> {
  if (step.delayMs) await link.wait(step.delayMs);
  await step.until;
  if (step.silent) return false;
  if (step.close === 'before') {
    link.end();
    return false;
  }
  if (step.endless) {
    await sendEndless(link, step.endless, bytes.toString('latin1', 0, 3));
    return false;
  }
  await sendPieces(link, step, bytes);
  if (step.close === undefined) return true;
  if (step.close === 'fin') link.end();
  else await resetSoon(link);
  return false;
}

async function sendPieces(link: Link, step: StepDetail, bytes: Buffer): Promise<void> {
  const size = step.dripMs === undefined ? (step.splitEvery ?? bytes.length) : 1;
  for (let at = 0; at < bytes.length && !link.gone; at += size) {
    await link.write(bytes.subarray(at, at + size));
    if (at + size < bytes.length) await (step.dripMs === undefined ? turn() : link.wait(step.dripMs));
  }
}

/** A reset overtakes what the client has not seen yet; two turns let one in this process see its connection or reply. */
export async function resetSoon(link: Link): Promise<void> {
  await turn();
  await turn();
  link.reset();
}

/** At a bounded rate, and never faster than the client reads: `write` waits for the system to take the bytes. */
async function sendEndless(link: Link, what: 'lines' | 'bytes', code: string): Promise<void> {
  const piece = Buffer.from(
    what === 'lines' ? `${code}-and so on\r\n`.repeat(ENDLESS_LINES) : 'x'.repeat(ENDLESS_BYTES),
  );
  if (what === 'bytes') await link.write(Buffer.from(`${code} `));
  while (!link.finished) {
    await link.write(piece);
    await link.wait(ENDLESS_EVERY_MS);
  }
}
