/** The bench of log: clients send and read as a group, and at the end two of them read everything by themselves. */
import { log } from '../../checkers/log/index.js';
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import type { PropertyBench } from './shape.js';
import { type SimulatedCall, simulateCalls } from './simulate-calls.js';

const CLIENTS = 30;
/** Those of the last clients read by themselves. */
const READERS = 2;
const KEYS = Array.from({ length: 10 }, (_, at) => `k${at}`);
/** Elements of a key that a poll returns at most. */
const BATCH = 500;
/** The share of the operations in which nothing is sent any more. */
const FINAL_SHARE = 0.005;

export const bench: PropertyBench = { checker: log, keyed: false, simulate };

function simulate(operations: number, random: Random): History {
  const logs = new Map(KEYS.map((key) => [key, [] as number[]]));
  const group = new Map<string, number>();
  /** By process that has chosen what it reads: how far it is. */
  const positions = new Map<number, Map<string, number>>();
  const final = operations * (1 - FINAL_SHARE);
  return simulateCalls(operations, random, (process, begun): SimulatedCall => {
    const isReader = process % CLIENTS >= CLIENTS - READERS;
    if (begun < final && (isReader || random.integer(2) === 0)) {
      const key = random.pick(KEYS);
      return {
        f: 'send',
        value: [key, begun],
        answer: () => ({ type: 'ok', value: [key, [(logs.get(key)?.push(begun) ?? 0) - 1, begun]] }),
      };
    }
    const position = positions.get(process);
    if (position === undefined) {
      positions.set(process, isReader ? new Map() : group);
      return { f: isReader ? 'assign' : 'subscribe', value: KEYS, answer: () => ({ type: 'ok' }) };
    }
    return { f: 'poll', value: null, answer: () => ({ type: 'ok', value: read(logs, position) }) };
  });
}

/** What comes next of every key. */
function read(logs: ReadonlyMap<string, readonly number[]>, position: Map<string, number>) {
  const answer: Record<string, readonly (readonly [number, number])[]> = {};
  for (const [key, log] of logs) {
    const from = position.get(key) ?? 0;
    const batch = log.slice(from, from + BATCH).map((element, at) => [from + at, element] as const);
    position.set(key, from + batch.length);
    if (batch.length > 0) answer[key] = batch;
  }
  return answer;
}
