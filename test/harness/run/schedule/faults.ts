/** Faults as schedules see them: names, parameters, plans; what they do to a cluster is of no interest here. */
import { z } from 'zod';
import { UsageError } from '../../../../harness/contracts/errors.js';
import { type AnyFault, defineFault, type FaultContext } from '../../../../harness/contracts/fault.js';
import type { Trouble } from '../../../../harness/contracts/trouble.js';

const victims = z.string().min(1).default('one').describe('whom it is done to');

/** One node of that name, or the first. */
function resolve(name: string, { nodes }: FaultContext): readonly string[] {
  if (name === 'one') return nodes.slice(0, 1);
  if (nodes.includes(name)) return [name];
  throw new UsageError(`there is no node '${name}'`, { code: 'unknown-victims', value: name });
}

function onNodes(name: string, trouble: (node: string) => Trouble): AnyFault {
  return defineFault({
    ...{ name, family: 'process', describe: `${name}s one node`, measured: 'Looked at.', needs: ['signals'] },
    demands: { nodes: 'crash-stop', because: 'a node fails' },
    parameters: z.strictObject({ victims }),
    draw: (random) => ({ victims: random.pick(['one', 'n1', 'n2']) }),
    asksPrimaries: () => false,
    plan: (chosen, context) => {
      const [node = ''] = resolve(chosen.victims, context);
      return { trouble: trouble(node), victims: [node], summary: node };
    },
  });
}

export const kill = onNodes('kill', (node) => ({ nodes: [{ node, down: 'killed' }] }));
export const pause = onNodes('pause', (node) => ({ nodes: [{ node, paused: 'signal' }] }));
/** Nobody comes back from it. */
export const crashStop = onNodes('crash-stop', (node) => ({ nodes: [{ node, down: 'retired' }] }));

/** Its victims only go with one of its shapes. */
export const partition = defineFault({
  name: 'partition',
  family: 'network',
  describe: 'cuts links',
  measured: 'Packets are sent.',
  limits: 'What is under way arrives.',
  needs: ['packet-filter'],
  demands: { links: 'fair-loss', because: 'messages are lost' },
  parameters: z.discriminatedUnion('shape', [
    z.strictObject({ shape: z.enum(['halves', 'ring']) }),
    z.strictObject({ shape: z.enum(['isolate']).describe('which links'), victims }),
  ]),
  draw: (random) => {
    const shape = random.pick(['halves', 'ring', 'isolate'] as const);
    return shape === 'isolate' ? { shape, victims: random.pick(['one', 'n2']) } : { shape };
  },
  asksPrimaries: () => false,
  plan: (chosen, context) => ({
    trouble: {},
    victims: 'victims' in chosen ? resolve(chosen.victims, context) : context.nodes,
    summary: chosen.shape,
  }),
});

export const clockJump = defineFault({
  name: 'clock-jump',
  family: 'clock',
  describe: 'sets a clock forward or back',
  measured: 'A clock is read.',
  needs: ['clock'],
  demands: { timing: 'partially-synchronous', because: 'a clock is wrong' },
  parameters: z.strictObject({
    victims,
    offsetMs: z
      .number()
      .min(-86_400_000)
      .max(86_400_000)
      .refine((ms) => ms !== 0, 'offsetMs must not be 0')
      .default(60_000)
      .describe('ms that it jumps'),
  }),
  draw: (random) => ({ victims: random.pick(['one', 'n2']), offsetMs: 1 + random.integer(1_000) }),
  asksPrimaries: () => false,
  plan: (chosen, context) => {
    const names = resolve(chosen.victims, context);
    return { trouble: {}, victims: names, summary: names.join(' ') };
  },
});

export const faults: readonly AnyFault[] = [partition, kill, pause, crashStop, clockJump];

export function faultNamed(name: string): AnyFault {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined) throw new UsageError(`there is no fault "${name}"`, { code: 'unknown-fault', value: name });
  return found;
}
