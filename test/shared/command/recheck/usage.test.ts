import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { RECHECK_BODY } from '../../../../shared/api/rechecks/schema.ts';
import { recheck } from '../../../../shared/command/recheck/command.ts';
import { declareRecheck, type RecheckOptions } from '../../../../shared/command/recheck/options.ts';
import { silentRunProgress } from '../../../../shared/command/recheck/progress.ts';

/** As `mxready recheck` reads its command line; nothing that is tested here gets as far as asking anybody. */
async function ran(args: readonly string[]): Promise<unknown> {
  const command = new Command('mxready').exitOverride().configureOutput({ writeErr: () => {} });
  let code: unknown;
  declareRecheck(command).action(async (options: RecheckOptions, of: Command) => {
    const given = (name: string): boolean => of.getOptionValueSource(name) === 'cli';
    const world = {
      environment: {},
      given,
      progress: () => silentRunProgress,
      stop: AbortSignal.abort(),
      colour: false,
    };
    code = await recheck(options, world);
  });
  await command.parseAsync(['recheck', ...args], { from: 'user' });
  return code;
}

test.each([
  [['--file', 'x.csv', '--tenant', 't'], '--tenant is for a service'],
  [['--concurrency', '2'], '--concurrency is for a file'],
  [['--file', 'x.csv', '--format', 'html'], '--format html'],
  [['--pause', 'a', '--list'], '--pause and --list'],
  [['--follow', 'a', '--force'], '--force is for a new run'],
  [['--checked-before', 'soon'], '--checked-before'],
  [['--verdict', 'well'], '--verdict'],
  [['--service', 'ftp://x'], '--service'],
  [['--follow', '../x'], '--follow'],
  [['--spread', '-1'], '--spread'],
  [['--spread', '604801'], 'from 0 to 604800'],
  [['--max-age', '31536001'], 'from 0 to 31536000'],
])('%j is wrong usage, and says what of it', async (args, names) => {
  await expect(ran(args)).rejects.toThrow(names);
});

test.each([
  ['spread', 'spreadOver', 604_800],
  ['max-age', 'maxAge', 31_536_000],
] as const)('--%s is refused where the service would refuse it, and not before', async (option, field, most) => {
  expect([most, most + 1].map((value) => RECHECK_BODY.safeParse({ [field]: value }).success)).toEqual([true, false]);
  await expect(ran([`--${option}`, `${most}`])).rejects.toThrow(/aborted/);
});
