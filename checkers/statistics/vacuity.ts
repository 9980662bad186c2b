/** Passes that prove nothing, and why. */
import type { Statistics } from './index.js';

/**
 * Why a verdict of `true` would prove nothing here; null when it does prove something. `faultsMeant` says that faults
 * were to be injected, `nodes` how many nodes there are.
 */
export function vacuity(
  statistics: Statistics,
  context: { readonly faultsMeant: boolean; readonly nodes: number },
): string | null {
  const { all, faults } = statistics;
  if (all.counts.ok + all.counts.fail + all.counts.info === 0)
    return 'no operation was invoked, so there is nothing to judge';
  if (all.counts.ok === 0) return 'no operation succeeded, so there is nothing to judge';
  if (!context.faultsMeant) return null;
  if (faults.length === 0) return 'no fault was ever in force, so the test was not the one that was asked for';
  // Where a majority was left untouched, something should have worked.
  const sparing = faults.filter(({ victims }) => victims.length * 2 < context.nodes);
  const worked = faults.some(({ counts }) => counts.ok > 0);
  return sparing.length > 0 && !worked
    ? 'no operation succeeded while a fault was in force, though a majority of the nodes was left untouched'
    : null;
}
