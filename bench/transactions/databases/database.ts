/** What a simulated database is told about a transaction, moment by moment; each level of isolation answers in its own way. */
import { ownWrites, type Transaction } from '../transaction.js';

export abstract class Database {
  /** The number of the last commit. */
  protected commits = 0;

  /** The client asked for it. */
  asked(_transaction: Transaction): void {}

  /** It begins. */
  began(_transaction: Transaction): void {}

  /** It comes to the micro-operation at `place`. */
  performed(_transaction: Transaction, _place: number): void {}

  /** It commits, and every read has its answer; false where the database refuses, and nothing happened. */
  abstract commit(transaction: Transaction, atUs: number): boolean;

  /** Lets a read see the first `count` values of its key, and what the transaction wrote itself. */
  protected answer(transaction: Transaction, place: number, count: number): void {
    const micro = transaction.micros[place]!;
    micro.answer = micro.key.read(count, ownWrites(transaction, micro.key, place));
  }

  /** Makes its writes the latest of their keys. */
  protected install({ micros }: Transaction): void {
    this.commits += 1;
    for (const { key, value } of micros) if (value !== null) key.add(value, this.commits);
  }
}
