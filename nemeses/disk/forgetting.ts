/** Nodes that come back with less than they had stored: without what was not synced, with an old state, or with nothing. */
import { z } from 'zod';
import {
  defineFault,
  type Fault,
  type FaultContext,
  type FaultPlan,
  type Victims,
} from '../../harness/contracts/fault.js';
import type { NodeTrouble, StorageChange } from '../../harness/contracts/trouble.js';
import { nodeVictimsSchema, resolveVictims } from '../victims.js';

/** All at once often: it is the power cut that a cluster survives only if every one of its nodes synced. */
const DRAWN: readonly Victims[] = ['one', 'minority', 'primaries', 'majority', 'all', 'all'];
/** What a majority has forgotten nobody can know. */
const DRAWN_FEW: readonly Victims[] = ['one', 'one', 'minority', 'primaries'];

const SEEDS = 2 ** 31;

type Change = (seed: number) => StorageChange;

/** Kills nodes, and changes what they have stored while they are down. */
function downWith(names: readonly string[], context: FaultContext, change: Change): readonly NodeTrouble[] {
  return names.map((node) => ({ node, down: 'killed', storage: [change(context.random.integer(SEEDS))] }));
}

/** These are down with that change from the beginning to the end. Null where there is nobody to do it to. */
function planned(names: readonly string[], context: FaultContext, change: Change): FaultPlan | null {
  if (names.length === 0) return null;
  return { trouble: { nodes: downWith(names, context, change) }, victims: names, summary: names.join(' ') };
}

const MEASURED_LOSS =
  'Files of ours are written beside those of the target before, some of them synced: the synced ones must be there ' +
  'after it, the others must not, and a rename that was not synced must be undone.';
const LIMITS_LOSS =
  'What is stored when the run begins counts as synced. Syncing a file makes its name durable too, as on ext4; with ' +
  '--disk strict a file that was made or renamed is there only if its folder was synced as well, which is all that POSIX says.';

const unsyncedParameters = z.strictObject({
  victims: nodeVictimsSchema,
  torn: z.boolean().default(false).describe('half of the last unsynced write to a file is there, as with torn-write'),
});

export const loseUnsynced = defineFault<z.infer<typeof unsyncedParameters>>({
  name: 'lose-unsynced',
  family: 'disk',
  describe:
    'cuts the power of some nodes: their processes are killed, and all that was not synced is gone when they start again',
  measured: MEASURED_LOSS,
  limits: LIMITS_LOSS,
  needs: ['disk', 'signals'],
  demands: {
    nodes: 'crash-recovery',
    because: 'a machine loses its power, and comes back with what its programs had made sure of',
  },
  makes: ['node dead'],
  parameters: unsyncedParameters,
  draw: (random) => ({ victims: random.pick(DRAWN), torn: false }),
  asksPrimaries: ({ victims }) => victims === 'primaries',
  plan: ({ victims, torn }, context) =>
    planned(resolveVictims(victims, context), context, (seed) => ({ kind: 'lose-unsynced', torn, seed })),
});

const victimsAlone = z.strictObject({ victims: nodeVictimsSchema });
type VictimsAlone = z.infer<typeof victimsAlone>;

export const tornWrite = defineFault<VictimsAlone>({
  name: 'torn-write',
  family: 'disk',
  describe:
    'cuts the power of some nodes in the middle of a write: as lose-unsynced, and half of the last write is there',
  measured: `${MEASURED_LOSS} Of a write that was not synced one half may be there, its first or its second.`,
  limits: `${LIMITS_LOSS} A sector of 512 bytes is written as a whole: a write within one is there, or is not.`,
  needs: ['disk', 'signals'],
  demands: {
    nodes: 'crash-recovery',
    because: 'a machine loses its power while it writes, and comes back with what its programs had made sure of',
  },
  makes: ['node dead'],
  parameters: victimsAlone,
  draw: (random) => ({ victims: random.pick(DRAWN) }),
  asksPrimaries: ({ victims }) => victims === 'primaries',
  plan: ({ victims }, context) =>
    planned(resolveVictims(victims, context), context, (seed) => ({ kind: 'lose-unsynced', torn: true, seed })),
});

const AMNESIA: Pick<Fault<VictimsAlone>, 'family' | 'needs' | 'makes' | 'asksPrimaries'> = {
  family: 'disk',
  needs: ['files', 'signals'],
  makes: ['node dead'],
  asksPrimaries: ({ victims }) => victims === 'primaries',
};

export const wipe = defineFault<VictimsAlone>({
  ...AMNESIA,
  name: 'wipe',
  describe: 'kills the processes of some nodes and empties their data folders; they start with nothing when it heals',
  measured: 'The data folders are listed: they must be empty.',
  limits: 'Nobody is told: the node comes back under its old name, as a member that has forgotten everything.',
  demands: {
    nodes: 'crash-recovery-with-amnesia',
    because: 'a node comes back without anything of what it had stored and answered for',
  },
  parameters: victimsAlone,
  draw: (random) => ({ victims: random.pick(DRAWN_FEW) }),
  plan: ({ victims }, context) =>
    planned(resolveVictims(victims, context), context, (seed) => ({ kind: 'wipe', seed })),
});

const rollbackParameters = z.strictObject({
  victims: nodeVictimsSchema,
  downMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(1_000)
    .describe('how long the node is down for its copy to be made, and again for it to be put back'),
});

export const rollback = defineFault<z.infer<typeof rollbackParameters>>({
  ...AMNESIA,
  name: 'rollback',
  describe: 'brings some nodes back with an old copy of their data, made when it begins and put back before it heals',
  measured: 'The copy and the data folders are compared byte by byte, when it is made and when it is put back.',
  limits:
    'How old the copy is, is how long the fault lasts. One that is healed before its time puts nothing back. Each time the nodes are down for a quarter of it at most.',
  demands: {
    nodes: 'crash-recovery-with-amnesia',
    because: 'a node comes back without the newest of what it had stored and answered for',
  },
  parameters: rollbackParameters,
  draw: (random) => ({ victims: random.pick(DRAWN_FEW), downMs: random.pick([500, 1_000]) }),
  plan: ({ victims, downMs }, context) => {
    const names = resolveVictims(victims, context);
    const copy = `rollback-${context.random.integer(SEEDS)}`;
    const turnMs = Math.min(downMs, Math.floor(context.durationMs / 4));
    const first = planned(names, context, (seed) => ({ kind: 'save', copy, seed }));
    if (first === null) return null;
    const back = downWith(names, context, (seed) => ({ kind: 'restore', copy, seed }));
    return {
      ...first,
      stages: [
        { afterMs: turnMs, trouble: {} },
        { afterMs: context.durationMs - turnMs, trouble: { nodes: back } },
      ],
    };
  },
});
