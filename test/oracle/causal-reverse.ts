/** Causal reverse by its definition: every read beside every pair of adds. */
import type { Operation } from '../../harness/contracts/operation.js';
import { setCalls } from './set.js';

/** Whether no read shows an element without one whose add was acknowledged before every add of the first began. */
export function causesComeFirst(events: readonly Operation[]): boolean {
  const calls = setCalls(events);
  const reads = calls.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
  const adds = calls.filter(({ f, outcome }) => f === 'add' && outcome !== 'fail');
  return reads.every(({ shown, end: answered }) =>
    shown.every((later) => {
      const tries = adds.filter(({ element, start }) => element === later && start < answered);
      return adds.every(
        ({ element, outcome, end }) =>
          outcome !== 'ok' || shown.includes(element) || tries.length === 0 || tries.some(({ start }) => start < end),
      );
    }),
  );
}
