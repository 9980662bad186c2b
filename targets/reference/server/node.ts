/** One node: a replica with a disk, a network and a clock. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Config } from './config.js';
import { ownId } from './joining.js';
import type { Entry, Member, Operation } from './raft/messages.js';
import type { Turn } from './raft/raft.js';
import { Replica } from './replica.js';
import type { Answer } from './state-machine/sessions.js';
import type { Image } from './storage/storage.js';
import { Wal } from './storage/wal.js';
import { Clients } from './transport/clients.js';
import { Peers } from './transport/peers.js';

const TICKS_PER_HEARTBEAT = 5;

const changeSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('add-member'), name: z.string().regex(/^[^.]+$/), host: z.string(), port: z.int() }),
  z.object({ do: z.literal('remove-member'), name: z.string() }),
]);

export interface RunningNode {
  close(): Promise<void>;
}

/** `fail` ends the process: the node can vouch for nothing any more. Throws DamagedFile. */
export async function startNode(
  config: Config,
  { log, fail }: { readonly log: (text: string) => void; readonly fail: (error: unknown) => void },
): Promise<RunningNode> {
  const { wal, image } = await openStorage(config, fail);
  /** Nobody can tell what is damaged from what is not, where nothing is checked: so it goes on whatever happens. */
  const onMistake = config.flaw === 'no-checksum' ? (error: unknown): void => log(`ignored ${String(error)}`) : fail;
  const own = config.members.find(({ name }) => name === config.name);
  if (own === undefined) throw new Error(`${config.name} is not among the members that it was told`);
  let isAwake = false;
  const settle = (): void => {
    isAwake = false;
    try {
      replica.settle();
      peers.follow(replica.raft.log.members);
    } catch (error) {
      onMistake(error);
    }
  };
  /** Whatever comes in one turn is settled at once, so that it shares one write and one message. */
  const wake = (): void => {
    if (isAwake) return;
    isAwake = true;
    setImmediate(settle);
  };
  const peers: Peers = new Peers({
    ...{ listen: config.listen, log, flaw: config.flaw },
    self: { type: 'hello', id: image.self, host: own.host, port: own.peerPort },
    onMessage: (message) => {
      try {
        replica.receive(message);
      } catch (error) {
        onMistake(error);
      }
      wake();
    },
  });
  const { heartbeatMs, electionMs, electionOrder, snapshotEvery, leaseMs, timeoutMs, flaw } = config;
  const replica: Replica = new Replica({
    ...{ image, storage: wal, heartbeatMs, electionMs, snapshotEvery, leaseMs, timeoutMs, flaw, wake },
    turn: turnOf(config.name, electionOrder),
    incarnation: `${image.self}/${randomUUID()}`,
    // Monotonic: a clock that is set must not make leaders, nor end leases.
    nowMs: () => performance.now(),
    wallMs: () => Date.now(),
    random: Math.random,
    send: (message) => peers.send(message),
  });
  const clients = new Clients({
    ...{ host: config.listen, port: own.clientPort },
    onRequest: (operation, answer) => {
      handle(replica, operation, answer);
      wake();
    },
  });
  peers.follow(replica.raft.log.members);
  await peers.listen();
  await clients.listen();
  const ticking = setInterval(() => {
    replica.tick();
    settle();
  }, heartbeatMs / TICKS_PER_HEARTBEAT);
  log(`${image.self} serves clients at ${config.listen}:${own.clientPort}, term ${image.term}`);
  return {
    close: async () => {
      clearInterval(ticking);
      clients.close();
      peers.close();
      await wal.close();
    },
  };
}

function handle(replica: Replica, operation: Operation, answer: (answer: Answer) => void): void {
  if (operation.do === 'clock') answer({ ok: Date.now() });
  else if (operation.do === 'add-member' || operation.do === 'remove-member') {
    const parsed = changeSchema.safeParse(operation);
    if (!parsed.success) answer({ error: z.prettifyError(parsed.error), definite: true });
    else if (parsed.data.do === 'remove-member') replica.change({ how: 'remove', name: parsed.data.name }, answer);
    else {
      const { name, host, port } = parsed.data;
      replica.change({ how: 'add', name, host, port }, answer);
    }
  } else replica.request(operation, answer);
}

async function openStorage(
  { dataFolder, name, members, joins, flaw }: Config,
  onFailure: (error: unknown) => void,
): Promise<{ readonly wal: Wal; readonly image: Image }> {
  const options = { folder: dataFolder, onFailure, flaw };
  const found = await Wal.reopen(options);
  if (found !== null) return found;
  const others = members.filter((member) => member.name !== name);
  // Whoever joins is told who is a member by the log itself.
  const image = joins
    ? emptyImage(await ownId(name, others), [])
    : emptyImage(name, [{ kind: 'members', members: members.map(initialMember), request: null, term: 0 }]);
  return { wal: await Wal.begin(options, image), image };
}

/** Whoever is named nowhere comes after all that are. */
function turnOf(name: string, order: readonly string[]): Turn {
  const at = order.indexOf(name);
  return { nth: at < 0 ? order.length : at, of: order.length + 1 };
}

/** The same on all nodes, so that all their logs begin with the same entry. */
function initialMember({ name, host, peerPort }: Config['members'][number]): Member {
  return { id: name, name, host, port: peerPort, votes: true };
}

function emptyImage(self: string, entries: readonly Entry[]): Image {
  return { self, term: 0, vote: null, base: { index: 0, term: 0, members: [] }, entries, snapshot: null };
}
