/** What a disk does to the programs that use it, measured through the mount by operations of our own. */
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Sample } from '../../../contracts/cluster.js';
import type { DiskOperation, DiskTrouble } from '../../../contracts/trouble.js';
import { openWitnesses, WITNESS_BYTES, witnessPath } from './witness.js';

/** Enough to tell rates apart; and few, where nothing is expected to fail. */
const OPERATIONS_USUAL = 160;
const OPERATIONS_MAX = 2_000;
const OPERATIONS_MIN = 16;
/** All operations of one kind are to take so long, ms. */
const MEASURING_MS = 1_500;
/** Standard deviations that a rate may be off: once in 16,000 it is more by chance. */
const DEVIATIONS = 4;
/** What is less probable does not happen. */
const NEVER = 1e-4;
/** A delay may be so much longer on a busy machine: a factor, and ms. */
const LATENESS = { factor: 2, ms: 250 } as const;
/** And so much shorter: a share. */
const EARLINESS = 0.95;
/** What goes through is timed for so long, ms, in so many bytes at most. */
const FLOW_MS = 400;
const FLOW_BYTES_MAX = 4 * 1024 * 1024;
const FLOW_TOLERANCE = 1.25;

interface Outcome {
  readonly code: string;
  readonly ms: number;
}

export async function measureTrouble(mountPoint: string, trouble: DiskTrouble): Promise<readonly Sample[]> {
  const readers = await openWitnesses(mountPoint, 'read');
  const opened = await openWitnesses(mountPoint, 'write').catch(codeOf);
  const writers = typeof opened === 'string' ? [] : opened;
  try {
    const samples = [judgeOpening(typeof opened === 'string' ? opened : 'opened', trouble)];
    samples.push(...(await measureOperation(readers, 'read', trouble)));
    if (trouble.slow?.bytesPerSecond !== undefined)
      samples.push(await measureFlow(readers, trouble.slow.bytesPerSecond));
    if (writers.length === 0) return samples;
    for (const operation of ['write', 'fsync'] as const) {
      samples.push(...(await measureOperation(writers, operation, trouble)));
    }
    if (trouble.freeBytes !== undefined) samples.push(await measureSpace(mountPoint, trouble.freeBytes));
    return samples;
  } finally {
    await Promise.all([...readers, ...writers].map((file) => file.close()));
  }
}

function judgeOpening(measured: string, { readOnly }: DiskTrouble): Sample {
  const expected = readOnly === true ? 'EROFS' : 'opened';
  return { subject: 'a file to be written', expected, measured, ok: measured === expected };
}

async function measureOperation(
  files: readonly FileHandle[],
  operation: DiskOperation,
  { errors = [], slow = {} }: DiskTrouble,
): Promise<readonly Sample[]> {
  const rules = errors.filter(({ operations }) => operations.includes(operation));
  const probability = 1 - rules.reduce((passes, rule) => passes * (1 - rule.probability), 1);
  const { delayMs = 0, bytesPerSecond = Number.POSITIVE_INFINITY } = slow;
  const operationMs = delayMs / files.length + (operation === 'fsync' ? 0 : (WITNESS_BYTES * 1_000) / bytesPerSecond);
  const affordable = operationMs === 0 ? OPERATIONS_MAX : Math.ceil(MEASURING_MS / operationMs);
  // So many that one of them fails for certain: that none does by chance happens once in 20,000 times.
  const telling = Math.min(OPERATIONS_MAX, Math.max(OPERATIONS_USUAL, Math.ceil(10 / probability)));
  const wanted = probability === 0 ? OPERATIONS_MIN : telling;
  const count = Math.max(files.length, Math.min(wanted, affordable));
  const outcomes = await attempt(files, operation, count);
  const failed = outcomes.filter(({ code }) => code === 'EIO').length;
  const strange = outcomes.find(({ code }) => code !== '' && code !== 'EIO');
  const [least, most] = binomialBounds(count, probability);
  const samples: Sample[] = [
    {
      subject: `${operation}s that fail with EIO`,
      expected: least === most ? `${least} of ${count}` : `${least} to ${most} of ${count}`,
      measured: strange === undefined ? `${failed} of ${count}` : `${failed} of ${count}, and one with ${strange.code}`,
      ok: failed >= least && failed <= most && strange === undefined,
    },
  ];
  if (delayMs > 0) samples.push(judgeDelay(operation, outcomes, delayMs, bytesPerSecond));
  return samples;
}

/** `count` operations, as many side by side as there are files. */
async function attempt(files: readonly FileHandle[], operation: DiskOperation, count: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let begun = 0;
  const worker = async (file: FileHandle): Promise<void> => {
    const bytes = Buffer.alloc(WITNESS_BYTES);
    while (begun < count) {
      begun += 1;
      const start = performance.now();
      const code = await perform(file, operation, bytes);
      outcomes.push({ code, ms: performance.now() - start });
    }
  };
  await Promise.all(files.map(worker));
  return outcomes;
}

/** Answers the code of its error, or ''. */
async function perform(file: FileHandle, operation: DiskOperation, bytes: Buffer): Promise<string> {
  try {
    if (operation === 'read') await file.read(bytes, 0, bytes.length, 0);
    else if (operation === 'write') await file.write(bytes, 0, bytes.length, 0);
    else await file.datasync();
    return '';
  } catch (error) {
    return codeOf(error as NodeJS.ErrnoException);
  }
}

/** Between these the count of successes lies, in all but a few in a hundred thousand. */
function binomialBounds(count: number, probability: number): readonly [least: number, most: number] {
  const mean = count * probability;
  const slack = DEVIATIONS * Math.sqrt(mean * (1 - probability));
  // Too few to tell from none, as a rate may be.
  if (slack === 0) return [mean, mean];
  const least = (1 - probability) ** count < NEVER ? 1 : 0;
  return [Math.max(least, Math.floor(mean - slack)), Math.min(count, Math.ceil(mean + slack))];
}

function judgeDelay(
  operation: DiskOperation,
  outcomes: readonly Outcome[],
  delayMs: number,
  bytesPerSecond: number,
): Sample {
  const times = outcomes.map(({ ms }) => ms).sort((left, right) => left - right);
  const medianMs = times[Math.floor(times.length / 2)] ?? Number.NaN;
  const leastMs = times[0] ?? Number.NaN;
  // What waits for its bytes waits longer than any delay.
  const mostMs =
    bytesPerSecond < Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : delayMs * LATENESS.factor + LATENESS.ms;
  return {
    subject: `median ${operation}`,
    expected: `${delayMs} ms longer`,
    measured: `${medianMs.toFixed(1)} ms, and none below ${leastMs.toFixed(1)} ms`,
    // A timer may be a little early.
    ok: leastMs >= delayMs * EARLINESS - 1 && medianMs <= mostMs,
  };
}

/** How much goes through in a second. Programs that use the disk at the same time take their share of it. */
async function measureFlow(files: readonly FileHandle[], bytesPerSecond: number): Promise<Sample> {
  const wanted = Math.min(FLOW_BYTES_MAX, (bytesPerSecond * FLOW_MS) / 1_000);
  const count = Math.max(files.length, Math.ceil(wanted / WITNESS_BYTES));
  const start = performance.now();
  await attempt(files, 'read', count);
  const measured = (count * WITNESS_BYTES * 1_000) / (performance.now() - start);
  return {
    subject: 'bytes that go through in a second',
    expected: `no more than ${bytesPerSecond}`,
    measured: measured.toFixed(0),
    ok: measured <= bytesPerSecond * FLOW_TOLERANCE,
  };
}

/** A byte so far behind the end of a file needs one more than there ever were since it began. Nothing is taken by asking. */
async function measureSpace(mountPoint: string, freeBytes: number): Promise<Sample> {
  const path = witnessPath(mountPoint, 'full');
  let code = 'none';
  try {
    const file = await open(path, 'w');
    try {
      for (let attempts = 0; attempts < 50 && (code === 'none' || code === 'EIO'); attempts += 1) {
        code = await file.write(Buffer.alloc(1), 0, 1, freeBytes).then(() => 'written', codeOf);
      }
    } finally {
      await file.close();
      await rm(path, { force: true });
    }
  } catch (error) {
    code = codeOf(error as NodeJS.ErrnoException);
  }
  return { subject: `a byte after ${freeBytes} others`, expected: 'ENOSPC', measured: code, ok: code === 'ENOSPC' };
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? String(error);
}
