/** The folders that runs leave. */
export { createRunFolder, FILES, RunFolder } from './folder.js';
export { type LogFile, type Measurements, NO_MEASUREMENTS, readMeasurements } from './measurements.js';
export type { ClockRecord, DelayRecord, HealthRecord } from './records.js';
export { appendRow, latestRows, readRows } from './rows.js';
export { openRun, readJson, readVerdict, type StoredRun } from './stored.js';
export { concludeRun, type Findings, type RunVerdict, runVerdictSchema } from './verdict.js';
