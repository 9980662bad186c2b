/** Finds for each invocation its completion: the next event of the same process that is not an invocation. */
import { NEMESIS_PROCESS, TYPE_INVOKE } from '../contracts/history.js';
import type { Columns } from './columns.js';

/** An event that cannot be paired, and why. */
export interface PairingFault {
  readonly index: number;
  readonly what: string;
}

/** Fills the `partners` column in one pass, O(n). Answers the first event that fits to nothing, or null. */
export function pairEvents(columns: Columns): PairingFault | null {
  const open = new Map<number, number>();
  for (let index = 0; index < columns.length; index += 1) {
    const process = columns.processes[index]!;
    if (process === NEMESIS_PROCESS) continue;
    const invocation = open.get(process);
    if (columns.types[index] === TYPE_INVOKE) {
      if (invocation !== undefined) {
        return { index, what: `process ${process} invokes while its operation ${invocation} is still open` };
      }
      open.set(process, index);
      continue;
    }
    if (invocation === undefined) return { index, what: `process ${process} completes what it never invoked` };
    if (columns.functions[invocation] !== columns.functions[index]) {
      const name = (of: number): string => columns.functionNames.names[columns.functions[of]!] ?? '';
      return { index, what: `process ${process} invoked "${name(invocation)}" and completes "${name(index)}"` };
    }
    open.delete(process);
    columns.pair(invocation, index);
  }
  return null;
}
