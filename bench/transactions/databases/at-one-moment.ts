/** Databases in which a transaction takes effect at one moment: of its own time, or, where it may be stale, of the past. */
import type { Transaction } from '../transaction.js';
import { Database } from './database.js';

/** Strictly serializable. */
export class AtOneMoment extends Database {
  commit(transaction: Transaction): boolean {
    for (const [place, { key, value }] of transaction.micros.entries())
      if (value === null) this.answer(transaction, place, key.values.length);
    this.install(transaction);
    return true;
  }
}

const STALE_SHARE = 0.3;
const STALEST_COMMITS = 100;

/** Serializable and no more: some that only read do so from before they were asked, and a session may go back. */
export class AtOneMomentOrBefore extends AtOneMoment {
  constructor(private readonly random: () => number) {
    super();
  }

  override asked(transaction: Transaction): void {
    const isStale = transaction.isReadOnly && this.random() < STALE_SHARE;
    const age = isStale ? 1 + Math.floor(this.random() * STALEST_COMMITS) : 0;
    transaction.snapshot = isStale ? Math.max(0, this.commits - age) : Number.POSITIVE_INFINITY;
  }

  override commit(transaction: Transaction): boolean {
    if (transaction.snapshot === Number.POSITIVE_INFINITY) return super.commit(transaction);
    for (const [place, { key }] of transaction.micros.entries())
      this.answer(transaction, place, key.countAt(transaction.snapshot));
    return true;
  }
}
