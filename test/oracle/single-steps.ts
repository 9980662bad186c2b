/** Levels of single reads and writes by brute force: each operation is a tiny transaction, and what nobody wrote is wrong. */

import type { Level } from '../../checkers/transactions/index.js';
import type { Operation } from '../../harness/contracts/operation.js';
import type { TinyTransaction } from './transaction-reads.js';
import { holds } from './transactions.js';

/** Do all these levels hold, and was nothing read that nobody wrote? Null when no operation succeeded. */
export function singleStepsHold(events: readonly Operation[], levels: readonly Level[]): boolean | null {
  const all = events
    .filter(({ type }) => type === 'invoke')
    .map((asked): TinyTransaction => {
      const answer = events.find(
        ({ index, type, process }) => index > asked.index && type !== 'invoke' && process === asked.process,
      );
      const [key, value] = (asked.f === 'read' && answer?.type === 'ok' ? answer.value : asked.value) as [
        number,
        number | null,
      ];
      const outcome = answer?.type === 'ok' ? 'ok' : answer?.type === 'fail' ? 'fail' : 'info';
      const end = answer?.index ?? events.length;
      return {
        session: Number(asked.process),
        ...{ outcome, start: asked.index, end },
        micros: [[asked.f === 'read' ? 'r' : 'w', key, value]],
      };
    });
  if (!all.some(({ outcome }) => outcome === 'ok')) return null;
  const isBad = all.some(({ outcome, micros: [micro] }) => {
    const [kind, key, value] = micro!;
    if (outcome !== 'ok' || kind !== 'r' || value === null) return false;
    return !all.some((other) => {
      const [otherKind, otherKey, written] = other.micros[0]!;
      return otherKind === 'w' && otherKey === key && written === value && other.outcome !== 'fail';
    });
  });
  return !isBad && levels.every((level) => holds(level, all, false));
}
