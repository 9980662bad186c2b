/** What two holds that overlap mean, in plain words: above all, whether the holder of before still wrote. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import { type History, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { lasted, moment } from '../explaining/moments.js';
import type { Holds } from './holds.js';
import { type LockOperations, NONE, STORE } from './lock-operations.js';
import type { Overlap } from './overlaps.js';
import { onLock, sayToken } from './wording.js';

/** Stores drawn at most. */
const MAX_DRAWN = 12;

/** Where this is told as the story of a paused lock holder. */
const FIGURE = 'figure 8-4 of “Designing Data-Intensive Applications”';

/** What the holder of before did when another had been given the lock. */
interface Evidence {
  /** Positions of its stores under the lock that were begun before the other's acquisition was answered, and ended after. */
  readonly underWay: readonly number[];
  /** Those that were begun after. */
  readonly begunAfter: readonly number[];
}

/** The anomaly of one overlap. Walks over the part of the history in which the first of the holds lasts. */
export function explainOverlap(
  history: History,
  operations: LockOperations,
  holds: Holds,
  { earlier, later }: Overlap,
): Anomaly {
  const given = holds.starts[later]!;
  const [before, after] = [holds.acquires[earlier]!, holds.acquires[later]!];
  const evidence = evidenceAfter(history, operations, holds, earlier, given);
  const succeeded = (position: number): boolean => operations.outcomes[position] === TYPE_OK;
  const wrote = evidence.begunAfter.find(succeeded);
  const wasWriting = evidence.underWay.find(succeeded);
  const first = who(history, operations, before);
  const second = who(history, operations, after);
  const tokenOf = (position: number): string => sayToken(operations, operations.tokens[position]!);
  const since = (event: number): string => lasted(history, given, event);
  const opening = `Two processes held the lock${onLock(operations, operations.names[before]!)} at the same time: ${first} since ${moment(history, holds.starts[earlier]!)}${tokenOf(before)}, ${second} since ${moment(history, given)}${tokenOf(after)}.`;
  const under = underToken(operations, before);
  const toAfter = `after ${second} had been given ${givenToken(operations, after)}`;
  const sentences = [opening];
  let culprit = operations.invoked[after]!;
  let provenAt = holds.ends[earlier]!;
  if (wrote !== undefined) {
    culprit = operations.invoked[wrote]!;
    provenAt = operations.ended[wrote]!;
    sentences.push(
      `${capital(first)} still wrote${under}, ${since(culprit)} ${toAfter} (operation ${culprit}, answered with ok at ${moment(history, provenAt)}).`,
      `So the lock alone did not keep two writers apart. A holder that was paused or cut off for too long, and does not know it, goes on like that (${FIGURE}).`,
    );
  } else if (wasWriting !== undefined) {
    const begun = operations.invoked[wasWriting]!;
    provenAt = operations.ended[wasWriting]!;
    sentences.push(
      `${capital(first)} was in the middle of a write${under} (operation ${begun}, asked for at ${moment(history, begun)}), which was answered with ok ${since(provenAt)} ${toAfter}.`,
      `Whether it was done before or after that, ${first} counted on the lock all the while (${FIGURE}).`,
    );
  } else {
    const [tried] = evidence.begunAfter;
    if (tried !== undefined) {
      provenAt = operations.invoked[tried]!;
      const fate = operations.outcomes[tried] === TYPE_FAIL ? 'it was refused' : 'nobody knows what became of it';
      sentences.push(
        `${capital(first)} still tried to write${under}, ${since(provenAt)} ${toAfter} (operation ${provenAt}; ${fate}).`,
      );
    } else if (holds.released[earlier] === 1) {
      sentences.push(`${capital(first)} called for the release only ${since(provenAt)} ${toAfter}.`);
    }
    const refused = evidence.underWay.find((position) => operations.outcomes[position] === TYPE_FAIL);
    if (refused !== undefined) {
      sentences.push(`A write of it that was under way then (operation ${operations.invoked[refused]}) was refused.`);
    }
  }
  const mentioned = [culprit, operations.invoked[before]!, operations.invoked[after]!, history.partners[provenAt]!];
  const isInvocation = operations.at[provenAt]! >= 0;
  if (isInvocation) mentioned[3] = provenAt;
  return {
    type: wrote === undefined ? 'overlapping-holds' : 'write-after-lost-lock',
    also: wrote === undefined ? ['mutual exclusion violated'] : ['zombie write', 'mutual exclusion violated'],
    operations: [...new Set(mentioned)],
    prefix: provenAt + 1,
    time: history.times[provenAt]!,
    key: operations.sayName(operations.names[before]!),
    explanation: sentences.join(' '),
    picture: pictureOf(history, operations, holds, { earlier, later }, evidence),
  };
}

function evidenceAfter(
  history: History,
  operations: LockOperations,
  holds: Holds,
  hold: number,
  given: number,
): Evidence {
  const acquire = holds.acquires[hold]!;
  const process = history.processes[operations.invoked[acquire]!];
  const token = operations.tokens[acquire]!;
  const underWay: number[] = [];
  const begunAfter: number[] = [];
  for (let event = holds.starts[hold]!; event <= holds.ends[hold]!; event += 1) {
    const position = operations.at[event]!;
    if (position < 0 || operations.kinds[position] !== STORE || history.processes[event] !== process) continue;
    if (operations.names[position] !== operations.names[acquire]) continue;
    const said = operations.tokens[position]!;
    if (said !== NONE && token !== NONE && said !== token) continue;
    if (event > given) begunAfter.push(position);
    else if (operations.ended[position]! > given) underWay.push(position);
  }
  return { underWay, begunAfter };
}

function pictureOf(
  history: History,
  operations: LockOperations,
  holds: Holds,
  { earlier, later }: Overlap,
  evidence: Evidence,
): IntervalPicture {
  const hold = (place: number, role: 'culprit' | 'witness'): IntervalPicture['intervals'][number] => {
    const position = holds.acquires[place]!;
    return {
      operation: operations.invoked[position]!,
      process: history.processes[operations.invoked[position]!]!,
      label: `holds the lock${sayToken(operations, operations.tokens[position]!)}`,
      start: history.times[holds.starts[place]!]!,
      end: history.times[holds.ends[place]!]!,
      role,
    };
  };
  const stores = [...evidence.underWay, ...evidence.begunAfter].slice(0, MAX_DRAWN).map((position) => {
    const event = operations.invoked[position]!;
    const ended = operations.outcomes[position] === TYPE_OK || operations.outcomes[position] === TYPE_FAIL;
    return {
      operation: event,
      process: history.processes[event]!,
      label: operations.outcomes[position] === TYPE_FAIL ? 'store, refused' : 'store',
      start: history.times[event]!,
      end: ended ? history.times[operations.ended[position]!]! : null,
      role: 'context' as const,
    };
  });
  return { kind: 'intervals', intervals: [hold(earlier, 'witness'), hold(later, 'culprit'), ...stores] };
}

function who(history: History, operations: LockOperations, position: number): string {
  return `process ${history.processes[operations.invoked[position]!]}`;
}

function underToken(operations: LockOperations, position: number): string {
  const token = operations.tokens[position]!;
  return token === NONE ? ' under the lock' : ` under token ${operations.tokenTable.text(token)}`;
}

function givenToken(operations: LockOperations, position: number): string {
  const token = operations.tokens[position]!;
  return token === NONE ? 'the lock' : `token ${operations.tokenTable.text(token)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
