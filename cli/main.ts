#!/usr/bin/env node
/** The command line: one file per command, gathered here. */
import { Command, CommanderError } from 'commander';
import { EXIT } from '../harness/contracts/errors.js';
import { analyzeCommand } from './analyze.js';
import { checkCommand } from './check.js';
import { clientHostCommand } from './client-host.js';
import { doctorCommand } from './doctor.js';
import { exportCommand } from './export.js';
import { healCommand } from './heal.js';
import { insideCommand } from './inside.js';
import { listCommand } from './list.js';
import { museumCommand } from './museum.js';
import { reportError } from './output.js';
import { replayCommand } from './replay.js';
import { reportCommand } from './report.js';
import { runCommand } from './run.js';
import { shellCommand } from './shell.js';
import { ownVersion } from './versions.js';

const program = new Command('faultline')
  .description('Runs a real database under real faults and proves from the history whether a promise was broken.')
  .version(ownVersion())
  .option('--verbose', 'show where an error came from')
  .enablePositionalOptions()
  .showHelpAfterError('(--help shows what there is)')
  .showSuggestionAfterError()
  .exitOverride();

const commands = [
  ...[runCommand, checkCommand, exportCommand, analyzeCommand, reportCommand, replayCommand],
  museumCommand,
  ...[shellCommand, doctorCommand, healCommand, listCommand],
];
/** Started by us. */
const hidden = [insideCommand, clientHostCommand];
for (const command of [...commands, ...hidden])
  program.addCommand(command.exitOverride().copyInheritedSettings(program), { hidden: hidden.includes(command) });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.valid : EXIT.usage;
  else process.exitCode = reportError(error, program.opts<{ verbose?: boolean }>().verbose === true);
}
