/** `faultline serve`: the results in a browser, from their folder or from a zip that somebody sent. */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { EXIT, UsageError } from '../harness/contracts/errors.js';
import { findRuns } from '../harness/results/find-runs.js';
import { unzipRuns } from '../harness/web/files/unzip-runs.js';
import { serveResults } from '../harness/web/server.js';

interface ServeCommandOptions {
  readonly results: string;
  readonly port: number;
  readonly host: string;
}

export const serveCommand = new Command('serve')
  .description('browse the results')
  .argument('[path]', 'a zip of runs, or the folder of one run; left out: all results')
  .option('--results <folder>', 'where runs are kept', 'results')
  .option('--port <number>', 'where to listen; 0: any that is free', asPort, 8080)
  .option('--host <address>', 'the address to listen on; others than 127.0.0.1 let other machines in', '127.0.0.1')
  .action(async (path: string | undefined, { results, port, host }: ServeCommandOptions) => {
    const temporary = path !== undefined && isFile(path) ? makeTemporary() : null;
    // Whatever ends this process, what was unpacked does not stay.
    const clean = (): void => {
      if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
    };
    process.once('exit', clean);
    const end = interrupted();
    try {
      const unpacked = temporary === null || path === undefined ? (path ?? results) : unzipRuns(path, temporary);
      const folder = await Promise.race([unpacked, end]);
      if (folder === undefined) process.exit(EXIT.interrupted);
      const server = await serveResults({ results: folder, port, host, log: (line) => console.error(line) });
      console.log(`${server.address}\n${describe(folder)}. Ctrl-C ends it.`);
      await end;
      await server.close();
    } finally {
      clean();
    }
  });

/** Resolves when somebody wants it to end. Who says so once more does not want to wait, but what is to be removed is. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let isEnding = false;
    const end = (): void => {
      if (isEnding) process.exit(EXIT.interrupted);
      isEnding = true;
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  });
}

function describe(folder: string): string {
  const { length } = findRuns(folder);
  return length === 1 ? '1 run' : `${length} runs`;
}

function isFile(path: string): boolean {
  if (!existsSync(path)) {
    throw new UsageError(`${path} is not there`, {
      code: 'no-results',
      value: path,
      hint: 'name a zip or the folder of a run',
    });
  }
  return statSync(path).isFile();
}

function makeTemporary(): string {
  return mkdtempSync(join(tmpdir(), 'faultline-serve-'));
}

function asPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('a port is a number from 0 to 65535.');
  return port;
}
