/** Partition: links carry nothing, in one of several shapes. */
import { z } from 'zod';
import { defineFault, type FaultContext, type FaultPlan, type Victims } from '../../harness/contracts/fault.js';
import type { Random } from '../../harness/contracts/generator.js';
import type { Cut } from '../../harness/contracts/trouble.js';
import { flapping } from '../stages.js';
import { asksClients, resolveVictims, victimsSchema } from '../victims.js';
import {
  bridge,
  deaf,
  fromClients,
  halves,
  isolate,
  mute,
  oneLink,
  primaryWithMajority,
  primaryWithMinority,
  randomHalves,
  ring,
  type Shape,
} from './partition-shapes.js';

const WHOLE_SHAPES = ['halves', 'random-halves', 'ring', 'bridge', 'primaries-majority', 'primaries-minority'] as const;
const VICTIM_SHAPES = ['isolate', 'deaf', 'mute', 'link', 'clients'] as const;

const parameters = z.strictObject({
  shape: z
    .enum([...WHOLE_SHAPES, ...VICTIM_SHAPES])
    .default('random-halves')
    .describe(
      'halves (in the order of the nodes) and random-halves: two sides; ring: every node sees a majority, no two the same; ' +
        'bridge: two sides and one node that sees both; primaries-majority, primaries-minority: a leader with, and without, ' +
        'a majority on its side; isolate: each victim alone; deaf: victims that are heard and do not hear; mute: victims ' +
        'that hear and are not heard; link: one link of each victim; clients: the victims and the clients, or clients that are victims and the nodes',
    ),
  victims: victimsSchema,
  direction: z
    .enum(['both', 'in', 'out'])
    .default('both')
    .describe('of the shapes link and clients: what goes to the victims, what comes from them, or both'),
  how: z
    .enum(['drop', 'reject', 'reset'])
    .default('drop')
    .describe(
      'drop: packets vanish; reject: senders are told by ICMP, as by a firewall; reset: TCP is answered by a reset, which breaks what is established',
    ),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .nullable()
    .default(null)
    .describe('cut only TCP and UDP to or from this port; null: everything'),
  flapMs: z
    .int()
    .min(200)
    .max(600_000)
    .nullable()
    .default(null)
    .describe('cut for the first half of every so many ms and whole for the other; null: cut all the time'),
});

export type PartitionParameters = z.infer<typeof parameters>;

/** Whom the shapes with victims are drawn for. A majority of deaf nodes is no other test than a cluster that is down. */
const DRAWN_VICTIMS: readonly Victims[] = ['one', 'minority', 'primaries'];
/** Shapes that are drawn; the others are too much like one of these. */
const DRAWN_SHAPES = [
  'random-halves',
  'ring',
  'bridge',
  'primaries-majority',
  'primaries-minority',
  'isolate',
  'deaf',
  'mute',
  'link',
] as const;

export const partition = defineFault<PartitionParameters>({
  name: 'partition',
  family: 'network',
  describe: 'cuts links: halves, a majority ring, a bridge, isolated nodes or primaries, single links, one way or both',
  measured:
    'A datagram is sent over every direction of every link, IPv4 and IPv6, and must arrive where nothing is cut and nowhere else. Where senders are told, a TCP connection must be refused at once.',
  limits:
    'A packet that is under way when the cut begins may still arrive; TCP sends lost segments again after the healing.',
  needs: ['packet-filter'],
  demands: { links: 'fair-loss', because: 'messages are lost while it lasts, and get through when it has healed' },
  makes: ['lost'],
  parameters,
  draw,
  asksPrimaries: ({ shape, victims }) =>
    shape === 'primaries-majority' ||
    shape === 'primaries-minority' ||
    (isVictimShape(shape) && victims === 'primaries'),
  asksClients: ({ shape, victims }) => isVictimShape(shape) && asksClients({ victims }),
  plan,
});

function draw(random: Random): PartitionParameters {
  return {
    shape: random.pick(DRAWN_SHAPES),
    victims: random.pick(DRAWN_VICTIMS),
    direction: 'both',
    how: random.pick(['drop', 'drop', 'drop', 'drop', 'reject', 'reset']),
    port: null,
    flapMs: random.pick([null, null, null, null, null, 1_000, 2_000]),
  };
}

function plan(chosen: PartitionParameters, context: FaultContext): FaultPlan | null {
  const shape = shapeOf(chosen, context);
  if (shape === null) return null;
  const { how, port, flapMs } = chosen;
  const cuts = shape.cuts.map(
    (direction): Cut => ({ ...direction, ...(how === 'drop' ? {} : { how }), ...(port === null ? {} : { port }) }),
  );
  const notes = [
    ...(how === 'drop' ? [] : [how]),
    ...(port === null ? [] : [`port ${port}`]),
    ...(flapMs === null ? [] : [`flapping every ${flapMs} ms`]),
  ];
  return {
    trouble: { cuts },
    ...(flapMs === null ? {} : { stages: flapping({ cuts }, flapMs, context.durationMs) }),
    victims: shape.victims,
    summary: shape.summary + (notes.length === 0 ? '' : ` (${notes.join(', ')})`),
  };
}

function shapeOf(chosen: PartitionParameters, context: FaultContext): Shape | null {
  const victims = (): readonly string[] => resolveVictims(chosen.victims, context);
  switch (chosen.shape) {
    case 'halves':
      return halves(context);
    case 'random-halves':
      return randomHalves(context);
    case 'ring':
      return ring(context);
    case 'bridge':
      return bridge(context);
    case 'primaries-majority':
      return primaryWithMajority(context);
    case 'primaries-minority':
      return primaryWithMinority(context);
    case 'isolate':
      return isolate(victims(), context);
    case 'deaf':
      return deaf(victims(), context);
    case 'mute':
      return mute(victims(), context);
    case 'link':
      return oneLink(victims(), context, chosen.direction);
    case 'clients':
      return fromClients(victims(), context, chosen.direction);
  }
}

function isVictimShape(shape: PartitionParameters['shape']): boolean {
  return VICTIM_SHAPES.some((known) => known === shape);
}
