/** Sends whose element stands before one that was there when they began. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import { type History, TYPE_FAIL } from '../../harness/contracts/history.js';
import { moment } from '../explaining/moments.js';
import type { Findings } from './findings.js';
import { type LogOperations, NONE, SEND } from './operations.js';
import type { Places } from './places.js';
import { shownBy, theLog } from './wording.js';

/**
 * A log is appended to: whatever is sent after an element was seen to stand at an offset gets a greater one. Where the
 * history does not say when things happened, that is judged for what one process saw and sent. One walk: O(n).
 */
export function judgeSendOrder(history: History, operations: LogOperations, known: Places, findings: Findings): void {
  const { calls, sent, answered, batchesOf, batchStarts, sightingSlots, slots, keyCount } = operations;
  const { at, slotOf, placedAt } = known;
  /** By key, and by process where there are no times: the greatest slot so far, and the event that showed it. */
  const greatest = new Map<number, number>();
  const shown = new Map<number, number>();
  const seriesOf = (event: number, slot: number): number => {
    const key = slots.firsts[slot]!;
    return history.hasTimes ? key : history.processes[event]! * keyCount + key;
  };
  const saw = (slot: number, event: number): void => {
    const series = seriesOf(event, slot);
    const best = greatest.get(series);
    if (best !== undefined && slots.seconds[best]! >= slots.seconds[slot]!) return;
    greatest.set(series, slot);
    shown.set(series, event);
  };
  for (let event = 0; event < at.length; event += 1) {
    const call = at[event]!;
    if (call < 0) continue;
    const isSend = calls.kinds[call] === SEND;
    if (calls.ended[call] === event) {
      if (isSend && answered[call] !== NONE) saw(answered[call]!, event);
      const end = batchStarts[batchesOf[call + 1]!]!;
      for (let each = batchStarts[batchesOf[call]!]!; each < end; each += 1) saw(sightingSlots[each]!, event);
      continue;
    }
    if (!isSend || calls.outcomes[call] === TYPE_FAIL) continue;
    const slot = slotOf[sent[call]!]!;
    // An element that was there before it was sent is a phantom, and has been reported.
    if (slot === NONE || placedAt[sent[call]!]! < event) continue;
    const series = seriesOf(event, slot);
    const best = greatest.get(series);
    if (best === undefined || slots.seconds[best]! <= slots.seconds[slot]!) continue;
    const before = { slot: best, event: shown.get(series)! };
    findings.found('nonmonotonic-send', () => explain(history, operations, known, call, before));
  }
}

function explain(
  history: History,
  operations: LogOperations,
  { slotOf, placedAt }: Places,
  send: number,
  before: { readonly slot: number; readonly event: number },
): Anomaly {
  const { values, slots, calls, sent } = operations;
  const element = sent[send]!;
  const slot = slotOf[element]!;
  const begun = calls.invoked[send]!;
  const provenAt = placedAt[element]!;
  const witness = history.partners[before.event]!;
  const ofProver = history.partners[provenAt]!;
  const isOwn = history.processes[begun] === history.processes[before.event];
  const seen = ofProver === begun ? `got offset ${values.offsetText(slot)} at ${moment(history, provenAt)}` : '';
  const polled = `stands at offset ${values.offsetText(slot)}, by ${shownBy(history, provenAt)}`;
  return {
    type: 'nonmonotonic-send',
    ...(isOwn ? {} : { also: ['appended in the past'] }),
    operations: [...new Set([begun, ofProver, witness])],
    prefix: provenAt + 1,
    time: history.times[provenAt]!,
    key: values.keyText(slots.firsts[slot]!),
    explanation: `Element ${values.elementText(element)} of ${theLog(operations, slots.firsts[slot]!)}, sent by process ${history.processes[begun]} (operation ${begun}, asked for at ${moment(history, begun)}), ${seen || polled}. When it was sent, the log had reached the greater offset ${values.offsetText(before.slot)} already, by ${shownBy(history, before.event)}. A log is appended to at its end.`,
    picture: pictureOf(history, [...new Set([witness, ofProver])], begun),
  };
}

function pictureOf(history: History, witnesses: readonly number[], culprit: number): IntervalPicture {
  const interval = (invocation: number): IntervalPicture['intervals'][number] => {
    const end = history.partners[invocation]!;
    return {
      operation: invocation,
      process: history.processes[invocation]!,
      label: history.functionNames[history.functions[invocation]!] ?? '',
      start: history.times[invocation]!,
      end: end < 0 ? null : history.times[end]!,
      role: invocation === culprit ? 'culprit' : 'witness',
    };
  };
  return { kind: 'intervals', intervals: [...new Set([...witnesses, culprit])].map(interval) };
}
