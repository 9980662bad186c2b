/** Histories as 30 clients would make them who use one store at the same time, and are left without an answer now and then. */
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import { Recorder } from '../../harness/history/recorder.js';

const CLIENTS = 30;
/** One operation in so many is of unknown outcome; every other of those had its effect. */
const UNKNOWN_EVERY = 100;
const STEP_NS = 1_000;

export interface Asked {
  readonly f: string;
  readonly value: unknown;
}

interface Client {
  process: number;
  doing: (Asked & { readonly invocation: number }) | null;
}

/**
 * Operation number `at` is what `ask` answers; `answer` has its effect and says what is returned, at the moment at which
 * it ends. When all have ended, one client asks for what `last` holds, and is always answered.
 */
export function simulateClients(
  operations: number,
  random: Random,
  ask: (at: number) => Asked,
  answer: (asked: Asked) => unknown,
  last: () => Iterable<Asked> = () => [],
): History {
  const recorder = Recorder.create({ path: null });
  const clients: Client[] = Array.from({ length: CLIENTS }, (_, process) => ({ process, doing: null }));
  let [begun, now] = [0, 0];
  const end = (client: Client): void => {
    const { doing } = client;
    if (doing === null) return;
    now += STEP_NS;
    client.doing = null;
    const fate = random.integer(2 * UNKNOWN_EVERY);
    const value = fate === 0 ? undefined : answer(doing);
    if (fate > 1) {
      recorder.complete(doing.invocation, 'ok', value, undefined, now);
      return;
    }
    recorder.complete(doing.invocation, 'info', undefined, 'timeout', now);
    client.process += CLIENTS;
  };
  const begin = (client: Client, asked: Asked): void => {
    now += STEP_NS;
    const invocation = recorder.invoke(client.process, asked.f, asked.value, now, Number.NaN, 'n1');
    client.doing = { ...asked, invocation };
  };
  while (begun < operations) {
    const client = random.pick(clients);
    if (client.doing !== null) end(client);
    else {
      begin(client, ask(begun));
      begun += 1;
    }
  }
  for (const client of clients) end(client);
  const [client] = clients;
  for (const asked of client === undefined ? [] : last()) {
    now += 2 * STEP_NS;
    const invocation = recorder.invoke(client!.process, asked.f, asked.value, now - STEP_NS, Number.NaN, 'n1');
    recorder.complete(invocation, 'ok', answer(asked), undefined, now);
  }
  return recorder.toHistory();
}
