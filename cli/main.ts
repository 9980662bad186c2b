#!/usr/bin/env node
/** The command line, run: parses what was typed, and turns what goes wrong into one sentence and an exit code. */
import { CommanderError } from 'commander';
import { EXIT } from '../harness/contracts/errors.js';
import { reportError } from './output.js';
import { programFor } from './program.js';

const program = await programFor(process.argv.slice(2));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.valid : EXIT.usage;
  else process.exitCode = reportError(error, program.opts<{ verbose?: boolean }>().verbose === true);
}
