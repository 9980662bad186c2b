/** What a log promises, from the definition: is there a log, and a moment for every send, that explains all answers? */
import type { Operation } from '../../harness/contracts/operation.js';

interface Send {
  readonly key: string;
  readonly element: number;
  readonly from: number;
  /** Null where nobody knows how it ended. */
  readonly acknowledged: number | null;
  readonly failed: boolean;
  readonly offset: number | null;
}

interface Pair {
  readonly key: string;
  readonly offset: number;
  readonly element: number;
}

interface Poll {
  readonly process: Operation['process'];
  readonly from: number;
  readonly fromNs: number;
  readonly to: number;
  readonly pairs: readonly Pair[];
  /** The process never subscribed before. */
  readonly isOwn: boolean;
  /** Keys that it was assigned last, and when; null where it never was. */
  readonly assigned: { readonly keys: readonly string[]; readonly since: number } | null;
}

type Log = readonly Pair[];

/** Null where the history proves nothing either way. */
export function logHolds(events: readonly Operation[]): boolean | null {
  const sends = sendsOf(events);
  const polls = pollsOf(events);
  const returned = (element: number): boolean =>
    polls.some(({ pairs }) => pairs.some((pair) => pair.element === element));
  if (!logs(sends, polls, returned).some((log) => explains(log, events, sends, polls, returned))) return false;
  const acknowledged = sends.filter((send) => send.acknowledged !== null);
  if (acknowledged.some(({ element }) => !returned(element))) return null;
  return acknowledged.length === 0 && polls.every(({ pairs }) => pairs.length === 0) ? null : true;
}

/** Every log that there might be. What nobody saw and nobody acknowledged need not have been written. */
function logs(sends: readonly Send[], polls: readonly Poll[], returned: (element: number) => boolean): readonly Log[] {
  const known = [
    ...sends.flatMap(({ offset }) => offset ?? []),
    ...polls.flatMap(({ pairs }) => pairs.map(({ offset }) => offset)),
  ];
  let all: Log[] = [[]];
  for (const [at, { key, element, acknowledged, failed, offset }] of sends.entries()) {
    if (failed || (acknowledged === null && !returned(element))) continue;
    const seen = polls.flatMap(({ pairs }) => pairs.filter((pair) => pair.element === element && pair.key === key));
    // One of which nobody was told where it stands may stand anywhere between the others.
    const between = [-1, ...known].map((each) => each + (at + 1) / 100);
    const places = offset !== null ? [offset] : seen.length > 0 ? seen.map((pair) => pair.offset) : between;
    all = all.flatMap((log) => [...new Set(places)].map((place) => [...log, { key, element, offset: place }]));
  }
  return all;
}

function explains(
  log: Log,
  events: readonly Operation[],
  sends: readonly Send[],
  polls: readonly Poll[],
  returned: (element: number) => boolean,
): boolean {
  const sendOf = (pair: Pair): Send | undefined =>
    sends.find(({ key, element }) => key === pair.key && element === pair.element);
  const has = ({ key, offset, element }: Pair): boolean =>
    log.some((pair) => pair.key === key && pair.offset === offset && pair.element === element);
  const follows = (before: Pair, after: Pair): boolean =>
    before.offset < after.offset &&
    log.every(({ key, offset }) => key !== after.key || offset <= before.offset || offset >= after.offset);
  /** The last moment at which it can have been written. */
  const latest = (pair: Pair): number =>
    Math.min(
      sendOf(pair)?.acknowledged ?? events.length,
      ...polls.filter(({ pairs }) => pairs.some(({ element }) => element === pair.element)).map(({ to }) => to),
    );
  const inOrder = log.every((low) =>
    log.every(
      (high) =>
        low === high ||
        low.key !== high.key ||
        (low.offset !== high.offset && (low.offset > high.offset || (sendOf(low)?.from ?? 0) < latest(high))),
    ),
  );
  const everySeen = polls.every(({ pairs, to }) =>
    pairs.every((pair) => has(pair) && (sendOf(pair)?.from ?? events.length) < to),
  );
  return (
    inOrder &&
    everySeen &&
    readings(polls).every((reading) => reading.every((pair, at) => at === 0 || follows(reading[at - 1]!, pair))) &&
    nothingPassed(log, events, polls, returned) &&
    nothingHidden(sends, events, polls, returned)
  );
}

/** What was read of one key without a break: in one poll, and by one process from one assignment to the next. */
function readings(polls: readonly Poll[]): readonly (readonly Pair[])[] {
  const keys = [...new Set(polls.flatMap(({ pairs }) => pairs.map(({ key }) => key)))];
  return keys.flatMap((key) => {
    const ofKey = ({ pairs }: Poll): Pair[] => pairs.filter((pair) => pair.key === key);
    const assigned = polls.filter((poll) => poll.isOwn && poll.assigned?.keys.includes(key));
    const spells = [...new Set(assigned.map((poll) => `${poll.process} ${poll.assigned?.since}`))];
    const ofSpell = (spell: string): Pair[] =>
      assigned.filter((poll) => `${poll.process} ${poll.assigned?.since}` === spell).flatMap(ofKey);
    return [...polls.map(ofKey), ...spells.map(ofSpell)];
  });
}

/** Whoever reads alone was returned, or another was, whatever stands below where it has come to; and so is a group. */
function nothingPassed(
  log: Log,
  events: readonly Operation[],
  polls: readonly Poll[],
  returned: (element: number) => boolean,
): boolean {
  const answered = events.filter(({ type, f }) => (type === 'ok' || type === 'fail') && f === 'poll').length;
  const asked = events.filter(({ type, f }) => type === 'invoke' && f === 'poll').length;
  const sure = polls.filter(({ isOwn }) => isOwn || answered === asked);
  return log.every(
    ({ key, offset, element }) =>
      returned(element) || sure.every(({ pairs }) => pairs.every((pair) => pair.key !== key || pair.offset < offset)),
  );
}

/** Whoever gets nothing three times over two seconds, and then asks no more, has come to the end of its logs. */
function nothingHidden(
  sends: readonly Send[],
  events: readonly Operation[],
  polls: readonly Poll[],
  returned: (element: number) => boolean,
): boolean {
  const isRun = (first: Poll, last: Poll): boolean => {
    const between = events.filter(
      ({ index, process, f, type }) =>
        process === first.process && index >= first.from && f !== 'send' && type === 'invoke',
    );
    const own = polls.filter(({ process, from }) => process === first.process && from >= first.from);
    return (
      own.at(-1) === last &&
      own.length === between.length &&
      own.length >= 3 &&
      own.every(({ pairs }) => pairs.length === 0) &&
      last.fromNs - first.fromNs >= 2e9
    );
  };
  return sends.every(
    ({ key, element, acknowledged }) =>
      acknowledged === null ||
      returned(element) ||
      !polls.some(
        (first) =>
          first.isOwn &&
          first.from > acknowledged &&
          (first.assigned === null || first.assigned.keys.includes(key)) &&
          polls.some((last) => last.process === first.process && isRun(first, last)),
      ),
  );
}

function answerOf(events: readonly Operation[], { index, process }: Operation): Operation | undefined {
  return events.find((event) => event.index > index && event.process === process);
}

function sendsOf(events: readonly Operation[]): readonly Send[] {
  return events
    .filter(({ type, f }) => type === 'invoke' && f === 'send')
    .map((asked) => {
      const [key, element] = asked.value as [string, number];
      const answer = answerOf(events, asked);
      const told = answer?.type === 'ok' ? (answer.value as [string, unknown])[1] : null;
      const offset = Array.isArray(told) ? (told[0] as number | null) : null;
      const acknowledged = answer?.type === 'ok' ? answer.index : null;
      return { key, element, from: asked.index, acknowledged, failed: answer?.type === 'fail', offset };
    });
}

function pollsOf(events: readonly Operation[]): readonly Poll[] {
  return events.flatMap((asked): Poll[] => {
    if (asked.type !== 'invoke' || asked.f !== 'poll') return [];
    const answer = answerOf(events, asked);
    if (answer?.type !== 'ok') return [];
    const before = events.filter(({ index, process }) => index < asked.index && process === asked.process);
    const assignment = before.findLast(({ f, type }) => f === 'assign' && type === 'ok');
    // Asking anew is a break, whatever comes of it.
    const since = before.findLast(({ f }) => f === 'assign')?.index ?? -1;
    const value = answer.value as Readonly<Record<string, readonly (readonly [number, number])[]>>;
    return [
      {
        ...{ process: asked.process, from: asked.index, fromNs: asked.time, to: answer.index },
        pairs: Object.entries(value).flatMap(([key, pairs]) =>
          pairs.map(([offset, element]) => ({ key, offset, element })),
        ),
        isOwn: !before.some(({ f }) => f === 'subscribe'),
        assigned: assignment === undefined ? null : { keys: assignment.value as string[], since },
      },
    ];
  });
}
