/** The reference store with clients that are each wrong in one way: what the self-test of clients is there to find. */
import { EventEmitter } from 'node:events';
import { DefiniteFailure, messageOf } from '../../../harness/contracts/errors.js';
import { defineTarget, type TargetNode } from '../../../harness/contracts/target.js';
import {
  connectCounter,
  connectIds,
  connectSequence,
  connectSet,
} from '../../../targets/reference/clients/collections.js';
import { CLIENT_PORT } from '../../../targets/reference/clients/connection.js';
import { connectKv } from '../../../targets/reference/clients/kv.js';
import { connectLog } from '../../../targets/reference/clients/log.js';
import { connectLeader, connectNames } from '../../../targets/reference/clients/records.js';
import { connectRegister } from '../../../targets/reference/clients/register.js';
import { connectReplica } from '../../../targets/reference/clients/replica.js';
import type { ReferenceOptions } from '../../../targets/reference/options.js';
import { endpointOf } from '../../../targets/reference/status.js';
import reference from '../../../targets/reference/target.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';

type Careless = 'counter' | 'ids' | 'kv' | 'leader' | 'log' | 'names' | 'register' | 'replica' | 'sequence' | 'set';

/** Longer than the harness's timer, shorter than it waits for what comes after. */
const LATER_MS = 700;

export default defineTarget<ReferenceOptions, Pick<ClientInterfaces, Careless>>({
  ...reference,
  name: 'careless',
  claims: () => ({}),
  clients: {
    // Does it again on another connection.
    counter: async ({ node }) => {
      const client = connectCounter(endpointOf(node));
      return { ...client, add: (amount) => twice(node, connectCounter, client, (one) => one.add(amount)) };
    },
    // The same, where the data do not show it.
    ids: async ({ node }) => {
      const client = connectIds(endpointOf(node));
      return { ...client, generate: () => twice(node, connectIds, client, (one) => one.generate()) };
    },
    // Takes every error for a failure.
    kv: async ({ node }) => {
      const client = connectKv(endpointOf(node));
      return {
        ...client,
        put: (key, value) =>
          client.put(key, value).catch((error: unknown) => {
            throw new DefiniteFailure(messageOf(error));
          }),
      };
    },
    // Knows one port alone.
    leader: async ({ node: { address } }) => connectLeader({ address, port: CLIENT_PORT }),
    // Lets an error fall that nobody listens to.
    log: async ({ node }) => {
      const client = connectLog(endpointOf(node));
      return {
        ...client,
        send: async (key, element) => {
          try {
            return await client.send(key, element);
          } catch (error) {
            setImmediate(() => new EventEmitter().emit('error', error));
            throw error;
          }
        },
      };
    },
    // Waits for ever where it should throw.
    names: async ({ node }) => {
      const client = connectNames(endpointOf(node));
      return { ...client, claim: (name, owner) => client.claim(name, owner).catch(() => new Promise(() => {})) };
    },
    // Takes every error for success.
    register: async ({ node }) => {
      const client = connectRegister(endpointOf(node));
      return { ...client, write: (key, value) => client.write(key, value).catch(() => {}) };
    },
    // Does not close.
    replica: async ({ node }) => {
      const client = connectReplica(endpointOf(node));
      return {
        ...client,
        close: async () => {
          await client.close();
          throw new Error('it is closed already');
        },
      };
    },
    // Goes on after it was closed.
    sequence: async ({ node }) => {
      const client = connectSequence(endpointOf(node));
      return {
        ...client,
        increment: async (key) => {
          const later = setTimeout(
            () =>
              void connectSequence(endpointOf(node))
                .increment(key)
                .catch(() => {}),
            LATER_MS,
          );
          const answer = await client.increment(key);
          clearTimeout(later);
          return answer;
        },
      };
    },
    // Is as it should be.
    set: async ({ node }) => connectSet(endpointOf(node)),
  },
});

async function twice<Client, T>(
  node: TargetNode,
  connect: (endpoint: ReturnType<typeof endpointOf>) => Client,
  first: Client,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  try {
    return await work(first);
  } catch {
    return work(connect(endpointOf(node)));
  }
}
