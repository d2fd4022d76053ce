import net from 'node:net';
import { expect, test } from '@jest/globals';
import { deadPort } from './blackhole.ts';

test('a dead port refuses, again and again', async () => {
  const dead = await deadPort();
  for (let i = 0; i < 3; i += 1) {
    const error = await new Promise((resolve) => net.connect(dead.port, dead.address).on('error', resolve));
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  }
  dead.close();
});
