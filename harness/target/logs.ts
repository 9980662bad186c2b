/** What a target wrote: the end of a log for an error message, and the lines that mean that it is broken. */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';

const TAIL_LINES = 12;
/** Fatal lines that are kept of one log; a crash loop would fill the report with one line. */
const MAX_FATAL_LINES = 20;

export interface FatalLine {
  readonly node: string;
  readonly process: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The last lines of a log, indented, with a heading; empty when there is none. */
export function logTail(path: string | undefined): string {
  if (path === undefined || !existsSync(path)) return '';
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES);
  if (lines.join('').trim() === '') return '; its log is empty';
  return `; the end of its log:\n${lines.map((line) => `    ${line}`).join('\n')}`;
}

/** The lines of a log that match one of the patterns. */
export async function fatalLines(
  log: { readonly node: string; readonly path: string },
  patterns: readonly RegExp[],
): Promise<readonly FatalLine[]> {
  const found: FatalLine[] = [];
  if (patterns.length === 0 || !existsSync(log.path)) return found;
  let number = 0;
  for await (const text of createInterface({
    input: createReadStream(log.path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1;
    if (found.length < MAX_FATAL_LINES && patterns.some((pattern) => pattern.test(text))) {
      const process = basename(log.path).replace(/\.log$/, '');
      found.push({ node: log.node, process, file: log.path, line: number, text });
    }
  }
  return found;
}
