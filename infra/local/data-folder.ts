import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { TableDeclaration } from '../declarations.ts';
import { adoptIndexes } from './index-change.ts';
import { repairIndexes } from './index-repair.ts';

/** The folder cannot be used; the message says why and what to do. */
export class DataFolderError extends Error {}

/** Of what is stored; grows when an older program could not read it any more. */
const FORMAT = 1;

export interface DataFolder {
  /** Where the database's files lie. */
  database: string;
  log: string;
  /** A file that is there while the database is closed as it should be. */
  closed: string;
}

/**
 * Makes the folder, or takes the one that is there.
 * @throws DataFolderError when it cannot be written, or was written by a newer version
 */
export function openDataFolder(folder: string): DataFolder {
  const marker = join(folder, 'format.json');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    if (existsSync(marker)) checkFormat(folder, readFileSync(marker, 'utf8'));
    else writeFileSync(marker, `${JSON.stringify({ format: FORMAT })}\n`);
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new DataFolderError(`the data folder ${folder} cannot be used (${why}); name another with MXREADY_DATA_DIR`);
  }
  const [database, log, closed] = ['database', 'service.log', 'closed'].map((name) => join(folder, name)) as [string, string, string]; // biome-ignore format: one thought
  return { database, log, closed };
}

function checkFormat(folder: string, text: string): void {
  let format: unknown;
  try {
    format = (JSON.parse(text) as { format?: unknown }).format;
  } catch {
    format = undefined;
  }
  if (typeof format !== 'number')
    throw new DataFolderError(`${folder} is no data folder of mxready: its format.json cannot be read`);
  if (format > FORMAT)
    throw new DataFolderError(`the data folder ${folder} is from a newer version; update, or name another with MXREADY_DATA_DIR`); // biome-ignore format: one thought
}

/**
 * Only one service may use a folder. The database has a lock that ends with its process, so we ask for that first:
 * the engine itself would not tell, but end the process. What a process left that was killed is put right, and tables
 * of an older version get the indexes that are declared now.
 * @returns to be called when the engine has closed the database
 * @throws DataFolderError when another process has it, or it cannot be read
 */
export async function claimDatabase(
  { database: path, closed }: DataFolder,
  tables: readonly TableDeclaration[],
): Promise<() => void> {
  const database = new ClassicLevel<string, string>(path);
  try {
    await database.open();
    const wasClosed = existsSync(closed);
    // Gone before anything is changed: a crash in the midst of it leaves the repair to the next start.
    rmSync(closed, { force: true });
    const isChanged = await adoptIndexes(database, tables);
    if (isChanged || !wasClosed) await repairIndexes(database);
    await database.close();
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    if (cause?.code === 'LEVEL_LOCKED')
      throw new DataFolderError('another service uses this data folder; name another with MXREADY_DATA_DIR');
    throw new DataFolderError(`the database at ${path} cannot be opened (${cause?.code ?? String(error)}); remove it, or name another folder with MXREADY_DATA_DIR`); // biome-ignore format: one thought
  }
  return () => writeFileSync(closed, '');
}
