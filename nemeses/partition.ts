/** Partition: links between nodes carry nothing, in one of several shapes. */
import { z } from 'zod';
import { defineFault, type FaultContext, type FaultPlan, type Victims } from '../harness/contracts/fault.js';
import type { Random } from '../harness/contracts/generator.js';
import {
  bridge,
  deaf,
  halves,
  isolate,
  mute,
  primaryWithMajority,
  primaryWithMinority,
  ring,
} from './partition-shapes.js';
import { resolveVictims, victimsSchema } from './victims.js';

const WHOLE_SHAPES = ['halves', 'ring', 'bridge', 'primaries-majority', 'primaries-minority'] as const;
const VICTIM_SHAPES = ['isolate', 'deaf', 'mute'] as const;

const parameters = z.discriminatedUnion('shape', [
  z.strictObject({ shape: z.enum(WHOLE_SHAPES) }),
  z.strictObject({ shape: z.enum(VICTIM_SHAPES), victims: victimsSchema }),
]);

export type PartitionParameters = z.infer<typeof parameters>;

/** Whom the shapes with victims are drawn for. A majority of deaf nodes is no other test than a cluster that is down. */
const DRAWN_VICTIMS: readonly Victims[] = ['one', 'minority', 'primaries'];

export const partition = defineFault<PartitionParameters>({
  name: 'partition',
  describe: 'cuts links between nodes: halves, a majority ring, a bridge, an isolated node or primary, one-way cuts',
  needs: ['packet-filter'],
  parameters,
  draw,
  asksPrimaries: (chosen) =>
    'victims' in chosen
      ? chosen.victims === 'primaries'
      : chosen.shape === 'primaries-majority' || chosen.shape === 'primaries-minority',
  plan,
});

function draw(random: Random): PartitionParameters {
  const shape = random.pick([...WHOLE_SHAPES, ...VICTIM_SHAPES]);
  return isVictimShape(shape) ? { shape, victims: random.pick(DRAWN_VICTIMS) } : { shape };
}

function plan(chosen: PartitionParameters, context: FaultContext): FaultPlan | null {
  switch (chosen.shape) {
    case 'halves':
      return halves(context);
    case 'ring':
      return ring(context);
    case 'bridge':
      return bridge(context);
    case 'primaries-majority':
      return primaryWithMajority(context);
    case 'primaries-minority':
      return primaryWithMinority(context);
    case 'isolate':
      return isolate(resolveVictims(chosen.victims, context), context);
    case 'deaf':
      return deaf(resolveVictims(chosen.victims, context), context);
    case 'mute':
      return mute(resolveVictims(chosen.victims, context), context);
  }
}

function isVictimShape(shape: PartitionParameters['shape']): shape is (typeof VICTIM_SHAPES)[number] {
  return VICTIM_SHAPES.some((known) => known === shape);
}
