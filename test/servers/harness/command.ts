import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a command to its end and gives its standard output; a failure carries its own words. */
export async function run(file: string, args: readonly string[], cwd?: string): Promise<string> {
  const { stdout } = await execute(file, [...args], { cwd, encoding: 'utf8', timeout: 60_000 }).catch((error) => {
    throw new Error(`${file} ${args.join(' ')}: ${String(error.stderr || error.message).trim()}`);
  });
  return stdout;
}

/** Null where the command succeeds, else the reason. */
export async function trial(file: string, args: readonly string[]): Promise<string | null> {
  return run(file, args).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** Waits for a condition, looking again every 25 ms; false when the patience (milliseconds) ends. */
export async function until(condition: () => Promise<boolean> | boolean, patience: number): Promise<boolean> {
  const end = Date.now() + patience;
  for (;;) {
    if (await condition()) return true;
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
