/** `faultline analyze`: judges a stored run again, with today's checkers. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { FaultlineError } from '../harness/contracts/errors.js';
import { readHistory } from '../harness/history/read.js';
import { renderSummary } from '../harness/report/terminal/summary.js';
import { FILES, openRun, readJson, readVerdict, type StoredRun } from '../harness/results/index.js';
import { evidenceSchema, NO_EVIDENCE } from '../harness/run/evidence.js';
import { loadWorkload } from './catalogue.js';
import { judgeAndWrite } from './judge.js';
import { printJson, terminal } from './output.js';

export const analyzeCommand = new Command('analyze')
  .description('judge a stored run again')
  .argument('<run>', 'its folder, or latest')
  .option('--results <folder>', 'where runs are kept', 'results')
  .option('--json', 'print the verdict as one JSON object')
  .action(async (path: string, options: { results: string; json?: boolean }) => {
    const run = openRun(path, options.results);
    const { test, folder } = run;
    const { history, droppedTail } = await readHistory(folder.historyPath, { tornTail: 'drop' });
    if (droppedTail) console.error('the last line of the history was torn and is left out');
    const workload = await loadWorkload(test.workload);
    const log = (line: string): void => console.error(line);
    const verdict = await judgeAndWrite({ test, workload, folder, history, log, ...leftBy(run) });
    if (options.json === true) printJson(verdict);
    else console.log(renderSummary({ test, verdict, reportPath: folder.reportPath }, terminal(process.stdout)));
    process.exitCode = verdict.exitCode;
  });

/** What the run itself left beside its history; a killed one left nothing, and is judged as one that broke off. */
function leftBy({ folder }: StoredRun) {
  const evidencePath = join(folder.path, FILES.evidence);
  if (!existsSync(evidencePath)) {
    const runError = new FaultlineError('the run broke off before its end', { code: 'broke-off' });
    return { evidence: NO_EVIDENCE, runError, interrupted: false };
  }
  const { runError, interrupted } = readVerdict(folder);
  return {
    evidence: readJson(evidencePath, evidenceSchema),
    runError: runError === null ? null : new FaultlineError(runError.message, { code: runError.code }),
    interrupted,
  };
}
