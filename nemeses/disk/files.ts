/** The parameter `files`: which of the files in a data folder. */
import { z } from 'zod';

const EVERY = '**';

/** A pattern, every file unless said otherwise; `.describe()` it by what it is for. */
export const filesSchema = z
  .string()
  .min(1, 'files must be a pattern such as **/*.wal, relative to the data folder')
  .default(EVERY);

/** What a pattern may hold, for the descriptions of faults. */
export const PATTERN_HELP =
  'files is relative to the data folder; * and ? stay within a folder, and **/ is any number of folders.';

export function isEveryFile(files: string): boolean {
  return files === EVERY;
}
