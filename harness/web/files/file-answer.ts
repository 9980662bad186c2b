/** Files of a run as they are: its report as a page in a box of its own, text as text, everything else to be kept. */
import { extname } from 'node:path';
import { FILES } from '../../results/index.js';
import type { Answer } from '../answer.js';
import { fileStream, openFile } from './run-place.js';

const TEXT = new Set([
  '.json',
  '.ndjson',
  '.log',
  '.txt',
  '.xml',
  '.conf',
  '.cnf',
  '.ini',
  '.yaml',
  '.yml',
  '.edn',
  '.csv',
  '.md',
  '',
]);

/**
 * The report brings a policy of its own; the box around it makes it a stranger to this server, so that a report from
 * somewhere else reads no other runs.
 */
const REPORT_POLICY = 'sandbox allow-scripts allow-downloads allow-popups allow-modals';

/** Throws HttpError 404. `download` keeps it instead of showing it. */
export async function fileAnswer(folder: string, parts: readonly string[], download: boolean): Promise<Answer> {
  const { handle, size } = await openFile(folder, parts);
  await handle.close();
  const name = parts.at(-1) ?? '';
  const body = () => fileStream(folder, parts, size);
  const common = { status: 200, body, length: size, ...(download ? { download: name } : {}) };
  if (parts.length === 1 && name === FILES.report)
    return { ...common, type: 'text/html; charset=utf-8', policy: REPORT_POLICY };
  if (TEXT.has(extname(name).toLowerCase())) return { ...common, type: 'text/plain; charset=utf-8' };
  return { ...common, type: 'application/octet-stream', download: name };
}
