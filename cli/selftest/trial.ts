/** One operation of one client, in one trouble or in none: connected through a proxy, done, closed, and its effects counted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DefiniteFailure, messageOf } from '../../harness/contracts/errors.js';
import type { ClosableClient } from '../../harness/contracts/target.js';
import { bounded } from '../../harness/run/bounded.js';
import type { Said, Seen } from './judge.js';
import type { Attempt, Operation } from './operation.js';
import { MeddlingProxy, type Place } from './proxy.js';
import { isSentAgain } from './resent.js';
import { losesAnswer, type Trouble } from './trouble.js';
import type { UnhandledErrors } from './unhandled.js';

/** How long connecting, and an operation that nothing troubles, may take, ms. */
const UNTROUBLED_TIMEOUT_MS = 15_000;
/** What is in conflict with others is done again, by us, so often. */
const UNTROUBLED_TRIES = 8;
const COUNTING_TRIES = 3;
const TRY_AGAIN_AFTER_MS = 100;
const CLOSE_TIMEOUT_MS = 2_000;
/** So long a client has to notice that its connection is gone, ms. */
const NOTICE_MS = 100;
/** A client that goes on after it was closed has so long to be caught, ms. */
const AFTERMATH_MS = 600;

/** A client interface of a target on a cluster that runs. */
export interface Setting<Client extends ClosableClient> {
  readonly server: Place;
  /** To the node, or to a proxy before it. */
  readonly connect: (place: Place) => Promise<Client>;
  /** An address of loopback, and a number, that nobody had before. */
  readonly nextAddress: () => string;
  readonly nextNumber: () => number;
  readonly unhandled: UnhandledErrors;
  /** The harness's own timer, ms. */
  readonly opTimeoutMs: number;
  /** How long an operation may take to end after its connection has, ms. */
  readonly patienceMs: number;
}

/** What an operation comes to when nothing troubles it. */
export interface Untroubled {
  /** How many answers it takes. */
  readonly answers: number;
  readonly effects: number | null;
}

/** The client cannot be tried: it does not connect through the proxy, or does not even do the operation in peace. */
export class NotTestable extends Error {
  override readonly name = 'NotTestable';
}

/** Throws NotTestable. */
export function untroubled<Client extends ClosableClient>(
  setting: Setting<Client>,
  operation: Operation<Client>,
): Promise<Untroubled> {
  return withClients(setting, operation, async ({ client, witness, proxy }) => {
    for (let count = 1; ; count += 1) {
      const attempt = await succeeding(setting, operation, { client, witness, before: () => proxy.watch() });
      const { answers } = proxy;
      if (answers === 0) {
        throw new NotTestable(`in peace, ${operation.name} succeeded before the database had answered anything`);
      }
      const effects = await counted(attempt, witness);
      if (effects === null || effects === 1) return { answers, effects };
      // On a busy machine a lock may have run out by then, which it will not do every time.
      if (count === COUNTING_TRIES) {
        throw new NotTestable(
          `in peace, ${operation.name} succeeded, and another client counted ${effects} effects of it, not 1`,
        );
      }
    }
  });
}

/** Throws NotTestable. `answer` and `answers`: as in Seen. */
export function troubled<Client extends ClosableClient>(
  setting: Setting<Client>,
  operation: Operation<Client>,
  plan: { readonly trouble: Trouble; readonly answer: number; readonly answers: number },
): Promise<Seen> {
  const { trouble } = plan;
  return withClients(setting, operation, async ({ client, witness, proxy, fallen }) => {
    const attempt = await arranged(setting, operation, { client, witness });
    const { place } = proxy;
    proxy.watch();
    if (trouble === 'gone') {
      await proxy.leave();
      await sleep(NOTICE_MS);
    } else proxy.arm(trouble, plan.answer);
    const said = await saidWithin(
      trouble === 'silence' ? setting.opTimeoutMs : setting.patienceMs,
      (async () => attempt.perform(client))(),
    );
    const notClosed = await closing(client);
    await proxy.restore(place);
    await sleep(AFTERMATH_MS);
    const [before, request, after] = [proxy.sentIn('before'), proxy.sentIn('operation'), proxy.sentIn('after')];
    return {
      ...plan,
      changes: operation.changes,
      said,
      effects: operation.changes ? await counted(attempt, witness) : null,
      isSentAgain: losesAnswer(trouble) && isSentAgain({ before, request, after }),
      hasHappened: proxy.hasHappened,
      unhandled: [...fallen],
      notClosed,
    };
  });
}

interface Clients<Client> {
  /** Behind the proxy. */
  readonly client: Client;
  /** Straight to the node. */
  readonly witness: Client;
  readonly proxy: MeddlingProxy;
  readonly fallen: readonly string[];
}

/** With a client that is connected and has done an operation of the kind already, so that only the operation is left. */
async function withClients<Client extends ClosableClient, T>(
  setting: Setting<Client>,
  operation: Operation<Client>,
  work: (clients: Clients<Client>) => Promise<T>,
): Promise<T> {
  const proxy = await MeddlingProxy.open(setting.server, setting.nextAddress());
  const opened: Client[] = [];
  const open = async (place: Place): Promise<Client> => {
    const client = await bounded('connecting a client', UNTROUBLED_TIMEOUT_MS, setting.connect(place)).catch(
      (error: unknown) => {
        throw new NotTestable(`it did not connect: ${messageOf(error)}`, { cause: error });
      },
    );
    opened.push(client);
    return client;
  };
  try {
    const witness = await open(setting.server);
    return await setting.unhandled.of(async (fallen) => {
      const client = await warmedUp(setting, operation, { witness, proxy, open });
      return await work({ client, witness, proxy, fallen });
    });
  } finally {
    await Promise.all(opened.map(closing));
    proxy.close();
  }
}

/** Through the proxy. */
async function warmedUp<Client extends ClosableClient>(
  setting: Setting<Client>,
  operation: Operation<Client>,
  {
    witness,
    proxy,
    open,
  }: { readonly witness: Client; readonly proxy: MeddlingProxy; readonly open: (place: Place) => Promise<Client> },
): Promise<Client> {
  const isPassedBy = (): boolean => proxy.sentIn('before').length === 0;
  const advice =
    'nothing came where its node is: connect must use the address and the port of that (node.address, node.port)';
  try {
    const client = await open(proxy.place);
    await succeeding(setting, operation, { client, witness });
    if (isPassedBy()) throw new NotTestable(`${operation.name} succeeded`);
    return client;
  } catch (error) {
    if (error instanceof NotTestable && isPassedBy()) throw new NotTestable(`${error.message}; ${advice}`);
    throw error;
  }
}

/** Another attempt, up to where it is performed. */
async function arranged<Client extends ClosableClient>(
  setting: Setting<Client>,
  operation: Operation<Client>,
  { client, witness }: { readonly client: Client; readonly witness: Client },
): Promise<Attempt<Client>> {
  return untilInNobodysWay(`what ${operation.name} needs could not be prepared`, async () => {
    const attempt = operation.begin(setting.nextNumber());
    const arrange = async (): Promise<void> => {
      await attempt.prepare?.(witness);
      await attempt.arrange?.(client);
    };
    await bounded('preparing', UNTROUBLED_TIMEOUT_MS, arrange());
    return attempt;
  });
}

/** Does it in peace until it has succeeded. */
async function succeeding<Client extends ClosableClient>(
  setting: Setting<Client>,
  operation: Operation<Client>,
  clients: { readonly client: Client; readonly witness: Client; readonly before?: () => void },
): Promise<Attempt<Client>> {
  return untilInNobodysWay(`in peace, ${operation.name} did not succeed`, async () => {
    const attempt = await arranged(setting, operation, clients);
    clients.before?.();
    if (await bounded(operation.name, UNTROUBLED_TIMEOUT_MS, attempt.perform(clients.client))) return attempt;
    throw new DefiniteFailure('the database refused it');
  });
}

/** The effects, by a witness. */
async function counted<Client>(attempt: Attempt<Client>, witness: Client): Promise<number | null> {
  return untilInNobodysWay('its effects could not be counted', () =>
    bounded('counting', UNTROUBLED_TIMEOUT_MS, attempt.effects(witness)),
  );
}

/** Clients that are busy in one store at once may be in each other's way: what surely had no effect is done again. */
async function untilInNobodysWay<T>(otherwise: string, work: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof NotTestable) throw error;
      if (!(error instanceof DefiniteFailure) || count === UNTROUBLED_TRIES) {
        throw new NotTestable(`${otherwise}: ${messageOf(error)}`, { cause: error });
      }
      await sleep(TRY_AGAIN_AFTER_MS);
    }
  }
}

/** How it ends for its caller, who waits no longer than that; what comes later is heard by nobody. */
async function saidWithin(timeoutMs: number, performing: Promise<boolean>): Promise<Said> {
  const said = performing.then(
    (isDone): Said => (isDone ? 'success' : 'refused'),
    (error: unknown): Said => (error instanceof DefiniteFailure ? 'failure' : 'unknown'),
  );
  const late = new AbortController();
  const nothing = sleep(timeoutMs, 'nothing' as const, { signal: late.signal }).catch(() => 'nothing' as const);
  try {
    return await Promise.race([said, nothing]);
  } finally {
    late.abort();
  }
}

/** Why it could not be closed; null when it was. */
async function closing(client: ClosableClient): Promise<string | null> {
  try {
    await bounded('close()', CLOSE_TIMEOUT_MS, (async () => client.close())());
    return null;
  } catch (error) {
    return `failed: ${messageOf(error)}`;
  }
}
