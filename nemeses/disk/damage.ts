/** What is stored is not what was written: flipped bits, bytes that are anybody's, files that lost their end. */
import { z } from 'zod';
import { defineFault, type Fault, type Victims } from '../../harness/contracts/fault.js';
import type { StorageChange } from '../../harness/contracts/trouble.js';
import { nodeVictimsSchema, resolveVictims } from '../victims.js';
import { filesSchema, PATTERN_HELP } from './files.js';

/** One node most often: of what is damaged everywhere nothing is left that could mend it. */
const DRAWN: readonly Victims[] = ['one', 'one', 'one', 'minority', 'primaries'];

const SEEDS = 2 ** 31;

const AFTERWARDS =
  'It does not heal: a program that ends because of what it finds counts as ended by us, and may never come back. ' +
  `Skipped where no file is there that matches. ${PATTERN_HELP}`;

interface Chosen {
  readonly victims: Victims;
  readonly files: string;
}

/** A fault that changes files of its victims, while they are down or while they run. */
function damaging<Parameters extends Chosen>(
  about: Pick<Fault<Parameters>, 'name' | 'describe' | 'measured' | 'limits' | 'demands' | 'parameters' | 'draw'>,
  change: (parameters: Parameters, seed: number) => StorageChange,
  describe: (parameters: Parameters) => string,
  isDown: (parameters: Parameters) => boolean = () => true,
): Fault<Parameters> {
  return defineFault<Parameters>({
    ...about,
    family: 'disk',
    needs: ['files', 'signals'],
    asksPrimaries: ({ victims }) => victims === 'primaries',
    plan: (parameters, context) => {
      const victims = resolveVictims(parameters.victims, context);
      if (victims.length === 0) return null;
      const nodes = victims.map((node) => ({
        node,
        ...(isDown(parameters) ? { down: 'killed' as const } : {}),
        storage: [change(parameters, context.random.integer(SEEDS))],
      }));
      const summary = `${victims.join(' ')}: ${describe(parameters)} in ${parameters.files}`;
      return { trouble: { nodes }, victims, summary };
    },
  });
}

const BYTES_MAX = 2 ** 47;

const rotParameters = z
  .strictObject({
    victims: nodeVictimsSchema,
    files: filesSchema.describe('in which files'),
    bits: z.int().min(1).max(1_000).default(8).describe('how many bits of each victim are flipped, anywhere in them'),
    fromByte: z.int().min(0).max(BYTES_MAX).default(0).describe('first byte of a file that may be hit'),
    toByte: z.int().min(0).max(BYTES_MAX).default(BYTES_MAX).describe('last byte of a file that may be hit'),
    while: z
      .enum(['running', 'down'])
      .default('running')
      .describe('running: under the eyes of the programs; down: they are killed before, and find it when they start'),
  })
  .refine(({ fromByte, toByte }) => fromByte <= toByte, 'fromByte must not be after toByte');

export const bitRot = damaging<z.infer<typeof rotParameters>>(
  {
    name: 'bit-rot',
    describe: 'flips single bits of what is stored, while the programs run or while they are down',
    measured: 'The bytes are read before and after by another program: as many bits as asked must differ.',
    limits: `${AFTERWARDS} What a program has read already it need not read again.`,
    demands: {
      nodes: 'byzantine',
      because: 'a node answers with what nobody wrote, unless it checks all that it reads',
    },
    parameters: rotParameters,
    draw: (random) => ({
      victims: random.pick(DRAWN),
      files: '**',
      bits: random.pick([1, 8, 100, 1_000]),
      fromByte: 0,
      toByte: BYTES_MAX,
      while: random.pick(['running', 'down']),
    }),
  },
  ({ files, bits, fromByte, toByte }, seed) => ({
    kind: 'flip-bits',
    ...{ files, bits, seed },
    ...(fromByte > 0 ? { fromByte } : {}),
    ...(toByte < BYTES_MAX ? { toByte } : {}),
  }),
  ({ bits }) => `${bits} bits`,
  (parameters) => parameters.while === 'down',
);

const corruptParameters = z.strictObject({
  victims: nodeVictimsSchema,
  files: filesSchema.describe('one of which files'),
  bytes: z
    .int()
    .min(1)
    .max(32_768)
    .default(512)
    .describe('how many in a row become other ones, at a place left to chance'),
});

export const corruptFile = damaging<z.infer<typeof corruptParameters>>(
  {
    name: 'corrupt-file',
    describe: 'kills the processes of some nodes and overwrites a part of one of their files with random bytes',
    measured: 'The bytes are read before and after by another program: every one of them must be another.',
    limits: AFTERWARDS,
    demands: {
      nodes: 'byzantine',
      because: 'a node comes back with what nobody wrote, and answers with it unless it checks all that it reads',
    },
    parameters: corruptParameters,
    draw: (random) => ({ victims: random.pick(DRAWN), files: '**', bytes: random.pick([1, 64, 512, 4_096]) }),
  },
  ({ files, bytes }, seed) => ({ kind: 'overwrite', files, bytes, seed }),
  ({ bytes }) => `${bytes} bytes`,
);

const truncateParameters = z.strictObject({
  victims: nodeVictimsSchema,
  files: filesSchema.describe('one of which files'),
  bytes: z.int().min(1).max(BYTES_MAX).default(512).describe('how many are lost at its end'),
});

export const truncateFile = damaging<z.infer<typeof truncateParameters>>(
  {
    name: 'truncate-file',
    describe: 'kills the processes of some nodes and takes the end off one of their files',
    measured: 'The size is asked for afterwards, and what is left must be what was there.',
    limits: AFTERWARDS,
    demands: {
      nodes: 'byzantine',
      because: 'a node comes back without a part of what it had made sure of, in the middle of its data',
    },
    parameters: truncateParameters,
    draw: (random) => ({ victims: random.pick(DRAWN), files: '**', bytes: random.pick([1, 64, 512, 65_536]) }),
  },
  ({ files, bytes }, seed) => ({ kind: 'truncate', files, bytes, seed }),
  ({ bytes }) => `${bytes} bytes off the end`,
);
