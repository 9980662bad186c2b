/** The complaint about a value that a property has no word for. */
import { UsageError } from '../contracts/errors.js';
import type { History } from '../contracts/history.js';

/** Characters of the value that a message quotes at most. */
const MAX_QUOTE = 80;

/** An error about the value of an event; `quote` it where `what` does not. Its code is 'bad-operation'. */
export function badOperation(history: History, index: number, what: string, quote = true): UsageError {
  const { valueBytes, valueStarts, valueEnds } = history;
  const value = new TextDecoder().decode(valueBytes.subarray(valueStarts[index]!, valueEnds[index]!));
  const quoted = value.length > MAX_QUOTE ? `${value.slice(0, MAX_QUOTE)}…` : value;
  return new UsageError(`${history.describeOrigin(index)}: ${what}${quote && quoted !== '' ? `, not ${quoted}` : ''}`, {
    code: 'bad-operation',
    value: index,
  });
}
