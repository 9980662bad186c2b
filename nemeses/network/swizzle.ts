/** Swizzle: links go down one after the other in random order, and come back in another. */
import { z } from 'zod';
import { defineFault } from '../../harness/contracts/fault.js';
import { bothWays } from './cuts.js';

const parameters = z.strictObject({
  share: z
    .number()
    .min(0.1)
    .max(1)
    .default(0.6)
    .describe('the share of all links between nodes that are down in the middle'),
});

/** The last link is down after this part of the time, and the first comes back after that one. */
const DOWN_BY = 0.4;
const BACK_FROM = 0.6;

/** The idea is FoundationDB's: orders of partial connectivity that nobody thinks of. */
export const swizzle = defineFault<z.infer<typeof parameters>>({
  name: 'swizzle',
  family: 'network',
  describe: 'cuts links one by one in random order, and mends them in another',
  measured: 'As for partition, at every change that lasts half a second or longer.',
  needs: ['packet-filter'],
  demands: { links: 'fair-loss', because: 'messages are lost while it lasts, and get through when it has healed' },
  makes: ['lost'],
  parameters,
  draw: (random) => ({ share: 0.3 + 0.7 * random.real() }),
  asksPrimaries: () => false,
  plan: ({ share }, { nodes, random, durationMs }) => {
    const links = nodes.flatMap((a, index) => nodes.slice(index + 1).map((b) => [a, b] as const));
    if (links.length === 0) return null;
    const down = random.shuffle(links).slice(0, Math.max(1, Math.round(share * links.length)));
    const back = random.shuffle(down);
    const cutsOf = (some: readonly (readonly [string, string])[]) => ({
      cuts: some.flatMap(([a, b]) => bothWays(a, b)),
    });
    const at = (from: number, to: number, step: number): number =>
      Math.round(durationMs * (from + ((to - from) * step) / down.length));
    const stages = [
      ...down.slice(1).map((_, index) => ({
        afterMs: at(0, DOWN_BY, index + 1),
        trouble: cutsOf(down.slice(0, index + 2)),
      })),
      ...back.slice(1).map((_, index) => ({
        afterMs: at(BACK_FROM, 1, index),
        trouble: cutsOf(down.filter((link) => back.indexOf(link) > index)),
      })),
    ];
    const write = (some: readonly (readonly [string, string])[]): string => some.map(([a, b]) => `${a}–${b}`).join(' ');
    return {
      trouble: cutsOf(down.slice(0, 1)),
      stages,
      victims: nodes.filter((node) => down.some((link) => link.includes(node))),
      summary: `down ${write(down)}, back ${write(back)}`,
    };
  },
});
