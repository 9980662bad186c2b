/** What is wrong with a set, in plain words. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import { type History, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { type Calls, keyText } from '../../harness/history/calls.js';
import { rangesOf, sayLosses, summariseLosses } from '../explaining/losses.js';
import { counted, lasted, moment } from '../explaining/moments.js';
import { NONE, type SetOperations } from './set-operations.js';
import type { Misshown, Sightings } from './sightings.js';
import type { Reads, Visibility } from './visibility.js';

/** Operations that an anomaly names at most. */
const MAX_NAMED = 10;

/** Everything that was found out about a history. */
export interface JudgedSet {
  readonly history: History;
  readonly operations: SetOperations;
  readonly seen: Sightings;
  readonly reads: Reads;
  readonly visibility: Visibility;
}

type Interval = IntervalPicture['intervals'][number];

export function explainPhantom(history: History, operations: SetOperations, { element, read }: Misshown): Anomaly {
  const { calls, ids, elements } = operations;
  const asked = elements.indexOf(element);
  const isLater = asked !== NONE && history.hasTimes && calls.invoked[asked]! > calls.ended[read]!;
  const why =
    asked === NONE
      ? 'which nobody ever tried to add'
      : isLater
        ? `which nobody had tried to add by then: the first to do so is operation ${calls.invoked[asked]}, of ${who(history, calls, asked)}, at ${moment(history, calls.invoked[asked]!)}`
        : `which was added by none but operation ${calls.invoked[asked]}, of ${who(history, calls, asked)}, and that surely had no effect`;
  const others = asked === NONE ? [] : [asked];
  return {
    ...framed(history, operations, 'phantom', read, others),
    ...certainAt(history, operations, element, read),
    also: ['out of thin air', 'unexpected element'],
    explanation: `${capital(sayRead(history, calls, read))} showed ${ids.text(element)}${inKey(operations, element)}, ${why}.`,
  };
}

export function explainDuplicate(
  history: History,
  operations: SetOperations,
  { adders }: Sightings,
  { element, read, shown, attempts }: Misshown,
): Anomaly {
  const { calls, ids } = operations;
  const adder = adders[element]!;
  const tries = attempts === 1 ? 'it was added once' : `it had been added ${attempts} times at most`;
  return {
    ...framed(history, operations, 'duplicated', read, [adder]),
    ...certainAt(history, operations, element, read),
    explanation: `${capital(sayRead(history, calls, read))} showed ${ids.text(element)}${inKey(operations, element)} ${shown} times, and ${tries} (operation ${calls.invoked[adder]}, of ${who(history, calls, adder)}, at ${moment(history, calls.invoked[adder]!)}).`,
  };
}

/** Of all elements of one key that were lost. */
export function explainLoss(judged: JudgedSet, lost: readonly number[]): Anomaly {
  const { history, operations, seen, reads, visibility } = judged;
  const { calls, ids } = operations;
  const first = lost[0]!;
  const key = ids.key(first);
  const finals = [...reads.positions.subarray(reads.finals[key]!, reads.starts[key + 1]!)];
  const last = finals.reduce((latest, at) => (calls.ended[at]! > calls.ended[latest]! ? at : latest));
  const adders = lost.map((element) => seen.adders[element]!);
  const events = adders.map((at) => calls.invoked[at]!).sort((left, right) => left - right);
  const values = lost.map((element) => ids.value(element));
  const said = sayLosses(history, events, summariseLosses(history, events, values));
  const seenLast = visibility.lastSeen[first]!;
  const sighting = seenLast === NONE ? NONE : reads.positions[seenLast]!;
  const fate =
    sighting === NONE
      ? 'no read ever showed it'
      : `it was shown for the last time by ${sayRead(history, calls, sighting)}`;
  const adder = seen.adders[first]!;
  const subject = lost.length === 1 ? 'was' : 'were';
  const which = finals.length === 1 ? 'the only read' : `none of the ${finals.length} reads`;
  const when = reads.areFinalsMarked ? 'in the end, after every add had ended,' : 'after every add had ended';
  const shows = finals.length === 1 ? 'does not show' : 'shows';
  const them = lost.length === 1 ? 'it' : 'them';
  return {
    ...framed(history, operations, 'lost', last, [
      ...adders.slice(0, MAX_NAMED),
      ...(sighting === NONE ? [] : [sighting]),
    ]),
    also: ['lost write', 'lost acknowledged add'],
    explanation: `${counted(lost.length, 'acknowledged element')}${inKey(operations, first)} ${subject} lost: ${said} ${capital(which)} that began ${when} ${shows} ${them}${finals.length === 1 ? ': ' : '; the last is '}${sayRead(history, calls, last)}. ${lost.length === 1 ? 'It' : `The first, ${ids.text(first)},`} was added by ${who(history, calls, adder)} (operation ${calls.invoked[adder]}) and acknowledged at ${moment(history, seen.acknowledged[first]!)}; ${fate}.`,
  };
}

/** Of all elements for which one read is the first that should have shown them, and did not. */
export function explainStaleRead(judged: JudgedSet, stale: readonly number[]): Anomaly {
  const { history, operations, seen, reads, visibility } = judged;
  const { calls, ids } = operations;
  const first = stale[0]!;
  const read = reads.positions[visibility.missing[first]!]!;
  const adder = seen.adders[first]!;
  const seenBy = seen.seenBy[first]!;
  const acknowledged = seen.acknowledged[first]!;
  const isAcknowledged = acknowledged !== NONE && acknowledged < calls.invoked[read]!;
  const known = isAcknowledged ? acknowledged : calls.ended[seenBy]!;
  const what = stale.length === 1 ? 'it' : ids.text(first);
  const reason = isAcknowledged
    ? `the add of ${what} (operation ${calls.invoked[adder]}, of ${who(history, calls, adder)}) had been acknowledged`
    : `${what} had been shown by ${sayRead(history, calls, seenBy)}`;
  const later = visibility.lastSeen[first]!;
  const isLater = later !== NONE && later > visibility.missing[first]!;
  const again = isLater ? `; it was shown later, such as by operation ${calls.invoked[reads.positions[later]!]}` : '';
  const subject =
    stale.length === 1
      ? ids.text(first)
      : `${counted(stale.length, 'element')} that were there (${rangesOf(stale.map((each) => ids.value(each)))})`;
  return {
    ...framed(history, operations, 'stale', read, [
      ...stale.slice(0, MAX_NAMED).map((each) => seen.adders[each]!),
      ...(isAcknowledged ? [] : [seenBy]),
    ]),
    also: ['stale read'],
    explanation: `${capital(sayRead(history, calls, read))} did not show ${subject}${inKey(operations, first)}: ${lasted(history, known, calls.invoked[read]!)} before it began, ${reason}${again}.`,
  };
}

/** An add that was under way when it was read, and failed later, is no excuse from then on. */
function certainAt(
  history: History,
  { calls, elements }: SetOperations,
  element: number,
  read: number,
): Pick<Anomaly, 'prefix' | 'time'> {
  const shown = calls.ended[read]!;
  let last = shown;
  for (let at = 0; at < calls.length; at += 1) {
    if (elements[at] !== element || calls.outcomes[at] !== TYPE_FAIL) continue;
    if (calls.invoked[at]! < shown) last = Math.max(last, calls.ended[at]!);
  }
  return { prefix: history.hasTimes ? last + 1 : history.length, time: history.times[last]! };
}

/** What all have in common: the read at which it breaks, what it contradicts, and a picture of both. */
function framed(
  history: History,
  operations: SetOperations,
  type: string,
  read: number,
  others: readonly number[],
): Omit<Anomaly, 'explanation'> {
  const { calls } = operations;
  const end = calls.ended[read]!;
  const interval = (at: number, role: Interval['role']): Interval => ({
    operation: calls.invoked[at]!,
    process: history.processes[calls.invoked[at]!]!,
    label: operations.elements[at] === NONE ? 'read' : `add ${operations.ids.text(operations.elements[at]!)}`,
    start: history.times[calls.invoked[at]!]!,
    end: calls.outcomes[at] === TYPE_OK ? history.times[calls.ended[at]!]! : null,
    role,
  });
  const key = keyText(calls, calls.keys[read]!);
  return {
    type,
    operations: [...new Set([read, ...others].map((at) => calls.invoked[at]!))],
    prefix: end + 1,
    time: history.times[end]!,
    ...(key === undefined ? {} : { key }),
    picture: {
      kind: 'intervals',
      intervals: [...others.map((at) => interval(at, 'witness')), interval(read, 'culprit')],
    },
  };
}

function sayRead(history: History, calls: Calls, at: number): string {
  return `the read of ${who(history, calls, at)} (operation ${calls.invoked[at]}, asked for at ${moment(history, calls.invoked[at]!)}, answered at ${moment(history, calls.ended[at]!)})`;
}

function who(history: History, { invoked }: Calls, at: number): string {
  return `process ${history.processes[invoked[at]!]}`;
}

function inKey({ calls, ids }: SetOperations, element: number): string {
  const key = keyText(calls, ids.key(element));
  return key === undefined ? '' : ` of key ${key}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
