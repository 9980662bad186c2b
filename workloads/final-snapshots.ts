/** The last reads of the convergence workload: all nodes are asked for all they have, until it is the same everywhere. */
import type { Generator, GeneratorContext, Thread } from '../harness/contracts/generator.js';
import { show } from '../harness/history/canonical-json.js';

/** From one snapshot of a thread to its next, ms. */
export const SNAPSHOT_EVERY_MS = 500;

const NS_PER_MS = 1e6;

/** Moments are ns since the run began. */
interface Progress {
  readonly beganNs: number | null;
  /** By thread: when it asks again. */
  readonly dueNs: ReadonlyMap<Thread, number>;
  /** By node: the last answer. */
  readonly states: ReadonlyMap<number, string>;
}

/** Threads take the nodes in turn, so a thread asks the node of its number when divided by theirs. */
export function finalSnapshots(limitMs: number, nodeCount: number): Generator {
  return asking(limitMs, nodeCount, { beganNs: null, dueNs: new Map(), states: new Map() });
}

function asking(limitMs: number, nodeCount: number, progress: Progress): Generator {
  const self: Generator = {
    next: (context) => {
      const beganNs = progress.beganNs ?? context.time;
      const isOver = context.time >= beganNs + limitMs * NS_PER_MS;
      if (isOver || areEqual(progress.states, context, nodeCount)) return { kind: 'finished' };
      const due = (thread: Thread): number => progress.dueNs.get(thread) ?? beganNs;
      const soonest = context.free.toSorted((left, right) => due(left) - due(right))[0];
      const next = asking(limitMs, nodeCount, { ...progress, beganNs });
      if (soonest === undefined) return { kind: 'pending', next };
      if (due(soonest) > context.time) return { kind: 'pending', next, until: due(soonest) };
      const dueNs = new Map(progress.dueNs).set(soonest, context.time + SNAPSHOT_EVERY_MS * NS_PER_MS);
      return {
        kind: 'operation',
        operation: { f: 'snapshot', value: null, thread: soonest },
        next: asking(limitMs, nodeCount, { ...progress, beganNs, dueNs }),
      };
    },
    update: (_, { type, thread, value }) => {
      if (type !== 'ok' || typeof thread !== 'number') return self;
      const states = new Map(progress.states).set(thread % nodeCount, show(value));
      return asking(limitMs, nodeCount, { ...progress, states });
    },
  };
  return self;
}

/** All nodes that a thread is connected to have answered, and the same. */
function areEqual(states: Progress['states'], { threads }: GeneratorContext, nodeCount: number): boolean {
  const nodes = new Set(threads.filter((thread) => typeof thread === 'number').map((thread) => thread % nodeCount));
  return states.size === nodes.size && new Set(states.values()).size === 1;
}
