/** Snapshot isolation: reads from when it began, and the first of two writers to commit wins. Write skew occurs. */
import type { Transaction } from '../transaction.js';
import { Database } from './database.js';

export class Snapshots extends Database {
  override began(transaction: Transaction): void {
    transaction.snapshot = this.commits;
  }

  commit(transaction: Transaction): boolean {
    const { micros, snapshot } = transaction;
    for (const { key, value } of micros)
      if (value !== null && key.countAt(snapshot) !== key.values.length) return false;
    for (const [place, { key, value }] of micros.entries())
      if (value === null) this.answer(transaction, place, key.countAt(snapshot));
    this.install(transaction);
    return true;
  }
}
