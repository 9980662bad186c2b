/** What proves that a node's target gets too little: the same for its control groups as for its containers. */
import type { Sample } from '../contracts/cluster.js';

export const BYTES_PER_MB = 2 ** 20;
/** The period of a share of a core, microseconds: the kernel's default. */
export const PERIOD_US = 100_000;
/** The kernel takes no shorter share of a period, microseconds. */
const QUOTA_US_MIN = 1_000;
/** A period that began before, and other programs, blur the share. */
const SHARE_TOLERANCE = 1.5;
const SHARE_FLOOR = 0.03;
/** Files larger than this are not written to see a limit of memory, MB. */
export const MAX_FILL_MB = 256;
/** How much more than may be taken is written, MB. */
export const FILL_BEYOND_MB = 16;

/** Microseconds of each period that a share of a core comes to. */
export function quotaUs(percent: number): number {
  return Math.max(QUOTA_US_MIN, Math.round((PERIOD_US * percent) / 100));
}

/** `share`: of a core, as a program that spins beside the target got it. */
export function isShareKept(share: number, percent: number): boolean {
  return share <= (percent / 100) * SHARE_TOLERANCE + SHARE_FLOOR;
}

export function shareSample(node: string, percent: number, measured: string, ok: boolean): Sample {
  return { subject: `share of a core on ${node}`, expected: `at most about ${percent} %`, measured, ok };
}

export function memorySample(node: string, headroomMb: number, measured: string, ok: boolean): Sample {
  return { subject: `memory of the target on ${node}`, expected: `at most ${headroomMb} MB more`, measured, ok };
}

/** On a machine that has too much to do nobody gets a large share: without the limit a small one proves nothing. */
export function sayLimit(isLimited: boolean): string {
  return isLimited ? '' : ', and no limit is in force';
}

/** '42 %' and a digit. */
export function sayShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** What is taken, and the limit. */
export function sayMemory(usedBytes: number, limitBytes: number): string {
  return `${Math.round(usedBytes / BYTES_PER_MB)} of ${Math.round(limitBytes / BYTES_PER_MB)} MB`;
}
