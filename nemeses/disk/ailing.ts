/** Disks that fail, are full, may not be written to, or are slow, while the programs run. */
import { z } from 'zod';
import { defineFault, type Fault, type Victims } from '../../harness/contracts/fault.js';
import type { DiskOperation, DiskTrouble } from '../../harness/contracts/trouble.js';
import { nodeVictimsSchema, resolveVictims } from '../victims.js';
import { filesSchema, isEveryFile } from './files.js';

const DRAWN: readonly Victims[] = ['one', 'one', 'minority', 'primaries', 'primaries', 'all'];

const BYTES_PER_KB = 1_024;

const MAY_END =
  'A program that ends because of it (etcd does on a failed write or sync) counts as ended by us, and is started again when it heals.';

/** A fault that puts the disks of its victims into a state. */
function ailing<Parameters extends { readonly victims: Victims }>(
  about: Pick<
    Fault<Parameters>,
    'name' | 'describe' | 'measured' | 'limits' | 'demands' | 'makes' | 'parameters' | 'draw'
  >,
  disk: (parameters: Parameters) => DiskTrouble,
  describe: (parameters: Parameters) => string,
): Fault<Parameters> {
  return defineFault<Parameters>({
    ...about,
    family: 'disk',
    needs: ['disk'],
    asksPrimaries: ({ victims }) => victims === 'primaries',
    plan: (parameters, context) => {
      const victims = resolveVictims(parameters.victims, context);
      if (victims.length === 0) return null;
      return {
        trouble: { nodes: victims.map((node) => ({ node, disk: disk(parameters) })) },
        victims,
        summary: `${victims.join(' ')}: ${describe(parameters)}`,
      };
    },
  });
}

const FAILING = ['read', 'write', 'fsync', 'all'] as const;
const EVERY_OPERATION: readonly DiskOperation[] = ['read', 'write', 'fsync'];

const errorParameters = z.strictObject({
  victims: nodeVictimsSchema,
  operations: z.enum(FAILING).default('all').describe('which operations fail'),
  percent: z.number().min(0.01).max(100).default(10).describe('of these operations fail, each by itself'),
  files: filesSchema.describe('on which files; the others are well'),
});

export const diskError = ailing<z.infer<typeof errorParameters>>(
  {
    name: 'disk-error',
    describe: 'fails reads, writes or syncs of the data folders with EIO',
    measured:
      'A file of ours on the same disk is read, written and synced through the kernel: as many of these calls as asked must end with EIO, and no others.',
    limits: `What the kernel has in its page cache is read without asking the disk, and cannot fail. ${MAY_END}`,
    demands: {
      nodes: 'crash-recovery',
      because: 'a disk says that it failed, a program ends for it, and comes back with what it had synced',
    },
    makes: ['node dead'],
    parameters: errorParameters,
    draw: (random) => ({
      victims: random.pick(DRAWN),
      operations: random.pick(FAILING),
      percent: random.pick([1, 10, 100]),
      files: '**',
    }),
  },
  ({ operations, percent, files }) => ({
    errors: [
      {
        operations: operations === 'all' ? EVERY_OPERATION : [operations],
        probability: percent / 100,
        ...(isEveryFile(files) ? {} : { files }),
      },
    ],
  }),
  ({ operations, percent, files }) =>
    `${percent} % of ${operations === 'all' ? 'all operations' : `every ${operations}`} on ${files}`,
);

const fullParameters = z.strictObject({
  victims: nodeVictimsSchema,
  freeKb: z
    .int()
    .min(0)
    .max(1_048_576)
    .default(64)
    .describe('kilobytes that can be stored beyond what is taken when it begins'),
});

export const diskFull = ailing<z.infer<typeof fullParameters>>(
  {
    name: 'disk-full',
    describe: 'leaves little room on the disks of some nodes: what does not fit fails with ENOSPC',
    measured: 'A file of ours on the same disk is written until it fails with ENOSPC, and is removed again.',
    limits: `A program that allocated its files beforehand, as etcd does with its log, goes on in them for a while. ${MAY_END}`,
    demands: { nodes: 'crash-recovery', because: 'a disk is full, a program ends for it, and comes back' },
    makes: ['node dead'],
    parameters: fullParameters,
    draw: (random) => ({ victims: random.pick(DRAWN), freeKb: random.pick([0, 64, 1_024]) }),
  },
  ({ freeKb }) => ({ freeBytes: freeKb * BYTES_PER_KB }),
  ({ freeKb }) => `${freeKb} KB free`,
);

const readOnlyParameters = z.strictObject({ victims: nodeVictimsSchema });

export const readOnly = ailing<z.infer<typeof readOnlyParameters>>(
  {
    name: 'read-only',
    describe: 'lets nothing be changed on the disks of some nodes (EROFS), as a kernel does after an error',
    measured: 'A file of ours on the same disk can be read, and neither be written nor another one be made (EROFS).',
    limits: MAY_END,
    demands: { nodes: 'crash-recovery', because: 'nothing can be stored, a program ends for it, and comes back' },
    makes: ['node dead'],
    parameters: readOnlyParameters,
    draw: (random) => ({ victims: random.pick(DRAWN) }),
  },
  () => ({ readOnly: true }),
  () => 'read-only',
);

const slowParameters = z
  .strictObject({
    victims: nodeVictimsSchema,
    ms: z.number().min(0).max(10_000).default(50).describe('that every read, write and sync takes longer'),
    kbPerSecond: z
      .int()
      .min(0)
      .max(10_000_000)
      .default(0)
      .describe('kilobytes that are read and written in a second at most; 0: as many as can be'),
  })
  .refine(({ ms, kbPerSecond }) => ms > 0 || kbPerSecond > 0, 'ms or kbPerSecond must be more than 0');

export const slowDisk = ailing<z.infer<typeof slowParameters>>(
  {
    name: 'slow-disk',
    describe: 'makes every read, write and sync of the data folders take longer, or fewer bytes go through',
    measured: 'A file of ours on the same disk is written, synced and read through the kernel, and the time taken.',
    limits: 'What the kernel has in its page cache is read without asking the disk.',
    demands: { timing: 'partially-synchronous', because: 'whatever waits for the disk takes longer than any bound' },
    makes: ['response late'],
    parameters: slowParameters,
    draw: (random) => {
      const victims = random.pick(DRAWN);
      return random.integer(3) === 0
        ? { victims, ms: 0, kbPerSecond: random.pick([16, 128, 1_024]) }
        : { victims, ms: random.pick([10, 50, 200, 1_000]), kbPerSecond: 0 };
    },
  },
  ({ ms, kbPerSecond }) => ({
    slow: {
      ...(ms > 0 ? { delayMs: ms } : {}),
      ...(kbPerSecond > 0 ? { bytesPerSecond: kbPerSecond * BYTES_PER_KB } : {}),
    },
  }),
  ({ ms, kbPerSecond }) =>
    [...(ms > 0 ? [`${ms} ms longer`] : []), ...(kbPerSecond > 0 ? [`${kbPerSecond} KB/s`] : [])].join(', '),
);
