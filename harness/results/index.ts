/** The folders that runs leave. */
export { createRunFolder, FILES, RunFolder } from './folder.js';
export { openRun, readJson, readVerdict, type StoredRun } from './stored.js';
export { concludeRun, type Findings, type RunVerdict, runVerdictSchema } from './verdict.js';
