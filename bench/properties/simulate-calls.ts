/** Histories of thirty clients that call a system in memory, one call in a hundred of unknown outcome. */
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import type { Completion } from '../../harness/contracts/operation.js';
import { Recorder } from '../../harness/history/recorder.js';

const CLIENTS = 30;
const NODES = 5;
const UNKNOWN_ONE_IN = 100;
/** Between one event and the next, ns. */
const STEP_NS = 10_000;

/** A call, and the answer to it at the moment at which it has its effect. */
export interface SimulatedCall {
  readonly f: string;
  readonly value: unknown;
  readonly answer: () => Completion;
}

/**
 * `next` says what a process calls; a process is never asked again after an outcome that nobody knows. When all have ended,
 * one client makes the calls of `last`, one after the other, and is always answered.
 */
export function simulateCalls(
  operations: number,
  random: Random,
  next: (process: number, begun: number) => SimulatedCall,
  last: () => Iterable<SimulatedCall> = () => [],
): History {
  const recorder = Recorder.create({ path: null });
  const doing = Array<{ invocation: number; call: SimulatedCall } | null>(CLIENTS).fill(null);
  const processes = doing.map((_, client) => client);
  let [begun, now] = [0, 0];
  const begin = (client: number, call: SimulatedCall): void => {
    now += STEP_NS;
    const node = `n${(client % NODES) + 1}`;
    doing[client] = {
      invocation: recorder.invoke(processes[client]!, call.f, call.value, now, Number.NaN, node),
      call,
    };
  };
  const end = (client: number, isKnown: boolean): void => {
    const flight = doing[client]!;
    now += STEP_NS;
    doing[client] = null;
    if (!isKnown) {
      if (random.integer(2) === 0) flight.call.answer();
      recorder.complete(flight.invocation, 'info', undefined, 'timeout', now);
      processes[client]! += CLIENTS;
      return;
    }
    const { type, value } = flight.call.answer();
    recorder.complete(flight.invocation, type, value, undefined, now);
  };
  const isHeard = (): boolean => random.integer(UNKNOWN_ONE_IN) > 0;
  while (begun < operations) {
    const client = random.integer(CLIENTS);
    if (doing[client] !== null) {
      end(client, isHeard());
      continue;
    }
    begin(client, next(processes[client]!, begun));
    begun += 1;
  }
  for (const [client, flight] of doing.entries()) if (flight !== null) end(client, isHeard());
  for (const call of last()) {
    begin(0, call);
    end(0, true);
  }
  return recorder.toHistory();
}
