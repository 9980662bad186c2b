/** Waits until a cluster that somebody else runs answers: it is there already, or it will not have us. */
import type { Node } from '../../contracts/cluster.js';
import { FaultlineError, messageOf } from '../../contracts/errors.js';
import type { TargetProcess } from '../../contracts/target.js';

/** Rarely enough that a wrong password does not look like an attack. */
const INTERVAL_MS = 500;

/** How long nodes that should be there already may take to answer, ms. */
export const ANSWER_TIMEOUT_MS = 15_000;

export interface AnsweringOptions {
  readonly nodes: readonly Node[];
  /** What would run there if the node were ours; nothing of it is started. */
  readonly processes: (node: Node) => readonly Pick<TargetProcess, 'name' | 'ready'>[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Until all nodes are ready for clients. Throws FaultlineError 'not-ready' for the first that is not, or cannot be. */
export async function waitUntilAnswering({ nodes, processes, timeoutMs, signal }: AnsweringOptions): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let isOver = false;
  const waiting = nodes.flatMap((node) =>
    processes(node).map(async ({ name, ready }) => {
      for (;;) {
        const readiness = await ready().catch((error: unknown) => ({
          ready: false as const,
          reason: messageOf(error),
          final: undefined,
        }));
        if (readiness.ready || isOver) return;
        signal.throwIfAborted();
        const { reason, final = false } = readiness;
        if (final) throw notReady(node, `${name} will not serve us on ${placeOf(node)}: ${reason}`);
        if (performance.now() > deadline) {
          throw notReady(node, `${name} on ${placeOf(node)} was not ready within ${timeoutMs / 1000} s: ${reason}`);
        }
        await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
      }
    }),
  );
  try {
    await Promise.all(waiting);
  } finally {
    isOver = true;
  }
}

function placeOf({ name, address, port }: Node): string {
  return `${name} (${address}${port === undefined ? '' : `:${port}`})`;
}

function notReady(node: Node, message: string): FaultlineError {
  return new FaultlineError(message, {
    code: 'not-ready',
    value: placeOf(node),
    hint: 'look at the addresses after --external, whether they speak TLS (--tls, --tls-ca, ...), and at --username',
  });
}
