/** Clock lines are linear in the controller's CLOCK_MONOTONIC, and a machine that is another one has its own. */
import type { ClockLine, NodeCondition } from '../../contracts/trouble.js';

/** The same condition in terms of a machine's clock, which the controller's is `aheadNs` ahead of. */
export function onMachine(condition: NodeCondition, aheadNs: number): NodeCondition {
  const { clock } = condition;
  if (clock === undefined) return condition;
  const line = (its: ClockLine): ClockLine => ({ ...its, baseNs: its.baseNs - aheadNs });
  return {
    ...condition,
    clock: {
      ...clock,
      ...(clock.realtime === undefined ? {} : { realtime: line(clock.realtime) }),
      ...(clock.monotonic === undefined ? {} : { monotonic: line(clock.monotonic) }),
    },
  };
}
