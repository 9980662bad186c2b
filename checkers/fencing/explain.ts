/** What a wrong token means, in plain words. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { lasted, moment } from '../explaining/moments.js';
import type { LockOperations } from '../mutual-exclusion/lock-operations.js';
import { onLock } from '../mutual-exclusion/wording.js';
import type { Acceptances, LateAcceptance } from './acceptances.js';
import type { Misgrant } from './grants.js';

/** Where storage checks tokens for the same reason. */
const FIGURE = 'figure 8-5 of “Designing Data-Intensive Applications”';

export function explainGrant(history: History, operations: LockOperations, misgrant: Misgrant): Anomaly {
  const { kind, wrong, before } = misgrant;
  const { invoked, ended, names } = operations;
  const lock = onLock(operations, names[wrong]!);
  const [answer, earlier] = [ended[wrong]!, ended[before]!];
  const told =
    kind === 'duplicate'
      ? `The lock${lock} was granted to ${who(history, operations, wrong)} with token ${token(operations, wrong)} at ${moment(history, answer)} (operation ${invoked[wrong]}), and ${who(history, operations, before)} had been granted it with the same token at ${moment(history, earlier)} (operation ${invoked[before]}). Storage cannot tell the two holders apart.`
      : `The lock${lock} was granted to ${who(history, operations, wrong)} with token ${token(operations, wrong)} (operation ${invoked[wrong]}, asked for at ${moment(history, invoked[wrong]!)}), ${lasted(history, earlier, invoked[wrong]!)} after ${who(history, operations, before)} had been granted it with the greater token ${token(operations, before)} (operation ${invoked[before]}). Storage that refuses old tokens would refuse the new holder.`;
  return {
    type: kind === 'duplicate' ? 'duplicate-token' : 'token-went-back',
    operations: [invoked[wrong]!, invoked[before]!],
    prefix: answer + 1,
    time: history.times[answer]!,
    key: operations.sayName(names[wrong]!),
    explanation: told,
    picture: pictureOf(history, operations, wrong, before, 'acquire'),
  };
}

export function explainAcceptance(
  history: History,
  operations: LockOperations,
  { by }: Acceptances,
  { late, before }: LateAcceptance,
): Anomaly {
  const { invoked, ended, names, outcomes } = operations;
  const seen = (store: number): string => {
    const event = by[store]!;
    return event === ended[store]
      ? `answered with ok at ${moment(history, event)}`
      : `read at ${moment(history, event)}`;
  };
  const proven = by[late]!;
  const readers = [late, before].flatMap((store) =>
    by[store] === ended[store] ? [] : [history.partners[by[store]!]!],
  );
  const onTime = outcomes[before] === TYPE_OK ? '' : ', though its own answer never came';
  return {
    type: 'stale-token-accepted',
    also: ['write of a fenced-off holder'],
    operations: [invoked[late]!, invoked[before]!, ...readers],
    prefix: Math.max(proven, by[before]!) + 1,
    time: history.times[proven]!,
    key: operations.sayName(names[late]!),
    explanation: `Storage accepted a write of ${who(history, operations, late)} under token ${token(operations, late)} of the lock${onLock(operations, names[late]!)} (operation ${invoked[late]}, asked for at ${moment(history, invoked[late]!)}, ${seen(late)}), ${lasted(history, by[before]!, invoked[late]!)} after it had accepted one of ${who(history, operations, before)} under the greater token ${token(operations, before)} (operation ${invoked[before]}, ${seen(before)}${onTime}). Storage that is fenced refuses it (${FIGURE}).`,
    picture: pictureOf(history, operations, late, before, 'store'),
  };
}

function pictureOf(
  history: History,
  operations: LockOperations,
  culprit: number,
  witness: number,
  what: string,
): IntervalPicture {
  const interval = (position: number, role: 'culprit' | 'witness'): IntervalPicture['intervals'][number] => {
    const { invoked, ended, outcomes } = operations;
    return {
      operation: invoked[position]!,
      process: history.processes[invoked[position]!]!,
      label: `${what}, token ${token(operations, position)}`,
      start: history.times[invoked[position]!]!,
      end: outcomes[position] === TYPE_OK ? history.times[ended[position]!]! : null,
      role,
    };
  };
  return { kind: 'intervals', intervals: [interval(witness, 'witness'), interval(culprit, 'culprit')] };
}

function who(history: History, { invoked }: LockOperations, position: number): string {
  return `process ${history.processes[invoked[position]!]}`;
}

function token({ tokenTable, tokens }: LockOperations, position: number): string {
  return tokenTable.text(tokens[position]!);
}
