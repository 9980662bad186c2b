/** Writes what a suite leaves in its folder: suite.json, junit.xml and index.html, each whole or not at all. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FaultlineError, messageOf, UsageError } from '../../harness/contracts/errors.js';
import { summarize } from '../../harness/results/run-summary.js';
import { renderIndex } from '../../harness/web/index-page.js';
import { countsOf } from './conclude.js';
import { indexLead } from './index-lead.js';
import { suiteJUnit } from './junit.js';
import { SUITE_FILE, type SuiteRecord } from './record.js';

export const INDEX = 'index.html';
const JUNIT = 'junit.xml';

/**
 * Makes the folder, and marks it as this suite's. Throws UsageError 'results-taken' where another suite was, and
 * FaultlineError 'unwritable'.
 */
export function takeFolder(folder: string): void {
  const path = join(folder, SUITE_FILE);
  if (existsSync(path)) {
    throw new UsageError(`${folder} has the results of a suite already`, {
      ...{ code: 'results-taken', value: folder, hint: 'name another folder, or remove that one' },
    });
  }
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, '{}\n', { flag: 'wx' });
  } catch (error) {
    throw new FaultlineError(`${folder} cannot be written: ${messageOf(error)}`, {
      ...{ code: 'unwritable', value: folder, cause: error, hint: 'choose another folder' },
    });
  }
}

/** A page that cannot be made keeps nothing else from being written: answers why, or null. */
export function writeSuite(folder: string, record: SuiteRecord): string | null {
  write(folder, SUITE_FILE, `${JSON.stringify(record, null, 2)}\n`);
  write(folder, JUNIT, suiteJUnit(record));
  try {
    write(folder, INDEX, suiteIndex(folder, record));
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

function suiteIndex(folder: string, record: SuiteRecord): string {
  const folders = record.runs.flatMap(({ attempts }) => attempts.flatMap((attempt) => attempt.folder ?? []));
  const shard = record.shard === null ? '' : `, shard ${record.shard.index} of ${record.shard.total}`;
  const about = record.describe === null ? '' : `${record.describe.trim()} `;
  const state = record.endedAt === null ? 'Still going on.' : `Exit code ${record.exitCode}: ${record.meaning}.`;
  return renderIndex(
    folders.map((path) => summarize(join(folder, path), folder)),
    {
      live: false,
      title: `${record.name}${shard}`,
      subtitle: `${about}${countsOf(record)}. ${state} Began ${record.startedAt.replace(/\.\d+Z$/, 'Z')}.`,
      lead: indexLead(record),
    },
  );
}

function write(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
