/** What the command line prints: errors as one clear sentence with the next step, results as text or JSON. */
import chalk, { chalkStderr } from 'chalk';
import { EXIT, FaultlineError, messageOf } from '../harness/contracts/errors.js';
import { wantsColor } from '../harness/report/terminal/colors.js';

// What the library goes by does not include NO_COLOR.
if (!wantsColor(process.env, process.stdout.isTTY === true)) chalk.level = 0;
if (!wantsColor(process.env, process.stderr.isTTY === true)) chalkStderr.level = 0;

/** Prints an error on stderr, with its stack when asked, and answers the exit code. */
export function reportError(error: unknown, verbose: boolean): number {
  console.error(`${chalkStderr.red('error:')} ${messageOf(error)}`);
  if (error instanceof FaultlineError && error.hint !== undefined)
    console.error(`${chalkStderr.cyan('hint:')}  ${error.hint}`);
  if (verbose && error instanceof Error) console.error(chalkStderr.dim(error.stack ?? ''));
  if (error instanceof FaultlineError) return error.exitCode;
  if (!verbose) console.error(chalkStderr.dim('(--verbose shows where this came from)'));
  return EXIT.runFailed;
}

/** Prints one JSON object on a line of its own, for --reporter json. */
export function printJsonLine(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints one JSON object, for --json. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** How wide a stream is, and whether it shows colours. */
export function terminal(stream: NodeJS.WriteStream): { readonly columns: number; readonly color: boolean } {
  return { columns: stream.columns ?? 100, color: wantsColor(process.env, stream.isTTY === true) };
}
