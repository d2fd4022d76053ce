import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DataFolderError, openDataFolder } from '../../../infra/local/data-folder.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'mxready-folder-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const marked = (text: string): string => {
  const folder = join(place, 'marked');
  mkdirSync(folder);
  writeFileSync(join(folder, 'format.json'), text);
  return folder;
};

function refusalOf(folder: string): string {
  try {
    openDataFolder(folder);
  } catch (error) {
    expect(error).toBeInstanceOf(DataFolderError);
    return (error as Error).message;
  }
  throw new Error('it was opened');
}

test('a folder that is not there is made, for its user alone, and opens again', () => {
  const folder = join(place, 'made', 'by', 'us');
  const opened = openDataFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(JSON.parse(readFileSync(join(folder, 'format.json'), 'utf8'))).toEqual({ format: 1 });
  expect(openDataFolder(folder)).toEqual(opened);
});

test('one of a newer version is left alone', () => {
  const folder = marked('{"format":99}');
  expect(refusalOf(folder)).toBe(`the data folder ${folder} is from a newer version; update, or name another with MXREADY_DATA_DIR`); // biome-ignore format: one line
});

test.each(['x', '{}', '{"format":"1"}'])('one whose format is %s is none of ours', (text) => {
  const folder = marked(text);
  expect(refusalOf(folder)).toBe(`${folder} is no data folder of mxready: its format.json cannot be read`);
});

test('a file in its place cannot be used, and nothing is written', () => {
  const file = join(place, 'file');
  writeFileSync(file, 'mine');
  chmodSync(file, 0o400);
  expect(refusalOf(file)).toMatch(
    /^the data folder .*file cannot be used \(\w+\); name another with MXREADY_DATA_DIR$/,
  );
  expect(readFileSync(file, 'utf8')).toBe('mine');
});
