/** What is wrong with a disk at the moment, as each operation asks it. */
import type { Random } from '../../contracts/generator.js';
import type { DiskOperation, DiskTrouble } from '../../contracts/trouble.js';
import { globMatcher } from './files/glob.js';

interface ErrorRule {
  readonly probability: number;
  readonly matches: (path: string) => boolean;
}

export class TroubleInForce {
  /** As if there were none, while we look at something else. */
  isSuspended = false;
  /** Reads fail or are slow, so that the kernel may not answer any from its own memory. */
  troublesReads = false;
  private isReadOnly = false;
  private rules: Readonly<Record<DiskOperation, readonly ErrorRule[]>> = { read: [], write: [], fsync: [] };
  private delayMs = 0;
  private bytesPerMs = Number.POSITIVE_INFINITY;
  /** When the last byte of what went through so far is through, ms. */
  private busyUntilMs = 0;
  private usedBytesMax = Number.POSITIVE_INFINITY;
  private freeBytesMax = Number.POSITIVE_INFINITY;
  private spaceText = '';

  constructor(private readonly random: Random) {}

  /** From now on it is this, whatever it was. A space that was given stays what it is while no other is given. */
  set(trouble: DiskTrouble, usedBytes: number): void {
    const rulesOf = (operation: DiskOperation): readonly ErrorRule[] =>
      (trouble.errors ?? [])
        .filter(({ operations }) => operations.includes(operation))
        .map(({ probability, files }) => ({ probability, matches: files ? globMatcher(files) : () => true }));
    this.rules = { read: rulesOf('read'), write: rulesOf('write'), fsync: rulesOf('fsync') };
    this.isReadOnly = trouble.readOnly === true;
    this.delayMs = trouble.slow?.delayMs ?? 0;
    this.bytesPerMs = (trouble.slow?.bytesPerSecond ?? Number.POSITIVE_INFINITY) / 1_000;
    this.troublesReads = this.rules.read.length > 0 || trouble.slow !== undefined;
    const spaceText = String(trouble.freeBytes);
    if (spaceText !== this.spaceText) {
      this.freeBytesMax = trouble.freeBytes ?? Number.POSITIVE_INFINITY;
      this.usedBytesMax = usedBytes + this.freeBytesMax;
    }
    this.spaceText = spaceText;
  }

  get readOnly(): boolean {
    return this.isReadOnly && !this.isSuspended;
  }

  /** Does it end with EIO? `path` is asked for when a rule is about some files only; null matches all of them. */
  fails(operation: DiskOperation, path: () => string | null): boolean {
    if (this.isSuspended) return false;
    for (const { probability, matches } of this.rules[operation]) {
      if (this.random.real() >= probability) continue;
      const name = path();
      if (name === null || matches(name)) return true;
    }
    return false;
  }

  /** How many bytes more can be stored. What is given back, as by a power failure, others take: it is never more than it was. */
  freeBytes(usedBytes: number): number {
    if (this.isSuspended) return Number.POSITIVE_INFINITY;
    this.usedBytesMax = Math.min(this.usedBytesMax, usedBytes + this.freeBytesMax);
    return Math.max(0, this.usedBytesMax - usedBytes);
  }

  /** When an operation that moved so many bytes is answered, ms as `nowMs`; 0: at once. */
  answeredAtMs(bytes: number, nowMs: number): number {
    if ((this.delayMs === 0 && this.bytesPerMs === Number.POSITIVE_INFINITY) || this.isSuspended) return 0;
    if (bytes === 0 || this.bytesPerMs === Number.POSITIVE_INFINITY) return nowMs + this.delayMs;
    this.busyUntilMs = Math.max(nowMs, this.busyUntilMs) + bytes / this.bytesPerMs;
    return this.busyUntilMs + this.delayMs;
  }
}
