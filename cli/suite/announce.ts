/** The end of a suite, told to whoever listens: the terminal, a program, GitHub. */
import { join, relative } from 'node:path';
import { printJson, terminal } from '../output.js';
import { annotationLines, appendStepSummary, isOnGitHub } from './github.js';
import type { SuiteRecord } from './record.js';
import { closingTable, type Screen } from './terminal.js';
import { INDEX } from './write.js';

const WIDE = 500;

export interface Announcement {
  readonly record: SuiteRecord;
  readonly folder: string;
  readonly json: boolean;
  /** What GitHub is told of each run by itself; the summary has all of them. */
  readonly annotated: SuiteRecord;
}

export function announce({ record, folder, json, annotated }: Announcement): void {
  const stream = json ? process.stderr : process.stdout;
  if (isOnGitHub(process.env)) {
    for (const line of annotationLines(annotated, process.env)) stream.write(`${line}\n`);
    const path = process.env['GITHUB_STEP_SUMMARY'];
    if (path !== undefined && path !== '') appendStepSummary(record, path);
  }
  if (json) printJson(record);
  else stream.write(`${closingTable(record, shownPath(join(folder, INDEX)), screenOf(process.stdout))}\n`);
}

/** From here where that is shorter. */
function shownPath(path: string): string {
  const here = relative(process.cwd(), path);
  return here.startsWith('..') ? path : here;
}

/** Nothing that is not a terminal needs its lines short. */
export function screenOf(stream: NodeJS.WriteStream): Screen {
  return stream.isTTY === true ? terminal(stream) : { columns: WIDE, color: false };
}
