/** Histories of thirty clients that call a system in memory, one call in a hundred of unknown outcome. */
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import type { Completion } from '../../harness/contracts/operation.js';
import { Recorder } from '../../harness/history/recorder.js';

const CLIENTS = 30;
const NODES = 5;
/** Between one event and the next, ns. */
const STEP_NS = 10_000;

/** A call, and the answer to it at the moment at which it has its effect. */
export interface SimulatedCall {
  readonly f: string;
  readonly value: unknown;
  readonly answer: () => Completion;
}

/** `next` says what a process calls; a process is never asked again after an outcome that nobody knows. */
export function simulateCalls(
  operations: number,
  random: Random,
  next: (process: number, begun: number) => SimulatedCall,
): History {
  const recorder = Recorder.create({ path: null });
  const doing = Array<{ invocation: number; call: SimulatedCall } | null>(CLIENTS).fill(null);
  const processes = doing.map((_, client) => client);
  let [begun, now] = [0, 0];
  while (begun < operations) {
    now += STEP_NS;
    const client = random.integer(CLIENTS);
    const process = processes[client]!;
    const flight = doing[client]!;
    if (flight === null) {
      const call = next(process, begun);
      begun += 1;
      const invocation = recorder.invoke(process, call.f, call.value, now, Number.NaN, `n${(client % NODES) + 1}`);
      doing[client] = { invocation, call };
      continue;
    }
    doing[client] = null;
    if (random.integer(100) === 0) {
      if (random.integer(2) === 0) flight.call.answer();
      recorder.complete(flight.invocation, 'info', undefined, 'timeout', now);
      processes[client] = process + CLIENTS;
      continue;
    }
    const { type, value } = flight.call.answer();
    recorder.complete(flight.invocation, type, value, undefined, now);
  }
  return recorder.toHistory();
}
