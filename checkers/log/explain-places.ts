/** What contradictions about offsets and elements mean, in plain words. */
import type { Anomaly } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { moment } from '../explaining/moments.js';
import { type LogOperations, NONE } from './operations.js';
import { pollAt, sentIt, shownBy, theLog } from './wording.js';

interface Sighting {
  readonly slot: number;
  readonly element: number;
  readonly event: number;
}

/** One offset that holds two elements. */
export function explainTwoElements(
  history: History,
  operations: LogOperations,
  { slot, element, event }: Sighting,
  before: { readonly element: number; readonly event: number },
): Anomaly {
  const { values, slots } = operations;
  const key = slots.firsts[slot]!;
  return {
    type: 'inconsistent-offsets',
    operations: proven(history, [event, before.event]),
    prefix: event + 1,
    time: history.times[event]!,
    key: values.keyText(key),
    explanation: `Offset ${values.offsetText(slot)} of ${theLog(operations, key)} holds two elements: ${values.elementText(before.element)}, by ${shownBy(history, before.event)}, and ${values.elementText(element)}, by ${shownBy(history, event)}. What stands at an offset never changes.`,
  };
}

/** One element that stands at two offsets. */
export function explainTwoOffsets(
  history: History,
  operations: LogOperations,
  { slot, element, event }: Sighting,
  before: { readonly slot: number; readonly event: number },
): Anomaly {
  const { values, elements } = operations;
  const key = elements.firsts[element]!;
  return {
    type: 'duplicate',
    operations: proven(history, [event, before.event]),
    prefix: event + 1,
    time: history.times[event]!,
    key: values.keyText(key),
    explanation: `Element ${values.elementText(element)} stands twice in ${theLog(operations, key)}: at offset ${values.offsetText(before.slot)}, by ${shownBy(history, before.event)}, and at offset ${values.offsetText(slot)}, by ${shownBy(history, event)}. It was sent once at most.`,
  };
}

/** An element that was polled though nobody had sent it, or though its send failed. */
export function explainSighting(history: History, operations: LogOperations, element: number, event: number): Anomaly {
  const { values, elements, sentBy, calls } = operations;
  const key = elements.firsts[element]!;
  const send = sentBy[element]!;
  const polled = `Element ${values.elementText(element)} of ${theLog(operations, key)} was returned by ${pollAt(history, event)}`;
  const proof = { key: values.keyText(key), time: history.times[event]! };
  if (send === NONE) {
    const explanation = `${polled}, and nobody ever sent it.`;
    return { type: 'phantom', ...proof, operations: proven(history, [event]), prefix: event + 1, explanation };
  }
  const operationsOf = [...proven(history, [event]), calls.invoked[send]!];
  if (history.hasTimes && calls.invoked[send]! > event) {
    const explanation = `${polled}, before ${sentIt(history, operations, send)}.`;
    // The one who sent it later is no part of the proof.
    return { type: 'phantom', ...proof, operations: operationsOf.slice(0, 1), prefix: event + 1, explanation };
  }
  const failed = calls.ended[send]!;
  return {
    type: 'aborted-read',
    also: ['G1a'],
    ...proof,
    operations: operationsOf,
    prefix: Math.max(event, failed) + 1,
    explanation: `${polled}, though ${sentIt(history, operations, send)} and was told at ${moment(history, failed)} that it had failed. What fails has no effect.`,
  };
}

/** The invocations of what events answered, each once. */
function proven(history: History, events: readonly number[]): readonly number[] {
  return [...new Set(events.map((event) => history.partners[event]!))];
}
