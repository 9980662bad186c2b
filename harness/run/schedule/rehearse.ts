/** Plans faults on nodes that are not there yet, so that what could not be done is known before anything is started. */
import { CLIENT_HOSTS_MAX, clientSlots } from '../../cluster/client-slots.js';
import type { AnyFault, FaultContext, FaultPlan, ScheduledFault } from '../../contracts/fault.js';
import { createRandom } from '../../generator/index.js';

/** Draws that are looked at to see whether a fault is one that stays. */
const DRAWS = 16;
/** More than any fault takes. */
const IMAGINED_SPARES = 9;

/** What a scheduled fault would come to. Throws UsageError for victims that this cluster does not have. */
export function rehearse(fault: AnyFault, scheduled: ScheduledFault, nodes: number): FaultPlan | null {
  return fault.plan(scheduled.parameters, imagined(nodes, scheduled.durationMs, scheduled.seed));
}

/** How many nodes besides its members a cluster must have for what is scheduled: as many as the largest fault lets in. */
export function sparesFor(
  schedule: readonly ScheduledFault[],
  faultNamed: (name: string) => AnyFault,
  nodes: number,
): number {
  const { spares } = imagined(nodes, 1, 0);
  const lastOf = (scheduled: ScheduledFault): number => {
    const plan = rehearse(faultNamed(scheduled.fault), scheduled, nodes);
    const troubles = plan === null ? [] : [plan.trouble, ...(plan.stages ?? []).map(({ trouble }) => trouble)];
    const joining = troubles.flatMap((trouble) => trouble.nodes ?? []).filter(({ membership }) => membership === 'in');
    return Math.max(0, ...joining.map(({ node }) => spares.indexOf(node) + 1));
  };
  return Math.max(0, ...schedule.map(lastOf));
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
  const clients = clientSlots(CLIENT_HOSTS_MAX).map(({ name }) => name);
  const spares = Array.from({ length: IMAGINED_SPARES }, (_, index) => `n${count + index + 1}`);
  return {
    nodes,
    clients,
    spares,
    primaries: nodes.slice(0, 1),
    random: createRandom(seed),
    durationMs,
    monotonicNs: 0,
  };
}
