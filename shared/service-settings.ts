import { SettingError, readIssuer, readPort, readService } from './config-readers.ts';
import { brief } from './net/domain.ts';
import { optional, setting } from './settings.ts';

/** `HH:MM` */
export const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

function readTimeOfDay(text: string): string {
  if (!TIME_OF_DAY.test(text.trim()))
    throw new SettingError(`"${brief(text)}" is not a time of day; write it like 00:30`);
  return text.trim();
}

/** Those of the local service alone: a command must not fail over somebody else's PORT. */
export const SERVICE_SETTINGS = {
  dataDir: setting('DATA_DIR', '.mxready', 'folder in which the local service keeps its data', (text) => text),
  port: { ...setting('', '3000', 'port of the local service, on loopback', readPort), variable: 'PORT' },
  nightlyAt: setting(
    'NIGHTLY_AT',
    '',
    'when the local service begins the nightly run of re-checks: HH:MM, UTC; without it there is none. On AWS parameters of the stack say so',
    optional(readTimeOfDay),
  ),
  oidcIssuer: setting(
    'OIDC_ISSUER',
    '',
    'issuer whose tokens callers of the local service must show, an https URL (on this machine http will do); without it nobody needs a login. On AWS it is a parameter of the stack',
    optional(readIssuer),
  ),
  oidcAudience: setting(
    'OIDC_AUDIENCE',
    '',
    'audience that these tokens must name; both or neither',
    optional((text) => text.trim()),
  ),
} as const;

/** Those of the command alone, where it talks to a service. */
export const COMMAND_SETTINGS = {
  service: setting(
    'SERVICE',
    'http://127.0.0.1:3000',
    'where `mxready recheck` finds the service; a token goes over https only, but for this machine',
    readService,
  ),
  token: setting(
    'TOKEN',
    '',
    'token that `mxready recheck` shows to the service',
    optional((text) => text.trim()),
  ),
} as const;
