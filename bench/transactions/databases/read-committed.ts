/**
 * Read committed: each read sees what is committed at its own moment, each write goes on top of what is committed at
 * the end. Updates are lost. What a transaction reads of a key to which it wrote is what it is about to commit, as under
 * a lock on the row: otherwise it would see its own append in a place where it never is, and lists would contradict
 * each other.
 */
import { ownWrites, type Transaction } from '../transaction.js';
import { Database } from './database.js';

export class ReadCommitted extends Database {
  override performed(transaction: Transaction, place: number): void {
    const { key, value } = transaction.micros[place]!;
    if (value === null) this.answer(transaction, place, key.values.length);
  }

  commit(transaction: Transaction): boolean {
    for (const [place, { key, value }] of transaction.micros.entries()) {
      const isLocked = value === null && ownWrites(transaction, key, place).length > 0;
      if (isLocked) this.answer(transaction, place, key.values.length);
    }
    this.install(transaction);
    return true;
  }
}
