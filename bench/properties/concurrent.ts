/** Histories of a system in memory, as many clients at once would make them. */
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import { Recorder } from '../../harness/history/recorder.js';

const CLIENTS = 30;
/** One operation in so many is of unknown outcome. */
const UNKNOWN_ONE_IN = 100;
const NS_PER_STEP = 1_000;

export interface ConcurrentSystem {
  /** What a client asks for next; `begun` operations have been asked for before. */
  readonly ask: (client: number, begun: number) => { readonly f: string; readonly value: unknown };
  /** Takes effect, and answers; undefined where nothing is said. */
  readonly answer: (asked: { readonly f: string; readonly value: unknown }) => unknown;
}

/** Effects come when operations end; half of those of unknown outcome have none. */
export function concurrently(operations: number, random: Random, { ask, answer }: ConcurrentSystem): History {
  const recorder = Recorder.create({ path: null });
  const clients = Array.from({ length: CLIENTS }, (_, process) => ({
    process,
    doing: null as { readonly asked: ReturnType<typeof ask>; readonly invocation: number } | null,
  }));
  let [begun, now] = [0, 0];
  while (begun < operations) {
    now += NS_PER_STEP;
    const at = random.integer(CLIENTS);
    const client = clients[at]!;
    const { doing } = client;
    if (doing === null) {
      const asked = ask(at, begun);
      const invocation = recorder.invoke(client.process, asked.f, asked.value, now, Number.NaN, `n${(at % 5) + 1}`);
      client.doing = { asked, invocation };
      begun += 1;
      continue;
    }
    client.doing = null;
    const isUnknown = random.integer(UNKNOWN_ONE_IN) === 0;
    if (isUnknown) {
      if (random.integer(2) === 0) answer(doing.asked);
      recorder.complete(doing.invocation, 'info', undefined, 'timeout', now);
      client.process += CLIENTS;
      continue;
    }
    recorder.complete(doing.invocation, 'ok', answer(doing.asked), undefined, now);
  }
  return recorder.toHistory();
}
