// `npm run build`: the command into `dist`, as it is packed.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleCommand } from './bundle.mjs';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
// Chunks are named by their content: those of an earlier build must not be packed along.
rmSync(dist, { recursive: true, force: true });
await bundleCommand(dist);
