/** The time in which nothing happens any more but snapshots: it begins when writes and faults are over. */
import { type History, NEMESIS_PROCESS, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { type Calls, callsOf } from '../../harness/history/calls.js';
import { faultsInForce } from '../explaining/fault-windows.js';

export const WRITE = 0;
export const SNAPSHOT = 1;

/** A node, and the snapshots of it that were asked for in the quiet time and answered. */
export interface NodeSnapshots {
  readonly node: string;
  /** Calls, in the order in which they were asked for. */
  readonly calls: readonly number[];
}

export interface QuietPhase {
  readonly calls: Calls;
  /** The event after which it is quiet; -1 where it always was. */
  readonly since: number;
  readonly nodes: readonly NodeSnapshots[];
  /** Calls of the writes that may still take effect at any time. */
  readonly unknownWrites: readonly number[];
  readonly writes: number;
  /** Why nobody can say that it was quiet; null where it was. */
  readonly disturbed: string | null;
}

/**
 * Everything up to the last event of the faults, and up to the end of the last write that succeeded, is before it. Values
 * are not split by key, for the whole state of a node is compared. O(n), nothing is parsed.
 */
export function quietPhase(history: History): QuietPhase {
  const calls = callsOf(history, { write: WRITE, snapshot: SNAPSHOT }, false);
  let since = -1;
  for (let event = history.length - 1; event >= 0 && since < 0; event -= 1) {
    if (history.processes[event] === NEMESIS_PROCESS) since = event;
  }
  const unknownWrites: number[] = [];
  let writes = 0;
  for (let call = 0; call < calls.length; call += 1) {
    if (calls.kinds[call] !== WRITE || calls.outcomes[call] === TYPE_FAIL) continue;
    if (calls.outcomes[call] !== TYPE_OK) unknownWrites.push(call);
    else {
      writes += 1;
      since = Math.max(since, calls.ended[call]!);
    }
  }
  const byNode = new Map<string, number[]>();
  for (let call = 0; call < calls.length; call += 1) {
    const node = history.node(calls.invoked[call]!);
    if (node === undefined) continue;
    const snapshots = byNode.get(node) ?? [];
    if (snapshots.length === 0) byNode.set(node, snapshots);
    const isFinal = calls.invoked[call]! > since && calls.outcomes[call] === TYPE_OK;
    if (calls.kinds[call] === SNAPSHOT && isFinal) snapshots.push(call);
  }
  const nodes = [...byNode]
    .map(([node, snapshots]) => ({ node, calls: snapshots }))
    .sort((left, right) => left.node.localeCompare(right.node, 'en', { numeric: true }));
  const lasting = faultsInForce(history).find(({ healed }) => !healed);
  const disturbed = lasting === undefined ? null : `the fault ${lasting.fault} (${lasting.id}) was never healed`;
  return { calls, since, nodes, unknownWrites, writes, disturbed };
}
