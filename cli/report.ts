/** `faultline report`: writes the report of a stored run again. */
import { Command } from 'commander';
import { readHistory } from '../harness/history/read.js';
import { openRun, readVerdict } from '../harness/results/index.js';
import { writeReports } from './judge.js';
import { printJson } from './output.js';

export const reportCommand = new Command('report')
  .description('write the report of a stored run again')
  .argument('<run>', 'its folder, or latest')
  .option('--results <folder>', 'where runs are kept', 'results')
  .option('--json', 'print one JSON object')
  .action(async (path: string, options: { results: string; json?: boolean }) => {
    const { test, folder } = openRun(path, options.results);
    const { history } = await readHistory(folder.historyPath, { tornTail: 'drop' });
    writeReports({ test, folder, history, log: (line) => console.error(line) }, readVerdict(folder));
    if (options.json === true) printJson({ report: folder.reportPath });
    else console.log(folder.reportPath);
  });
