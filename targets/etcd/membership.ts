/** How etcd's cluster is made larger and smaller, by the JSON gateway of one member (3.4, 3.5). */
import { z } from 'zod';
import { DefiniteFailure, messageOf } from '../../harness/contracts/errors.js';
import type { Member, Membership, TargetNode, TargetNodeContext } from '../../harness/contracts/target.js';
import { CLIENT_PORT, errorOf, Gateway } from './gateway.js';
import type { EtcdOptions } from './options.js';

const PEER_PORT = 2380;
const LIST_TIMEOUT_MS = 1_000;
/** A change is answered when the member that was asked has applied it. */
const CHANGE_TIMEOUT_MS = 5_000;

/** proto3 leaves out what is false or empty: the name of a member that has not started yet. */
const memberShape = z.object({
  ID: z.string(),
  name: z.string().default(''),
  peerURLs: z.array(z.string()).default([]),
  isLearner: z.boolean().default(false),
});
const listAnswer = z.object({ members: z.array(memberShape).min(1) });

/** Said before anything is proposed to the others, or when what was proposed is refused by all of them alike. */
const REFUSALS: readonly string[] = [
  'etcdserver: unhealthy cluster',
  'etcdserver: re-configuration failed due to not enough started members',
  'etcdserver: Peer URLs already exists',
  'etcdserver: member not found',
];
const NOT_FOUND = 'etcdserver: member not found';

type Context = TargetNodeContext<EtcdOptions>;

export const membership: Membership<EtcdOptions> = {
  members: async (context) => {
    const members = await list(context);
    return members.map(
      ({ ID, peerURLs, isLearner }): Member => ({
        node: context.nodes.find((node) => peerURLs.includes(peerUrl(node)))?.name ?? null,
        id: ID,
        votes: !isLearner,
      }),
    );
  },
  add: async (context, joining) => {
    await change(context, 'add', { peerURLs: [peerUrl(joining)] });
  },
  remove: async (context, leaving) => {
    // Whoever has joined a second time is another member: what was meant for the first cannot hit it.
    const members = await list(context).catch((error: unknown) => {
      throw new DefiniteFailure(messageOf(error), { cause: error });
    });
    const member = members.find(({ peerURLs }) => peerURLs.includes(peerUrl(leaving)));
    if (member === undefined) return;
    await change(context, 'remove', { ID: member.ID }).catch((error: unknown) => {
      if (!(error instanceof DefiniteFailure && error.message === NOT_FOUND)) throw error;
    });
  },
};

/** Where a member is reached by the others, which is also what they know it by before it has told its name. */
export function peerUrl({ address }: Pick<TargetNode, 'address'>): string {
  return `http://${address}:${PEER_PORT}`;
}

async function list(context: Context): Promise<readonly z.infer<typeof memberShape>[]> {
  const { status, json } = await post(context, 'list', {}, LIST_TIMEOUT_MS);
  if (status === 200) return listAnswer.parse(json).members;
  throw new Error(`the list of members answers with status ${status}`);
}

/** Throws DefiniteFailure when it was refused, and Error when nobody knows. */
async function change(context: Context, how: 'add' | 'remove', body: unknown): Promise<void> {
  const answer = await post(context, how, body, CHANGE_TIMEOUT_MS);
  if (answer.status === 200) return;
  const message = errorOf(answer)?.text ?? `status ${answer.status}`;
  throw REFUSALS.includes(message) ? new DefiniteFailure(message) : new Error(message);
}

async function post({ node }: Context, what: string, body: unknown, timeoutMs: number) {
  const gateway = new Gateway({ address: node.address, port: CLIENT_PORT });
  try {
    return await gateway.post(`/v3/cluster/member/${what}`, body, timeoutMs);
  } finally {
    gateway.close();
  }
}
