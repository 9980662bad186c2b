/** An anomaly as a story: a few steps in the order of time, of what clients asked and saw and of the faults among them. */
import type { History } from '../../contracts/history.js';
import { type FaultSpan, nameFault } from '../fault-span.js';
import type { RunAnomaly } from './input.js';
import { duration, moment } from './numbers.js';
import { type ToldOperation, tellOperations } from './operations.js';
import { sayOperation } from './step-words.js';

/** Operations that a story has room for; the table beneath has all. */
const MAX_OPERATIONS = 6;
const MAX_FAULTS = 3;

/** All parts are plain text. */
export interface StoryStep {
  readonly timeNs: number;
  /** Null for a step of a fault. */
  readonly operation: ToldOperation | null;
  /** "Process 8 asks n1" */
  readonly who: string;
  /** "store, token 483"; empty for a step of a fault. */
  readonly what: string;
  /** "n1 acknowledges it 4.6 ms later" */
  readonly ending: string;
  /** Which steps had ended by then, and which had not; empty where there is nothing to say. */
  readonly meanwhile: string;
  readonly breaks: boolean;
}

export interface Story {
  readonly steps: readonly StoryStep[];
  /** The operation at which it breaks, where there is one. */
  readonly breaking: number | null;
  /** Every operation of the anomaly, in the order of time. */
  readonly operations: readonly ToldOperation[];
  /** Operations that are in no step. */
  readonly left: number;
}

export interface StoryInput {
  readonly anomaly: RunAnomaly;
  readonly history: History;
  readonly faults: readonly FaultSpan[];
  readonly keyed: boolean;
}

export function tellStory({ anomaly, history, faults, keyed }: StoryInput): Story {
  const operations = tellOperations(history, anomaly.operations);
  const named = inOrder(mostTelling(operations, anomaly));
  const breaking = breakingOf(anomaly, operations);
  const happenings = [
    ...named.map((operation) => ({ timeNs: operation.startNs, operation, fault: null })),
    ...faultsAmong(faults, named).map((fault) => ({ ...fault, operation: null })),
  ].sort((left, right) => left.timeNs - right.timeNs);
  const numbers = new Map(happenings.map(({ operation }, place) => [operation, place + 1]));
  const steps = happenings.map(({ timeNs, operation, fault }): StoryStep => {
    if (operation === null) {
      return { timeNs, operation, who: fault ?? '', what: '', ending: '', meanwhile: '', breaks: false };
    }
    const { who, what, ending } = sayOperation(operation, anomaly, keyed);
    const breaks = operation.index === breaking;
    const isTelling = breaks || anomaly.picture?.kind === 'cycle';
    const meanwhile = isTelling ? sayMeanwhile(operation, named, numbers) : '';
    return { timeNs, operation, who, what, ending, meanwhile, breaks };
  });
  return { steps, breaking, operations: inOrder(operations), left: operations.length - named.length };
}

/**
 * Of the operation at which it breaks; null where it does not break at one: in a cycle each takes part alike, and what has
 * no picture happened over time.
 */
function breakingOf({ picture }: RunAnomaly, operations: readonly ToldOperation[]): number | null {
  return picture?.kind === 'intervals' ? (operations[0]?.index ?? null) : null;
}

function inOrder(operations: readonly ToldOperation[]): readonly ToldOperation[] {
  return [...operations].sort((left, right) => left.startNs - right.startNs || left.index - right.index);
}

/** The one at which it breaks, then those that contradict it, then the others as the verdict names them. */
function mostTelling(operations: readonly ToldOperation[], { picture }: RunAnomaly): readonly ToldOperation[] {
  const weight = ({ index }: ToldOperation): number => {
    if (index === operations[0]?.index) return 0;
    if (picture?.kind !== 'intervals') return 1;
    const role = picture.intervals.find((interval) => interval.operation === index)?.role;
    return role === 'culprit' ? 0 : role === 'witness' ? 1 : 2;
  };
  return [...operations].sort((left, right) => weight(left) - weight(right)).slice(0, MAX_OPERATIONS);
}

/** The beginnings of what was in force among these operations. */
function faultsAmong(faults: readonly FaultSpan[], operations: readonly ToldOperation[]) {
  const starts = operations.map(({ startNs }) => startNs);
  const ends = operations.map(({ startNs, endNs }) => endNs ?? startNs);
  const [firstNs, lastNs] = [Math.min(...starts), Math.max(...ends)];
  const among = faults.filter(
    ({ verifiedNs, healNs }) => verifiedNs !== null && verifiedNs <= lastNs && (healNs === null || healNs >= firstNs),
  );
  return among.slice(-MAX_FAULTS).flatMap((span) => {
    const { verifiedNs, healNs } = span;
    if (verifiedNs === null) return [];
    const until = healNs === null ? 'to the end of the run' : `to ${moment(healNs)} (${duration(healNs - verifiedNs)})`;
    return [{ timeNs: verifiedNs, fault: `${nameFault(span)} is in force, from here ${until}` }];
  });
}

/** What the order of time says of it and of the steps before it. */
function sayMeanwhile(
  operation: ToldOperation,
  named: readonly ToldOperation[],
  numbers: ReadonlyMap<ToldOperation | null, number>,
): string {
  const before = named.slice(0, named.indexOf(operation));
  const isOver = ({ endNs }: ToldOperation): boolean => endNs !== null && endNs < operation.startNs;
  const list = (those: readonly ToldOperation[]): string => {
    const all = those.map((each) => numbers.get(each) ?? 0);
    const isRow = all.length > 2 && all.every((number, place) => number === (all[0] ?? 0) + place);
    if (isRow) return `steps ${all[0]} to ${all.at(-1)}`;
    return all.length === 1 ? `step ${all[0]}` : `steps ${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
  };
  const over = before.filter(isOver);
  const waiting = before.filter((each) => !isOver(each));
  return [
    ...(over.length > 0 ? [`by then ${list(over)} had ended`] : []),
    ...(waiting.length > 0 ? [`${list(waiting)} had not been answered yet`] : []),
  ].join('; ');
}
