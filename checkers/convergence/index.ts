/** Convergence: when nothing is written any more and all faults are over, all replicas come to the same state. */
import type { Anomaly, Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { type Divergence, explainDivergence } from './explain.js';
import { type NodeSnapshots, type QuietPhase, quietPhase } from './phase.js';
import { differing, isSettled, type State, stateOf, unexplained } from './states.js';

export { SETTLED_MS } from './states.js';

/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

const describe = 'when writes and faults are over, all replicas come to the same state';

/**
 * Judges `write` and `snapshot`, by the node of each operation. Only snapshots count that were asked for after the last
 * write that succeeded and after the last fault. O(n) for the history, and for the final snapshots what parsing them costs.
 * Throws UsageError 'bad-operation' for values of another shape.
 */
export const convergence: Checker = { property: 'convergence', describe, check };

/** The last state of each node. */
interface Shown {
  readonly snapshots: NodeSnapshots;
  readonly state: State;
}

function check(history: History, _: CheckOptions): Verdict {
  const phase = quietPhase(history);
  const { nodes, writes, unknownWrites } = phase;
  const details = {
    ...{ nodes: nodes.length, writes, unknownWrites: unknownWrites.length },
    finalSnapshots: Object.fromEntries(nodes.map(({ node, calls }) => [node, calls.length])),
  };
  const verdict = { property: 'convergence', operations: phase.calls.length, algorithm: 'last states compared' };
  const undecided = (reason: string): Verdict => ({ ...verdict, valid: 'unknown', anomalies: [], reason, details });
  if (writes === 0) return undecided('no write succeeded, so there is nothing to judge');
  if (!history.hasTimes) return undecided('the history does not say when things happened');
  if (nodes.length < 2) return undecided('the history names fewer than two nodes, so there is nothing to compare');
  if (phase.disturbed !== null) return undecided(phase.disturbed);
  const shown = nodes.flatMap((snapshots): Shown[] => {
    const last = snapshots.calls.at(-1);
    return last === undefined ? [] : [{ snapshots, state: stateOf(history, phase, last) }];
  });
  const found = divergences(history, phase, shown);
  if (found.length > 0) {
    const anomalies: Anomaly[] = found
      .map((divergence) => explainDivergence(history, phase, divergence))
      .sort((left, right) => (left.prefix ?? 0) - (right.prefix ?? 0));
    return { ...verdict, valid: false, anomalies: anomalies.slice(0, MAX_EXPLAINED), details };
  }
  const silent = nodes.filter(({ calls }) => calls.length === 0).map(({ node }) => node);
  if (silent.length > 0) {
    return undecided(`${silent.join(', ')} answered no snapshot after the last write and the last fault were over`);
  }
  const [first, ...others] = shown;
  const different = others.find(({ state }) => first !== undefined && differing(first.state, state).length > 0);
  if (first === undefined || different === undefined) return { ...verdict, valid: true, anomalies: [], details };
  const keys = differing(first.state, different.state);
  const pair = `${first.snapshots.node} and ${different.snapshots.node} still differ in ${keys.length === 1 ? `the key ${keys[0]}` : `${keys.length} keys`}`;
  return undecided(
    isSettled(history, phase, first.snapshots) && isSettled(history, phase, different.snapshots)
      ? `${pair}, which a write of unknown outcome may explain`
      : `${pair}, but they were not asked often and long enough to say that they always will`,
  );
}

/**
 * Each node that differs from the state that most nodes have, beside one that has that. Where most nodes have a state of
 * their own, that is the one of the first.
 */
function divergences(history: History, phase: QuietPhase, shown: readonly Shown[]): readonly Divergence[] {
  const settled = shown.filter(({ snapshots }) => isSettled(history, phase, snapshots));
  const same = (one: Shown): number => settled.filter(({ state }) => differing(one.state, state).length === 0).length;
  // Every node is a witness once: what one write of unknown outcome explains of a pair, it may not explain of another.
  const witnesses = [...settled].sort((left, right) => same(right) - same(left));
  const found: Divergence[] = [];
  const contradicted = new Set<Shown>();
  for (const other of witnesses) {
    for (const one of settled) {
      if (one === other || contradicted.has(one) || contradicted.has(other)) continue;
      const keys = differing(one.state, other.state);
      const left = keys.length === 0 ? keys : unexplained(history, phase, one.snapshots, other.snapshots, keys);
      if (left.length === 0) continue;
      contradicted.add(one);
      found.push({
        ...{ one: one.snapshots, other: other.snapshots, oneState: one.state, otherState: other.state },
        keys: left,
      });
    }
  }
  return found;
}
