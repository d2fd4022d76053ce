import type { Environment } from '../../config.ts';
import { readCommandSettings, readSettings } from '../../config.ts';
import { openOutput } from '../output.ts';
import { recheckFile, withRecheckOptions } from './file.ts';
import { type RecheckOptions, refuseContradictions } from './options.ts';
import type { RunProgress } from './progress.ts';
import { recheckService } from './service.ts';

export interface RecheckWorld {
  environment: Environment;
  /** Whether an option stands on the command line. */
  given(name: string): boolean;
  progress(): RunProgress;
  stop: AbortSignal;
  /** Whether standard output is a terminal that shows colours. */
  colour: boolean;
}

/**
 * `mxready recheck`: domains of a service, or of a file.
 * @returns the exit code
 * @throws UsageError, SettingError, ServiceUnreachable; the reason of `stop`
 */
export async function recheck(options: RecheckOptions, world: RecheckWorld): Promise<number> {
  const { environment, given, stop } = world;
  refuseContradictions(options, given);
  const settings = options.file === undefined ? null : withRecheckOptions(readSettings(environment), options);
  const { service, token } = readCommandSettings(environment);
  const output = openOutput(options.out);
  const progress = world.progress();
  try {
    if (settings !== null)
      return await recheckFile(options, {
        settings,
        output,
        progress,
        stop,
        colour: world.colour && options.out === undefined,
      });
    const where = { service: options.service ?? service, token: options.token ?? token };
    return await recheckService(options, { service: where, output, progress, stop });
  } catch (error) {
    progress.close();
    output.discard();
    throw error;
  }
}
