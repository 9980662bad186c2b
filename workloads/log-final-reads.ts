/** The last reads of the log workload: some threads read everything from the beginning, until nothing more comes. */
import { z } from 'zod';
import type { Generator, GeneratorEvent } from '../harness/contracts/generator.js';
import { type History, TYPE_OK } from '../harness/contracts/history.js';
import { eachThread, onThreads } from '../harness/generator/index.js';

/** After a poll that was answered with nothing, or failed. */
const PAUSE_MS = 400;
/** So many empty answers in a row are the end of a log that lacks something: more than the property asks for. */
const EMPTIES_AT_END = 10;
/** When everything is there, one look more tells whether there is too much. */
const EMPTIES_WHEN_COMPLETE = 1;

const NS_PER_MS = 1e6;

const sentSchema = z.tuple([z.string(), z.number()]);
const polledSchema = z.record(z.string(), z.array(z.tuple([z.number(), z.number()])));

interface Stage {
  readonly isAssigned: boolean;
  /** How many acknowledged elements this client has not seen yet. */
  readonly missing: number;
  readonly empties: number;
  /** Ns since the run began before which it does not ask again. */
  readonly fromNs: number;
}

/** One thread for each node reads. Its client is new, and so begins at the beginning of every key. */
export function logFinalReads(keys: readonly string[], nodeCount: number, history: History): Generator {
  const acknowledged = new Set<number>();
  const send = history.functionNames.indexOf('send');
  for (let event = 0; event < history.length; event += 1) {
    if (history.functions[event] !== send || history.types[event] !== TYPE_OK) continue;
    const sent = sentSchema.safeParse(history.value(history.partners[event]!));
    if (sent.success) acknowledged.add(sent.data[1]);
  }
  const begin: Stage = { isAssigned: false, missing: acknowledged.size, empties: 0, fromNs: 0 };
  return onThreads(
    (thread) => typeof thread === 'number' && thread < nodeCount,
    eachThread(reader({ keys, acknowledged, begin }, begin)),
  );
}

interface Task {
  readonly keys: readonly string[];
  readonly acknowledged: ReadonlySet<number>;
  readonly begin: Stage;
}

function reader(task: Task, stage: Stage): Generator {
  const self: Generator = {
    next: ({ free: [thread] }) => {
      const most = stage.missing <= 0 ? EMPTIES_WHEN_COMPLETE : EMPTIES_AT_END;
      if (stage.empties >= most) return { kind: 'finished' };
      if (thread === undefined) return { kind: 'pending', next: self };
      const { isAssigned, fromNs: time } = stage;
      const operation = isAssigned
        ? { f: 'poll', value: null, thread, time }
        : { f: 'assign', value: task.keys, thread, time };
      return { kind: 'operation', operation, next: self };
    },
    update: (_, event) => (event.type === 'invoke' ? self : reader(task, after(task, stage, event))),
  };
  return self;
}

function after({ begin, acknowledged }: Task, stage: Stage, { type, f, value, time }: GeneratorEvent): Stage {
  const later = time + PAUSE_MS * NS_PER_MS;
  // The client is gone, and the next one begins at the beginning.
  if (type === 'info') return { ...begin, fromNs: later };
  if (type === 'fail') return { ...stage, empties: 0, fromNs: later };
  if (f === 'assign') return { ...stage, isAssigned: true };
  const polled = Object.values(polledSchema.parse(value)).flat();
  if (polled.length === 0) return { ...stage, empties: stage.empties + 1, fromNs: later };
  // Counted, for a set would be copied at every poll. An element that comes twice is a violation by itself.
  const found = polled.filter(([, element]) => acknowledged.has(element)).length;
  return { ...stage, missing: stage.missing - found, empties: 0, fromNs: time };
}
