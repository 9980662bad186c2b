/** Reads what lists of runs show of one run, from its test.json and verdict.json, whatever state its folder is in. */
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../contracts/errors.js';
import { fingerprint } from './fingerprint.js';
import { FILES } from './folder.js';
import type { AnomalyGroup, PropertySummary, RunSummary } from './summary-shape.js';

export type { AnomalyGroup, PropertySummary, RunSummary } from './summary-shape.js';

/** A run that has written nothing for so long is over: no phase is silent for longer, but for a long check. */
const SILENT_MS = 180_000;
/** Larger files are not ours, or would stop everything else while they are read. */
const MAX_BYTES = 128 * 1024 * 1024;

// Only what is shown, and forgiving: runs of older and newer versions stand in the same list.
const testSchema = z.object({
  name: z.string(),
  startedAt: z.string(),
  seed: z.number(),
  target: z.string(),
  targetOptions: z.record(z.string(), z.unknown()).catch({}),
  workload: z.string(),
  judge: z.object({ property: z.string(), level: z.string().optional() }),
  cluster: z.string(),
  nodes: z.number(),
  timeMs: z.number(),
  faults: z.array(z.string()).catch([]),
  plant: z.object({ name: z.string() }).nullable().catch(null),
  versions: z.record(z.string(), z.string()).catch({}),
});

const validitySchema = z.union([z.literal(true), z.literal(false), z.literal('unknown')]);

const statisticsSchema = z.object({
  all: z.object({
    counts: z.object({ ok: z.number(), fail: z.number(), info: z.number() }),
    latencyMs: z.object({ p50: z.number(), p99: z.number() }).nullable(),
  }),
  faults: z.array(z.object({ fault: z.string(), startNs: z.number(), endNs: z.number() })).catch([]),
  rate: z.number(),
});

const verdictSchema = z.object({
  valid: validitySchema,
  exitCode: z.number(),
  reason: z.string().nullable(),
  properties: z.array(
    z.object({
      property: z.string(),
      valid: validitySchema,
      anomalies: z.array(z.object({ type: z.string(), time: z.number().optional() })),
    }),
  ),
  statistics: statisticsSchema.nullable().catch(null),
});

/**
 * Summarizes the run in this folder; `results` is what its path is told from: two levels up, unless it is named. Never
 * throws: a folder that cannot be read is a broken run, and its reason says why.
 */
export function summarize(
  runFolder: string,
  results: string = dirname(dirname(runFolder)),
  nowMs: number = Date.now(),
): RunSummary {
  const path = relative(results, runFolder).split(sep).join('/');
  const test = attempted(() => testSchema.parse(readJson(join(runFolder, FILES.test))));
  const told = test.value === null ? toldByNames(runFolder) : toldByTest(test.value);
  const common = { path, ...told };
  const verdict = attempted(() => verdictSchema.parse(readJson(join(runFolder, FILES.verdict))));
  if (test.value !== null && verdict.value !== null)
    return { ...common, state: 'done', ...toldByVerdict(verdict.value) };
  if (!exists(join(runFolder, FILES.verdict)) && isBeingWritten(runFolder, nowMs)) {
    return { ...common, state: 'running', ...NO_VERDICT, reason: null };
  }
  return { ...common, state: 'broken', ...NO_VERDICT, reason: test.why ?? verdict.why };
}

const NO_VERDICT = {
  valid: null,
  exitCode: null,
  properties: [],
  operations: null,
  ratePerSecond: null,
  p50Ms: null,
  p99Ms: null,
} as const;

function toldByTest(test: z.infer<typeof testSchema>) {
  const { name, startedAt, seed, target, targetOptions, workload, judge, cluster, nodes, timeMs, faults } = test;
  const chosen = targetOptions['version'];
  return {
    ...{ name, startedAt, target, targetOptions, workload, faults, seed, cluster, nodes, timeMs },
    targetVersion: versionOf(test) ?? (typeof chosen === 'string' ? chosen : null),
    judged: { property: judge.property, level: judge.level ?? null },
    planted: test.plant?.name ?? null,
  };
}

/** What the folders' names say of a run whose test.json cannot be read: <test>/<time>-<seed>. */
function toldByNames(runFolder: string) {
  const named = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-(\d+)/.exec(basename(runFolder));
  const [, year, month, day, hour, minute, second, seed] = named ?? [];
  return {
    name: basename(dirname(runFolder)),
    startedAt: named === null ? '' : `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`,
    seed: seed === undefined ? null : Number(seed),
    ...{ target: '', targetOptions: {}, targetVersion: null, workload: '', faults: [], cluster: '', nodes: null },
    ...{ judged: { property: '', level: null }, timeMs: null, planted: null },
  };
}

function toldByVerdict({ valid, exitCode, reason, properties, statistics }: z.infer<typeof verdictSchema>) {
  const faults = statistics?.faults ?? [];
  const counts = statistics?.all.counts;
  return {
    ...{ valid, exitCode, reason },
    properties: properties.map(({ property, valid: held, anomalies }): PropertySummary => {
      const prints = anomalies.map(({ type, time }) => ({
        type,
        fingerprint: fingerprint({ property, type, timeNs: time ?? null, faults }),
      }));
      return { property, valid: held, anomalies: counted(prints) };
    }),
    operations: counts === undefined ? null : counts.ok + counts.fail + counts.info,
    ratePerSecond: statistics?.rate ?? null,
    p50Ms: statistics?.all.latencyMs?.p50 ?? null,
    p99Ms: statistics?.all.latencyMs?.p99 ?? null,
  };
}

/** In the order in which each was seen first. */
function counted(prints: readonly Omit<AnomalyGroup, 'count'>[]): readonly AnomalyGroup[] {
  const groups = new Map<string, AnomalyGroup>();
  for (const print of prints) {
    const before = groups.get(print.fingerprint)?.count ?? 0;
    groups.set(print.fingerprint, { ...print, count: before + 1 });
  }
  return [...groups.values()];
}

function isBeingWritten(runFolder: string, nowMs: number): boolean {
  return [FILES.test, FILES.log, FILES.history].some((name) => {
    try {
      return nowMs - statSync(join(runFolder, name)).mtimeMs < SILENT_MS;
    } catch {
      return false;
    }
  });
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function readJson(path: string): unknown {
  const { size } = statSync(path);
  if (size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES / 2 ** 20} MB`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

function attempted<T>(read: () => T): { readonly value: T | null; readonly why: string | null } {
  try {
    return { value: read(), why: null };
  } catch (error) {
    return { value: null, why: error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error) };
  }
}

/** What `versions` names that is no part of the target's software. */
const NOT_THE_TARGET = new Set(['faultline', 'node', 'kernel', 'cpus', 'memory']);

/** Of the target, or of the first package that it comes in. */
function versionOf({ target, versions }: z.infer<typeof testSchema>): string | undefined {
  return versions[target] ?? Object.entries(versions).find(([name]) => !NOT_THE_TARGET.has(name))?.[1];
}
