/** The lie of a replica that stays different from the others. */
import { SETTLED_MS } from '../../checkers/convergence/index.js';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';
import { SNAPSHOT_EVERY_MS } from '../final-snapshots.js';

type Process = Invocation['process'];

/** After so many snapshots, the replicas have had time enough, and one more than that is certainly recorded. */
const SNAPSHOTS_BEFORE = Math.ceil(SETTLED_MS / SNAPSHOT_EVERY_MS) + 3;

/**
 * Nobody is asked for snapshots before the end, and then every process asks again and again until all answers are equal.
 * So two processes whose numbers follow each other, which are connected to different nodes, are let through, and all others
 * are withheld: for as long as a node is silent, the asking goes on. When both have asked for long enough, what one of them
 * is answered has a key more, which no write explains; and after that nobody is told anything, so it stays different.
 *
 * With two nodes nobody is silent, and it is never told. Nor is it in a run with a single node.
 */
export const strayReplica: Plant = {
  name: 'stray-replica',
  describe: 'a replica has a key that the others do not have, and keeps it',
  create: () => {
    const seen = new Set<Process>();
    const pair = new Map<Process, number>();
    let isTold = false;
    const join = (process: Process): void => {
      if (pair.size > 0 || seen.has(process) || typeof process !== 'number') return;
      seen.add(process);
      const neighbour = [process - 1, process + 1].find((each) => seen.has(each));
      if (neighbour === undefined) return;
      pair.set(process, 0).set(neighbour, 0);
    };
    return {
      withhold: ({ f, process }) => {
        if (f !== 'snapshot') return null;
        join(process);
        const isThrough = pair.has(process) && !isTold;
        return isThrough ? null : { type: 'fail', error: 'withheld by the harness for a planted lie' };
      },
      intercept: ({ f, process }) => {
        if (f === 'snapshot') pair.set(process, (pair.get(process) ?? 0) + 1);
        return null;
      },
      falsify: ({ f }, { type, value }) => {
        if (isTold || f !== 'snapshot' || type !== 'ok' || typeof value !== 'object') return null;
        const isLate = [...pair.values()].every((count) => count >= SNAPSHOTS_BEFORE);
        return isLate ? { type, value: { ...value, 'a stray key': 1 } } : null;
      },
      told: () => {
        isTold = true;
      },
    };
  },
};
