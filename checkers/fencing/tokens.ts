/** Tokens as numbers, so that they can be compared. */
import { UsageError } from '../../harness/contracts/errors.js';
import type { History } from '../../harness/contracts/history.js';
import { type LockOperations, NONE } from '../mutual-exclusion/lock-operations.js';

/** By id of a token: its number. Throws UsageError 'bad-operation' with the place of a token that is none. */
export function tokenNumbers(history: History, operations: LockOperations): Float64Array {
  const { tokenTable, tokens, invoked } = operations;
  const numbers = new Float64Array(tokenTable.size);
  for (let id = 0; id < numbers.length; id += 1) {
    const parsed: unknown = JSON.parse(tokenTable.text(id));
    if (typeof parsed === 'number') {
      numbers[id] = parsed;
      continue;
    }
    const place = invoked[tokens.indexOf(id)] ?? NONE;
    throw new UsageError(`${history.describeOrigin(place)}: a token is a number, not ${tokenTable.text(id)}`, {
      code: 'bad-operation',
      value: place,
    });
  }
  return numbers;
}
