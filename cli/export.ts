/** `faultline export`: writes a history, ours or anybody's, in a format that other tools read. */
import { createWriteStream, existsSync, statSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { Argument, Command, Option } from 'commander';
import { FaultlineError, messageOf, UsageError } from '../harness/contracts/errors.js';
import { FORMAT_NAMES } from '../harness/history/formats/recognise.js';
import { readHistory } from '../harness/history/read.js';
import { WRITTEN_FORMATS, type WrittenFormat, writeHistory } from '../harness/history/write.js';
import { openRun } from '../harness/results/index.js';

interface ExportOptions {
  readonly format: WrittenFormat;
  readonly from: string;
  readonly out?: string;
  readonly results: string;
}

export const exportCommand = new Command('export')
  .description('write a history for other tools: EDN for Elle and Knossos, or NDJSON')
  .addArgument(new Argument('<history>', "a file in any format that check reads, a run's folder, or latest"))
  .addOption(new Option('--format <format>', 'what to write').choices(WRITTEN_FORMATS).makeOptionMandatory())
  .addOption(new Option('--from <format>', 'how the file is written').choices(FORMAT_NAMES).default('auto'))
  .option('--out <file>', 'where to write it, rather than to stdout')
  .option('--results <folder>', 'where runs are kept', 'results')
  .action(async (history: string, options: ExportOptions) => {
    const path = isFile(history) ? history : runHistory(history, options.results);
    const tornTail = path === history ? 'error' : 'drop';
    const read = await readHistory(path, { format: options.from, tornTail });
    if (read.droppedTail) console.error('the last line of the history was torn and is left out');
    const out = options.out === undefined ? process.stdout : createWriteStream(options.out);
    await write(out, options.out ?? 'stdout', (stream) =>
      writeHistory(read.history, stream, {
        format: options.format,
        times: read.hasTimes,
        end: stream !== process.stdout,
      }),
    );
  });

function isFile(path: string): boolean {
  return existsSync(path) && !statSync(path).isDirectory();
}

/** Throws UsageError when there is no such run either. */
function runHistory(name: string, results: string): string {
  try {
    return openRun(name, results).folder.historyPath;
  } catch (error) {
    if (!(error instanceof UsageError) || error.code !== 'no-run') throw error;
    throw new UsageError(`${name} is neither a history nor the folder of a run`, {
      code: 'no-history',
      value: name,
      hint: 'name a file such as history.ndjson, a folder results/<test>/<time>-<seed>, or latest',
    });
  }
}

/** A reader that has heard enough, as `head` does, is no error. */
async function write(stream: Writable, name: string, body: (stream: Writable) => Promise<void>): Promise<void> {
  let closed = false;
  stream.on('error', (error) => {
    closed ||= isBrokenPipe(error);
  });
  try {
    await body(stream);
  } catch (error) {
    if (closed || isBrokenPipe(error)) return;
    throw new FaultlineError(`${name} cannot be written: ${messageOf(error)}`, {
      code: 'unwritable',
      value: name,
      hint: 'name another place with --out',
      cause: error,
    });
  }
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
