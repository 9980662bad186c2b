/** Turns an anomaly into events among those of the database. */
import { FLAWS, type Flaw, type FlawedGroup, type FlawedTransaction } from './flaws.js';
import type { Shape } from './shape.js';

/** An event that is to come. `value` is JSON. */
export interface Planned {
  readonly atUs: number;
  readonly type: 'invoke' | 'ok' | 'fail';
  readonly process: number;
  readonly value: string;
}

/** As many key names as any of them needs. */
export const NAMES_PER_FLAW = 3;
/** Everything in a part is asked for in the first tenth and answered in the last, so that all of it overlaps. */
const PART_US = 1_000;

/**
 * The events of an anomaly, in order of time, by processes numbered from `firstProcess` on and on keys named from
 * `firstName` on. Throws RangeError where that type of data cannot show it.
 */
export function eventsOf(
  flaw: Flaw,
  dataType: Shape['dataType'],
  { startUs, firstProcess, firstName }: { startUs: number; firstProcess: number; firstName: number },
  random: () => number,
): readonly Planned[] {
  const { parts, isOfLists }: FlawedGroup = FLAWS[flaw];
  if (isOfLists === true && dataType !== 'list-append') throw new RangeError(`${dataType} cannot show ${flaw}`);
  const events: Planned[] = [];
  let process = firstProcess;
  for (const [at, part] of parts.entries()) {
    for (const transaction of part) {
      const value = (isAnswered: boolean): string =>
        JSON.stringify(microsOf(transaction, dataType, firstName, isAnswered));
      const invokedUs = startUs + (at + random() * 0.1) * PART_US;
      const answeredUs = startUs + (at + 0.9 + random() * 0.1) * PART_US;
      events.push({ atUs: invokedUs, type: 'invoke', process, value: value(false) });
      events.push({ atUs: answeredUs, type: transaction.type, process, value: value(transaction.type === 'ok') });
      process += 1;
    }
  }
  return events.sort((left, right) => left.atUs - right.atUs);
}

function microsOf(
  { micros }: FlawedTransaction,
  dataType: Shape['dataType'],
  firstName: number,
  isAnswered: boolean,
): readonly unknown[] {
  const isList = dataType === 'list-append';
  return micros.map(([kind, key, value]) => {
    const name = firstName + key;
    if (kind === 'append') return [isList ? 'append' : 'w', name, value];
    if (!isAnswered) return ['r', name, null];
    return ['r', name, isList ? value : (value.at(-1) ?? null)];
  });
}
