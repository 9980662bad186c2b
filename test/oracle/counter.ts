/** Counters by their definition: every choice of what may have happened is added up, for each read by itself. */
import type { Operation } from '../../harness/contracts/operation.js';
import { subsets } from './orders.js';

/** Whether each read lies between the least and the greatest sum of a choice that is possible. */
export function counterHolds(events: readonly Operation[]): boolean {
  const calls = events
    .filter(({ type }) => type === 'invoke')
    .map((invocation) => ({
      ...invocation,
      answer: events.find(({ index, process }) => index > invocation.index && process === invocation.process),
    }));
  const adds = calls.filter(({ f, answer }) => f !== 'read' && answer?.type !== 'fail');
  return calls.every(({ f, index, answer }) => {
    if (f !== 'read' || answer?.type !== 'ok') return true;
    const must = adds.filter((add) => add.answer?.type === 'ok' && add.answer.index < index);
    const may = adds.filter((add) => !must.includes(add) && add.index < answer.index);
    const sums = subsets(may).map((chosen) => sumOf([...must, ...chosen]));
    const read = Number(answer.value);
    return sums.some((sum) => sum <= read) && sums.some((sum) => sum >= read);
  });
}

/** Whether somebody read after the last acknowledged add, and there was something to read. */
export function counterIsJudged(events: readonly Operation[]): boolean {
  const acknowledged = events.filter(({ f, type }) => f !== 'read' && type === 'ok').map(({ index }) => index);
  const last = Math.max(-1, ...acknowledged);
  const failed = events.filter(({ f, type }) => f !== 'read' && type === 'fail').length;
  const tried = events.filter(({ f, type }) => f !== 'read' && type === 'invoke').length;
  return (
    tried > failed &&
    events.some(
      ({ f, type, index, process }) =>
        f === 'read' &&
        type === 'invoke' &&
        index > last &&
        events.find((event) => event.index > index && event.process === process)?.type === 'ok',
    )
  );
}

function sumOf(adds: readonly Operation[]): number {
  return adds.reduce((sum, { f, value }) => {
    const amount = value === null ? 1 : Number(value);
    return sum + (f === 'decrement' ? -amount : amount);
  }, 0);
}
