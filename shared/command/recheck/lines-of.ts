import { createReadStream } from 'node:fs';

/** A line of a file, and where it stands there, in bytes; its end of line is not part of it. */
export interface FileLine {
  text: string;
  offset: number;
  length: number;
}

const LF = 0x0a;

/** The lines of a file that are whole; what follows the last end of line was not written to its end. */
export async function* linesOf(path: string): AsyncGenerator<FileLine> {
  let offset = 0;
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      const bytes = rest.length === 0 ? chunk.subarray(from, end) : Buffer.concat([...rest, chunk.subarray(from, end)]);
      rest = [];
      yield { text: bytes.toString('utf8'), offset, length: bytes.length };
      offset += bytes.length + 1;
      from = end + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
}
