/**
 * Trouble: what a fault wants to be wrong, as data. The desired state of a cluster is the fold of the trouble of every
 * lease in force (harness/cluster/desired-state.ts); healing is the fold without it.
 */

/** One direction of one link; each end is the name of a node, or CLIENTS. */
export interface Direction {
  readonly from: string;
  readonly to: string;
}

/** A link direction that must carry nothing. */
export interface Cut extends Direction {
  /**
   * What becomes of a packet. Left out, it vanishes. 'reject': its sender is told by ICMP, as a firewall does.
   * 'reset': its sender is told by ICMP, and of TCP by a reset, which breaks established connections too.
   */
  readonly how?: 'reject' | 'reset';
  /** Only TCP and UDP packets to or from this port. Left out: every packet. */
  readonly port?: number;
}

/** Probabilities are 0 to 1, each packet's own. */
export interface LinkQuality {
  /** `burst` is how many packets are lost in a row on average; 1: each by itself. */
  readonly loss?: { readonly probability: number; readonly burst: number };
  /** TCP segments with payload are dropped; SYN, SYN-ACK, FIN and pure ACK pass: what was asked is done, and no answer comes. */
  readonly responsesLost?: true;
  /** IP packets longer than this vanish, and nobody is told. */
  readonly mtuBytes?: number;
  /** Kilobits per second, with a queue before it. */
  readonly rateKbit?: number;
  /** Each packet waits `ms`, give or take `jitterMs` (half the width for uniform, the standard deviation for normal). Packets may overtake. */
  readonly delay?: {
    readonly ms: number;
    readonly jitterMs: number;
    readonly distribution: 'uniform' | 'normal' | 'pareto';
  };
  readonly duplicate?: number;
  /** A packet that is let past those before it. */
  readonly reorder?: number;
  /** One bit of the payload is flipped, and the checksums made right again. */
  readonly corrupt?: number;
}

export interface LinkTrouble extends Direction {
  readonly quality: LinkQuality;
}

/** Linear in CLOCK_MONOTONIC: it is off by offsetNs + ratePpm / 1e6 * (monotonic now - baseNs). */
export interface ClockLine {
  readonly offsetNs: number;
  /** Gained per million: 1e6 is a clock that runs at twice the speed. */
  readonly ratePpm: number;
  /** Of the kernel's CLOCK_MONOTONIC. */
  readonly baseNs: number;
}

/** How far the clocks that a node's programs read are off. */
export interface ClockTrouble {
  readonly realtime?: ClockLine;
  /** Never steps, and never runs backwards: only its rate is of effect, its offset is what that rate comes to. */
  readonly monotonic?: ClockLine;
  /** The real-time clock is off by this on top, every other `everyMs`. */
  readonly strobe?: { readonly offsetNs: number; readonly everyMs: number };
  /** The change is made when the node's clock shows a full second. */
  readonly atFullSecond?: true;
}

export type DiskOperation = 'read' | 'write' | 'fsync';

/** What is wrong with the file system under a node's data folders. Needs the disk that can lie (`Test.disk`). */
export interface DiskTrouble {
  /** Each such operation fails with EIO with this probability (0 to 1), on files that match only (a glob; left out: on all). */
  readonly errors?: readonly {
    readonly operations: readonly DiskOperation[];
    readonly probability: number;
    readonly files?: string;
  }[];
  /** So many bytes more than are taken when this begins can be stored; then ENOSPC. */
  readonly freeBytes?: number;
  /** EROFS to everything that would change something. */
  readonly readOnly?: true;
  /** Every read, write and fsync takes so much longer, ms; and no more than so many bytes go through in a second. */
  readonly slow?: { readonly delayMs?: number; readonly bytesPerSecond?: number };
}

/**
 * Something that happens to what is stored, once; it does not heal. After the programs of its node are down, if they go
 * down by the same trouble. `seed` draws whatever is left to chance, and is its name: the same change is made once.
 */
export type StorageChange = { readonly seed: number } & (
  | {
      /** A power failure: what was not synced is gone. Torn: half of the last unsynced write is there. Needs the disk that can lie. */
      readonly kind: 'lose-unsynced';
      readonly torn: boolean;
    }
  /** The data folders are empty. */
  | { readonly kind: 'wipe' }
  /** A copy of the data folders is kept / is what they are again. `copy` names it. */
  | { readonly kind: 'save' | 'restore'; readonly copy: string }
  /** Single bits are flipped in files that match (a glob, relative to the data folder), within a range of bytes. */
  | {
      readonly kind: 'flip-bits';
      readonly files: string;
      readonly bits: number;
      readonly fromByte?: number;
      readonly toByte?: number;
    }
  /** `bytes` of one such file, at a place left to chance, are random ones. */
  | { readonly kind: 'overwrite'; readonly files: string; readonly bytes: number }
  /** One such file loses its last `bytes`. */
  | { readonly kind: 'truncate'; readonly files: string; readonly bytes: number }
);

/** What is wrong with the programs, the clock and the disk of a node while they run. */
export interface NodeCondition {
  /** Everything of the target stands still: by SIGSTOP, or in the kernel's freezer. */
  readonly paused?: 'signal' | 'freezer';
  /** It stands still for `pauseMs` of every `everyMs`. */
  readonly stutter?: { readonly pauseMs: number; readonly everyMs: number };
  /** It gets so many percent of one core. */
  readonly cpuPercent?: number;
  /** It has so much memory more than it takes when this begins. */
  readonly memoryHeadroomMb?: number;
  /** Policy, niceness and CPUs of each of its threads are drawn anew so often. */
  readonly scheduling?: { readonly renewMs: number; readonly seed: number };
  readonly clock?: ClockTrouble;
  readonly disk?: DiskTrouble;
}

/** 'killed' by SIGKILL, 'stopped' by SIGTERM (and SIGKILL if that is not enough), 'retired' by SIGKILL and never started again. */
export type Down = 'killed' | 'stopped' | 'retired';

export interface NodeTrouble extends NodeCondition {
  readonly node: string;
  /** The target's processes do not run; they start again when it heals, unless they are retired. */
  readonly down?: Down;
  readonly storage?: readonly StorageChange[];
  /** 'out': it is no member of the target's cluster, and does not run. 'in': it is, though it was none when the run began. */
  readonly membership?: 'in' | 'out';
  /** With 'out': even where fewer than a majority of the members that remain are up. */
  readonly evenBelowMajority?: true;
}

export interface Trouble {
  readonly cuts?: readonly Cut[];
  readonly links?: readonly LinkTrouble[];
  readonly nodes?: readonly NodeTrouble[];
}
