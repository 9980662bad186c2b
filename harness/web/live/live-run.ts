/** A run that goes on, followed by what it writes: operations by outcome, faults in force, and the last lines of its log. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { FILES } from '../../results/index.js';
import { type RunSummary, summarize } from '../../results/run-summary.js';
import type { LiveState } from '../runs/live-view.js';
import { GrowingFile } from './growing-file.js';

/** Read at most in one turn; a page that comes late catches up over a few. */
const BYTES_PER_TURN = 16 * 1024 * 1024;
const LOG_BYTES = 64 * 1024;
const LOG_LINES = 25;
const MAX_LOG_LINE = 400;
/** Rates are of the last seconds. */
const RATE_WINDOW_MS = 5_000;
/** So long is waited for the report once there is a verdict. */
const REPORT_MS = 10_000;

const eventSchema = z.object({
  type: z.enum(['invoke', 'ok', 'fail', 'info']),
  process: z.union([z.number(), z.literal('nemesis')]),
  time: z.number(),
  value: z.unknown(),
});

const faultSchema = z.object({
  fault: z.string(),
  id: z.string(),
  phase: z.string(),
  victims: z.array(z.string()).optional(),
  summary: z.string().optional(),
});

interface FaultSeen {
  readonly fault: string;
  readonly summary: string;
  readonly verifiedNs: number | null;
}

export class LiveRun {
  private readonly history: GrowingFile;
  private readonly logFile: GrowingFile;
  private readonly counts = { invoke: 0, ok: 0, fail: 0, info: 0 };
  private readonly faults = new Map<string, FaultSeen>();
  private log: string[] = [];
  private marks: { readonly atMs: number; readonly ended: number }[] = [];
  private lastNs = 0;
  private turn: Promise<LiveState> | null = null;

  constructor(
    private readonly folder: string,
    private readonly root: string,
  ) {
    this.history = new GrowingFile(folder, FILES.history);
    this.logFile = new GrowingFile(folder, FILES.log, LOG_BYTES);
  }

  /** Reads on and answers where the run stands. Whoever asks meanwhile gets the same. */
  look(nowMs: number): Promise<LiveState> {
    this.turn ??= this.readOn(nowMs).finally(() => {
      this.turn = null;
    });
    return this.turn;
  }

  private async readOn(nowMs: number): Promise<LiveState> {
    const summary = summarize(this.folder, this.root, nowMs);
    await this.history.read(BYTES_PER_TURN, (line) => this.event(line));
    await this.logFile.read(LOG_BYTES, (line) => {
      this.log.push(line.length > MAX_LOG_LINE ? `${line.slice(0, MAX_LOG_LINE)}…` : line);
    });
    this.log = this.log.filter((line) => line !== '').slice(-LOG_LINES);
    const { invoke, ok, fail, info } = this.counts;
    return {
      running: this.goesOn(summary, nowMs),
      elapsedMs: Math.max(0, nowMs - (Date.parse(summary.startedAt) || nowMs)),
      timeMs: summary.timeMs,
      ...{ invoked: invoke, ok, fail, info },
      ratePerSecond: this.rate(ok + fail + info, nowMs),
      inForce: [...this.faults.values()].flatMap(({ fault, summary: whom, verifiedNs }) =>
        verifiedNs === null ? [] : [{ fault, summary: whom, sinceMs: (this.lastNs - verifiedNs) / 1e6 }],
      ),
      log: this.log,
      report: existsSync(join(this.folder, FILES.report)),
    };
  }

  /** The report is written after the verdict, and awaited for a while. */
  private goesOn({ state }: RunSummary, nowMs: number): boolean {
    if (state !== 'done') return state === 'running';
    const verdict = statSync(join(this.folder, FILES.verdict), { throwIfNoEntry: false });
    const isFresh = verdict !== undefined && nowMs - verdict.mtimeMs < REPORT_MS;
    return isFresh && !existsSync(join(this.folder, FILES.report));
  }

  private event(line: string): void {
    const event = attempted(line);
    if (event === null) return;
    const { type, process, time, value } = event;
    this.lastNs = Math.max(this.lastNs, time);
    if (process !== 'nemesis') {
      this.counts[type] += 1;
      return;
    }
    const parsed = faultSchema.safeParse(value);
    if (!parsed.success) return;
    const { id, fault, phase, summary, victims } = parsed.data;
    if (phase === 'heal' || phase === 'healed' || phase === 'skipped' || phase === 'failed') {
      this.faults.delete(id);
      return;
    }
    const before = this.faults.get(id);
    const whom = summary ?? victims?.join(' ') ?? before?.summary ?? '';
    this.faults.set(id, {
      fault,
      summary: whom,
      verifiedNs: phase === 'verified' ? time : (before?.verifiedNs ?? null),
    });
  }

  private rate(ended: number, nowMs: number): number {
    const [oldest] = this.marks;
    this.marks = [...this.marks.filter(({ atMs }) => nowMs - atMs <= RATE_WINDOW_MS), { atMs: nowMs, ended }];
    if (oldest === undefined || nowMs <= oldest.atMs) return 0;
    return ((ended - oldest.ended) * 1_000) / (nowMs - oldest.atMs);
  }
}

function attempted(line: string): z.infer<typeof eventSchema> | null {
  try {
    const parsed = eventSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
