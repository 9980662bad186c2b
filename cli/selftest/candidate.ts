/** A target's client interface in every trouble, answer by answer: what comes of it, and what is wrong with it. */
import type { ClosableClient } from '../../harness/contracts/target.js';
import { explain } from './explain.js';
import { isLastAnswerLost, type Seen, type Wrong, wrongsOf } from './judge.js';
import type { Operation, Subject } from './operation.js';
import type { Slots } from './slots.js';
import { NotTestable, type Setting, troubled, untroubled } from './trial.js';
import { answersToLose, losesAnswer, TROUBLES, type Trouble } from './trouble.js';

/** What came to nothing, as a transaction that was in another's way, is tried so often. */
const TRIES = 3;

/** One operation in one trouble, as --json prints it. */
export interface Trial extends Seen {
  readonly operation: string;
  /** Empty of a client that did right. */
  readonly wrongs: readonly { readonly wrong: Wrong; readonly explanation: string }[];
}

/** What became of a client interface. */
export interface Candidate {
  readonly client: string;
  readonly passed: boolean;
  readonly trials: readonly Trial[];
  /** By operation, why it could not even be tried. */
  readonly untested: readonly { readonly operation: string; readonly reason: string }[];
}

/** Tries all of it. */
export async function tryClient<Client extends ClosableClient>(
  client: string,
  { isShared, operations }: Subject<Client>,
  setting: Setting<Client>,
  slots: Slots,
): Promise<Candidate> {
  const trials: Trial[] = [];
  const untested: { operation: string; reason: string }[] = [];
  const tryOperation = async (operation: Operation<Client>, inOrder: InOrder): Promise<void> => {
    try {
      const { answers } = await slots.run(() => untroubled(setting, operation));
      await inOrder(
        plansFor(answers).map((plan) => async () => {
          trials.push(await slots.run(() => trial(setting, operation, { ...plan, answers })));
        }),
      );
    } catch (error) {
      if (!(error instanceof NotTestable)) throw error;
      untested.push({ operation: operation.name, reason: error.message });
    }
  };
  const isAlone = ({ changes }: Operation<Client>): boolean => isShared && changes;
  const alone = operations.filter(isAlone).map((operation) => () => tryOperation(operation, oneByOne));
  const others = operations.filter((operation) => !isAlone(operation)).map((each) => () => tryOperation(each, all));
  await all([() => oneByOne(alone), ...others]);
  const place = ({ operation, trouble, answer }: Trial): number =>
    (operations.findIndex(({ name }) => name === operation) * TROUBLES.length + TROUBLES.indexOf(trouble)) * 1_000 +
    answer;
  trials.sort((one, other) => place(one) - place(other));
  const passed = untested.length === 0 && trials.every(({ wrongs }) => wrongs.length === 0);
  return { client, passed, trials, untested };
}

function plansFor(answers: number): readonly { readonly trouble: Trouble; readonly answer: number }[] {
  return TROUBLES.flatMap((trouble) =>
    losesAnswer(trouble) ? answersToLose(answers).map((answer) => ({ trouble, answer })) : [{ trouble, answer: 0 }],
  );
}

async function trial<Client extends ClosableClient>(
  setting: Setting<Client>,
  operation: Operation<Client>,
  plan: { readonly trouble: Trouble; readonly answer: number; readonly answers: number },
): Promise<Trial> {
  let seen = await troubled(setting, operation, plan);
  for (let count = 1; count < TRIES && (cameToNothing(seen) || isDoubtful(seen)); count += 1) {
    seen = await troubled(setting, operation, plan);
  }
  if (!seen.hasHappened && seen.said === 'success' && plan.answer > 1) {
    // It took fewer answers than were counted: a sign of life had come between them. So it is the one before that tells.
    return trial(setting, operation, { ...plan, answer: plan.answer - 1, answers: plan.answer - 1 });
  }
  const wrongs = wrongsOf(seen).map((wrong) => ({ wrong, explanation: explain(wrong, seen, setting) }));
  return { operation: operation.name, ...seen, wrongs };
}

/** Nothing is wrong, but the trouble did not come, or what was lost was not the answer to a change that was made. */
function cameToNothing(seen: Seen): boolean {
  if (wrongsOf(seen).length > 0) return false;
  return !seen.hasHappened || (isLastAnswerLost(seen) && seen.effects === 0);
}

/** What a busy machine may bring about too, on which a lock may have run out: believed when it is so every time. */
const DOUBTFUL: readonly Wrong[] = ['invented-answer', 'success-of-nothing', 'endless'];

function isDoubtful(seen: Seen): boolean {
  const wrongs = wrongsOf(seen);
  return wrongs.length > 0 && wrongs.every((wrong) => DOUBTFUL.includes(wrong));
}

type InOrder = (works: readonly (() => Promise<void>)[]) => Promise<void>;

async function oneByOne(works: readonly (() => Promise<void>)[]): Promise<void> {
  for (const work of works) await work();
}

/** When one fails, the others end first. */
async function all(works: readonly (() => Promise<void>)[]): Promise<void> {
  const ended = await Promise.allSettled(works.map((work) => work()));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
}
