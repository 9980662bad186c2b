/** What it means that a consumer went back or left something out, in plain words. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { moment } from '../explaining/moments.js';
import type { LogOperations } from './operations.js';
import { pollAt, shownBy, theLog } from './wording.js';

/** Two offsets that a consumer saw one after the other. */
export interface Step {
  readonly call: number;
  /** What it saw before, and the event that showed it. */
  readonly from: { readonly slot: number; readonly event: number };
  readonly to: number;
  /** Both stand in the same poll. */
  readonly isInside: boolean;
}

export function explainBackwards(history: History, operations: LogOperations, step: Step): Anomaly {
  const { values, slots, calls } = operations;
  const event = calls.ended[step.call]!;
  const [from, to] = [values.offsetText(step.from.slot), values.offsetText(step.to)];
  const where = step.isInside
    ? `In ${pollAt(history, event)} offset ${to} of ${theLog(operations, slots.firsts[step.to]!)} comes after offset ${from}.`
    : `Process ${history.processes[event]} polled offset ${to} of ${theLog(operations, slots.firsts[step.to]!)} (operation ${calls.invoked[step.call]}, answered at ${moment(history, event)}) after offset ${from} (operation ${history.partners[step.from.event]}, answered at ${moment(history, step.from.event)}), and was not assigned anew in between.`;
  return {
    type: 'nonmonotonic-poll',
    also: [step.isInside ? 'int-nonmonotonic-poll' : 'external nonmonotonic poll'],
    ...proof(history, operations, step, []),
    explanation: `${where} A consumer reads a log in its order, and nothing twice.`,
  };
}

/** `passed` is a slot in between that holds an element. */
export function explainSkip(
  history: History,
  operations: LogOperations,
  step: Step,
  passed: number,
  shownAt: Int32Array,
): Anomaly {
  const { values, slots, calls } = operations;
  const event = calls.ended[step.call]!;
  const [from, to] = [values.offsetText(step.from.slot), values.offsetText(step.to)];
  const shown = shownAt[passed]!;
  const where = step.isInside
    ? `In ${pollAt(history, event)} offset ${to} of ${theLog(operations, slots.firsts[step.to]!)} comes right after offset ${from}.`
    : `Process ${history.processes[event]} polled offset ${to} of ${theLog(operations, slots.firsts[step.to]!)} (operation ${calls.invoked[step.call]}, answered at ${moment(history, event)}) right after offset ${from} (operation ${history.partners[step.from.event]}, answered at ${moment(history, step.from.event)}), and was not assigned anew in between.`;
  return {
    type: 'skipped-poll',
    also: [step.isInside ? 'int-poll-skip' : 'poll-skip'],
    ...proof(history, operations, step, [shown]),
    explanation: `${where} Offset ${values.offsetText(passed)} between them holds an element, by ${shownBy(history, shown)}: this consumer never gets it.`,
  };
}

function proof(history: History, { values, slots, calls }: LogOperations, step: Step, evidence: readonly number[]) {
  const event = calls.ended[step.call]!;
  const provenAt = Math.max(event, ...evidence);
  const operations = [...new Set([event, step.from.event, ...evidence].map((each) => history.partners[each]!))];
  const picture: IntervalPicture = {
    kind: 'intervals',
    intervals: operations.map((invocation, at) => ({
      operation: invocation,
      process: history.processes[invocation]!,
      label: history.functionNames[history.functions[invocation]!] ?? '',
      start: history.times[invocation]!,
      end: history.times[history.partners[invocation]!]!,
      role: at === 0 ? 'culprit' : 'witness',
    })),
  };
  return {
    operations,
    prefix: provenAt + 1,
    time: history.times[provenAt]!,
    key: values.keyText(slots.firsts[step.to]!),
    picture,
  };
}
