/** `faultline look`: judges what there is of a run in progress; started by a run with --bail, of no use by hand. */
import { constants, setPriority } from 'node:os';
import { Command } from 'commander';
import { readHistory } from '../harness/history/read.js';
import { openRun } from '../harness/results/index.js';
import { budgetFromNow } from '../harness/run/judge.js';
import { loadWorkload } from './catalogue.js';
import type { LookAnswer } from './early-looks.js';
import { printJsonLine } from './output.js';
import { checkerFor } from './properties.js';

/** What one look may take, ms: what takes longer is judged at the end. */
const LOOK_TIME_MS = 20_000;

export const lookCommand = new Command('look').argument('<run>').action(async (run: string) => {
  setPriority(constants.priority.PRIORITY_LOW);
  const { test, folder } = openRun(run);
  const checker = await checkerFor(await loadWorkload(test.workload), test.judge);
  const { history } = await readHistory(folder.historyPath, { tornTail: 'drop' });
  const { valid, anomalies } = await checker.check(history, { budget: budgetFromNow(LOOK_TIME_MS), keyed: test.keyed });
  const [first] = anomalies;
  const answer: LookAnswer = {
    violated: valid === false,
    ...(valid === false && first !== undefined ? { explanation: first.explanation } : {}),
  };
  printJsonLine(answer);
});
