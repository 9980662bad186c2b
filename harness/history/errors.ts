/** What is wrong with a history that somebody handed us, and where. */
import { UsageError } from '../contracts/errors.js';

export class HistoryError extends UsageError {
  override readonly name = 'HistoryError';
  /** `where` is "file:line" or the like. */
  constructor(
    readonly where: string,
    readonly what: string,
  ) {
    super(`${where}: ${what}`, { code: 'bad-history', value: where });
  }
}

/** What is wrong at a place in the bytes of a file; whoever knows the file's name makes a HistoryError of it. */
export class ByteFault extends Error {
  constructor(
    readonly at: number,
    what: string,
  ) {
    super(what);
  }
}
