/** The client of banks: accounts between which money is moved, and a view of all of them. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/** By account: what is on it. */
export type Balances = Readonly<Record<string, number>>;

/**
 * A method returns when the database acknowledged. It throws DefiniteFailure when the operation surely had no effect;
 * anything else it throws means that nobody knows. It never repeats an operation.
 */
export interface BankClient extends ClosableClient {
  /** Opens these accounts, in one transaction, unless they are there already: may be asked again. */
  open(balances: Balances): Promise<void>;
  /** All accounts, at one moment. */
  read(): Promise<Balances>;
  /** In one transaction; false when the account had not enough and may not be overdrawn. */
  transfer(from: string, to: string, amount: number, mayOverdraw: boolean): Promise<boolean>;
}
