/** The whole command line: one file per command, gathered here. */
import { Command } from 'commander';
import { analyzeCommand } from './analyze.js';
import { checkCommand } from './check.js';
import { clientHostCommand } from './client-host.js';
import { doctorCommand } from './doctor.js';
import { exportCommand } from './export.js';
import { healCommand } from './heal.js';
import { insideCommand } from './inside.js';
import { listCommand } from './list.js';
import { mergeCommand } from './merge.js';
import { museumCommand } from './museum.js';
import { replayCommand } from './replay.js';
import { reportCommand } from './report.js';
import { runCommand } from './run.js';
import { serveCommand } from './serve.js';
import { shellCommand } from './shell.js';
import { suiteCommand } from './suite.js';
import { ownVersion } from './versions.js';

/** Not parsed yet. `visible` are those that --help lists. */
export const program = new Command('faultline')
  .description('Runs a real database under real faults and proves from the history whether a promise was broken.')
  .version(ownVersion())
  .option('--verbose', 'show where an error came from')
  .enablePositionalOptions()
  .showHelpAfterError('(--help shows what there is)')
  .showSuggestionAfterError()
  .exitOverride();

export const visible: readonly Command[] = [
  ...[runCommand, checkCommand, exportCommand, analyzeCommand, reportCommand, replayCommand],
  ...[suiteCommand, mergeCommand, museumCommand],
  ...[serveCommand, shellCommand, doctorCommand, healCommand, listCommand],
];
/** Started by us. */
const hidden = [insideCommand, clientHostCommand];
for (const command of [...visible, ...hidden])
  program.addCommand(command.exitOverride().copyInheritedSettings(program), { hidden: hidden.includes(command) });
