/** What contradicting answers about leaders mean, in plain words. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { keyText } from '../../harness/history/calls.js';
import { moment } from '../explaining/moments.js';
import { type LeaderAnswers, NONE } from './answers.js';

/** Two answers that name different leaders of one term. */
export function explainTwoLeaders(history: History, answers: LeaderAnswers, wrong: number, before: number): Anomaly {
  const told = (call: number): string =>
    `${leaderText(answers, call)}, said ${asked(history, answers, call)} (operation ${answers.calls.invoked[call]}, answered at ${moment(history, answers.calls.ended[call]!)})`;
  return {
    type: 'two-leaders',
    also: ['split brain'],
    ...proof(history, answers, wrong, before),
    explanation: `Term ${answers.terms[wrong]} had two leaders: ${told(before)}, and ${told(wrong)}. Whoever leads a term is elected by a majority, and there are no two of them.`,
  };
}

/** A node that told a greater term before. */
export function explainStepBack(history: History, answers: LeaderAnswers, wrong: number, before: number): Anomaly {
  const { calls, terms } = answers;
  const node = history.node(calls.invoked[wrong]!);
  return {
    type: 'term-went-back',
    also: ['amnesia'],
    ...proof(history, answers, wrong, before),
    explanation: `Node ${node} went back to term ${terms[wrong]} (operation ${calls.invoked[wrong]}, asked for at ${moment(history, calls.invoked[wrong]!)}), though it had been in term ${terms[before]} at ${moment(history, calls.ended[before]!)} (operation ${calls.invoked[before]}). A node that forgets its term may vote in it again, for another leader.`,
  };
}

function proof(history: History, answers: LeaderAnswers, wrong: number, before: number) {
  const { invoked, ended, keys } = answers.calls;
  const key = keyText(answers.calls, keys[wrong]!);
  const interval = (call: number, role: 'culprit' | 'witness'): IntervalPicture['intervals'][number] => ({
    operation: invoked[call]!,
    process: history.processes[invoked[call]!]!,
    label: `${answers.leaders[call] === NONE ? 'nobody' : leaderText(answers, call)} in term ${answers.terms[call]}`,
    start: history.times[invoked[call]!]!,
    end: history.times[ended[call]!]!,
    role,
  });
  const picture: IntervalPicture = {
    kind: 'intervals',
    intervals: [interval(before, 'witness'), interval(wrong, 'culprit')],
  };
  return {
    operations: [invoked[wrong]!, invoked[before]!],
    prefix: ended[wrong]! + 1,
    time: history.times[ended[wrong]!]!,
    ...(key === undefined ? {} : { key }),
    picture,
  };
}

/** The name of the leader, without the quotes of JSON. */
function leaderText({ nodeTable, leaders }: LeaderAnswers, call: number): string {
  const json = nodeTable.text(leaders[call]!);
  return json.startsWith('"') ? json.slice(1, -1) : json;
}

/** Who answered: the node, or where the history does not say, whoever process 3 asked. */
function asked(history: History, { calls }: LeaderAnswers, call: number): string {
  const event = calls.invoked[call]!;
  return history.node(event) ?? `whom process ${history.processes[event]} asked`;
}
