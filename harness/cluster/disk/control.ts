/** What the controller, the process of a disk and the thread that serves the kernel say to each other. */
import type { Sample } from '../../contracts/cluster.js';
import type { DiskTrouble } from '../../contracts/trouble.js';
import type { Notice } from './kernel/notice.js';
import type { DirectoryEntries } from './stored/tree.js';

/** The only argument of the process, as JSON; the descriptor of the kernel's device follows it. */
export interface DiskSetup {
  /** A folder of ours, which is emptied. */
  readonly backing: string;
  readonly mountPoint: string;
  readonly seed: number;
  readonly directoryEntries: DirectoryEntries;
}

export interface PowerCut {
  /** Half of the last write to each file that was not synced is there. */
  readonly torn: boolean;
  readonly seed: number;
}

/** Single bits of files that match, relative to the mount; bytes `fromByte` to `toByte`, both included. */
export interface BitRot {
  readonly files: string;
  readonly bits: number;
  readonly fromByte?: number;
  readonly toByte?: number;
  readonly seed: number;
}

/** Since it was mounted. Reads are those that the kernel did not answer from its own memory. */
export interface DiskCounts {
  readonly reads: number;
  readonly writes: number;
  readonly syncs: number;
  readonly errorsInjected: number;
  /** What a power failure would take or bring back at this moment. */
  readonly unsyncedBytes: number;
}

export type Command =
  | { readonly apply: DiskTrouble }
  | { readonly measure: DiskTrouble }
  | { readonly powerCut: PowerCut }
  | { readonly flipBits: BitRot }
  /** Everything is durable as it is, as after `sync`. */
  | { readonly sync: true }
  | { readonly counts: true }
  /** Unmounts it, and ends. */
  | { readonly close: true };

export type Request = { readonly id: number } & Command;

export interface Response {
  readonly id: number;
  readonly samples?: readonly Sample[];
  readonly counts?: DiskCounts;
  readonly error?: { readonly message: string; readonly code: string };
}

/** Some bits of one byte of a file. */
export interface RottenByte {
  readonly inode: number;
  /** Relative to the mount. */
  readonly path: string;
  readonly offset: number;
  readonly mask: number;
}

/** What the process asks of the thread that serves the kernel. It looks for them when it is asked for the free space. */
export type Order =
  | { readonly apply: DiskTrouble }
  | { readonly powerCut: PowerCut }
  | { readonly chooseBits: BitRot }
  | { readonly rot: readonly RottenByte[] }
  | { readonly sync: true }
  /** Trouble rests, or is in force again. */
  | { readonly suspend: boolean }
  | { readonly counts: true };

/** What that thread says. */
export type Told =
  | { readonly up: true }
  /** The answer to an order; the kernel is to be told first. */
  | {
      readonly done: number;
      readonly notices: readonly Notice[];
      readonly counts?: DiskCounts;
      readonly bytes?: readonly RottenByte[];
    }
  /** A program waits until an object is on the disk, and until then: what the queue of syncs is not for, or has no room for. */
  | { readonly sync: { readonly unique: bigint; readonly object: number; readonly dataOnly: boolean; atMs: number } }
  /** A program waits until an object has its space. */
  | { readonly allocate: { readonly unique: bigint; readonly object: number; readonly end: number } }
  /** An answer that is sent at a moment, as `nowMs` counts. */
  | { readonly reply: Uint8Array; readonly atMs: number }
  /** Files that were read while reads are in trouble. */
  | { readonly forget: readonly number[] }
  /** The kernel let go of the mount. */
  | { readonly unmounted: true };

/** The same in every thread, and never set back. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
