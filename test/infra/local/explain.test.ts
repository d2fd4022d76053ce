import { expect, test } from '@jest/globals';
import { DataFolderError } from '../../../infra/local/data-folder.ts';
import { explain } from '../../../infra/local/explain.ts';
import { UsageError } from '../../../shared/command/run-check.ts';
import { readServiceSettings } from '../../../shared/config.ts';
import { SettingError } from '../../../shared/config-readers.ts';

const failing = (code: string): Error => Object.assign(new Error(code), { code });

test.each([
  ['a taken port', failing('EADDRINUSE'), 'port 80 is taken; name another with PORT', 64],
  ['a port for root alone', failing('EACCES'), 'port 80 may not be used; name one above 1023 with PORT', 64],
  ['a setting', new SettingError('PORT: "x" is not a port'), 'PORT: "x" is not a port', 64],
  ['wrong use', new UsageError('no'), 'no', 64],
  ['a data folder', new DataFolderError('in use'), 'in use', 64],
  ['anything else', new TypeError('x is not y'), 'a fault of ours: x is not y; please report it', 70],
  ['what is no error', 'odd', 'a fault of ours: odd; please report it', 70],
] as const)('%s is one clear line', (_, error, line, code) => {
  expect(explain(error, '80')).toEqual({ line, code });
});

test('a port that is none is told before anything starts', () => {
  const start = () => readServiceSettings({ PORT: 'x' });
  expect(start).toThrow(new SettingError('PORT: "x" is not a port; name one from 1 to 65535'));
});
