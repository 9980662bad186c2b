/** Plans faults on nodes that are not there yet, so that what could not be done is known before anything is started. */
import type { AnyFault, FaultContext, FaultPlan, ScheduledFault } from '../../contracts/fault.js';
import { createRandom } from '../../generator/index.js';

/** Draws that are looked at to see whether a fault is one that stays. */
const DRAWS = 16;

/** What a scheduled fault would come to. Throws UsageError for victims that this cluster does not have. */
export function rehearse(fault: AnyFault, scheduled: ScheduledFault, nodes: number): FaultPlan | null {
  return fault.plan(scheduled.parameters, imagined(nodes, scheduled.durationMs, scheduled.seed));
}

/** Does a fault, as it is drawn, leave something behind for the rest of the run: a node that never comes back? */
export function lasts(fault: AnyFault): boolean {
  return Array.from({ length: DRAWS }, (_, seed) => seed).some((seed) => {
    const plan = fault.plan(fault.draw(createRandom(seed)), imagined(5, 10_000, seed));
    const troubles = plan === null ? [] : [plan.trouble, ...(plan.stages ?? []).map(({ trouble }) => trouble)];
    return troubles.some((trouble) => trouble.nodes?.some(({ down }) => down === 'retired') ?? false);
  });
}

function imagined(count: number, durationMs: number, seed: number): FaultContext {
  const nodes = Array.from({ length: count }, (_, index) => `n${index + 1}`);
  return { nodes, primaries: nodes.slice(0, 1), random: createRandom(seed), durationMs, monotonicNs: 0 };
}
