/** Too little processor time or memory for the target of a local node, by control groups of ours; as root alone. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../../contracts/cluster.js';
import type { NodeCondition } from '../../contracts/trouble.js';
import type { ControlGroup } from '../control-group.js';
import {
  BYTES_PER_MB,
  FILL_BEYOND_MB,
  isShareKept,
  MAX_FILL_MB,
  memorySample,
  quotaUs,
  sayLimit,
  sayMemory,
  sayShare,
  shareSample,
} from '../starved.js';

/** How long a program of ours spins to see what share it gets, ms: four periods of the quota. */
const SPIN_MS = 400;
const FILL_TIMEOUT_MS = 10_000;

export interface StarvationOptions {
  readonly node: string;
  readonly group: ControlGroup;
  /** A folder on disk for the file that is written to fill the memory. */
  readonly folder: string;
  /** The target's processes, in the controller's process namespace. */
  readonly pids: () => readonly number[];
}

export class Starvation {
  constructor(private readonly options: StarvationOptions) {}

  apply({ cpuPercent, memoryHeadroomMb }: NodeCondition): void {
    const { group, pids } = this.options;
    group.limitCpu(cpuPercent ?? null, pids);
    group.limitMemory(memoryHeadroomMb === undefined ? null : memoryHeadroomMb * BYTES_PER_MB, pids);
  }

  async measure({ cpuPercent, memoryHeadroomMb }: NodeCondition): Promise<readonly Sample[]> {
    const samples: Sample[] = [];
    if (cpuPercent !== undefined) samples.push(await this.measureShare(cpuPercent));
    if (memoryHeadroomMb !== undefined) samples.push(await this.measureMemory(memoryHeadroomMb));
    for (const found of this.options.group.audit()) {
      const wanted = found.endsWith('cpu') ? cpuPercent : memoryHeadroomMb;
      if (wanted !== undefined) continue;
      samples.push({ subject: `${found} on ${this.options.node}`, expected: 'gone', measured: 'there', ok: false });
    }
    return samples;
  }

  audit(): readonly string[] {
    return this.options.group.audit().map((found) => `${this.options.node}: ${found}`);
  }

  close(): void {
    this.options.group.remove();
  }

  /** A program that spins in the group for a while: the share of a core that it got. */
  private async measureShare(cpuPercent: number): Promise<Sample> {
    const child = spawn('/bin/sh', ['-c', 'read -r go; while :; do :; done'], { stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      this.options.group.join(child.pid ?? 0);
      child.stdin.write('go\n');
      const before = ranNs(child.pid);
      const began = performance.now();
      await new Promise((resolve) => setTimeout(resolve, SPIN_MS));
      const share = (ranNs(child.pid) - before) / 1e6 / (performance.now() - began);
      const isLimited = this.options.group.cpuQuotaUs() === quotaUs(cpuPercent);
      const ok = isLimited && isShareKept(share, cpuPercent);
      return shareSample(this.options.node, cpuPercent, sayShare(share) + sayLimit(isLimited), ok);
    } finally {
      child.kill('SIGKILL');
    }
  }

  /** A file larger than the limit is written from within the group, whose pages count for it until they are thrown out. */
  private async measureMemory(headroomMb: number): Promise<Sample> {
    const { group, folder, node } = this.options;
    const path = join(folder, 'memory-probe');
    if (headroomMb < MAX_FILL_MB) {
      const script = `read -r go; exec head -c ${(headroomMb + FILL_BEYOND_MB) * BYTES_PER_MB} /dev/zero > "$1"`;
      const child = spawn('/bin/sh', ['-c', script, 'sh', path], { stdio: ['pipe', 'ignore', 'ignore'] });
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      group.join(child.pid ?? 0);
      child.stdin.write('go\n');
      const timer = setTimeout(() => child.kill('SIGKILL'), FILL_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    }
    const after = group.memory();
    rmSync(path, { force: true });
    const isKept =
      after !== null && after.limitBytes <= (headroomMb + 1) * BYTES_PER_MB && after.usedBytes <= after.limitBytes;
    return memorySample(
      node,
      headroomMb,
      after === null ? 'no limit' : sayMemory(after.usedBytes, after.limitBytes),
      isKept,
    );
  }
}

/** Nanoseconds that a process has run (proc(5), schedstat). */
function ranNs(pid: number | undefined): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);
}
