/** What the bench of properties needs of each: a checker, and a history of a system that keeps the property. */
import type { Checker } from '../../harness/contracts/checker.js';
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';

export interface PropertyBench {
  readonly checker: Checker;
  readonly keyed: boolean;
  /** A history of so many client operations, as 30 clients would make it, about one in a hundred of unknown outcome. */
  readonly simulate: (operations: number, random: Random) => History;
}
