/**
 * Syncs that programs wait for, from the thread that serves the kernel to those that make them: a ring in shared memory,
 * because waking a thread that waits there takes a fraction of what a message to one takes.
 */

/** More than these wait elsewhere. */
const SLOTS = 256;
/** Words of a slot: the request's name in two, the descriptor, and whether data alone. */
const SLOT_WORDS = 4;
/** Words before the slots: how many were added, and how many taken. */
const ADDED = 0;
const TAKEN = 1;
const HEAD_WORDS = 2;

export interface QueuedSync {
  readonly unique: bigint;
  /** Descriptor of the object. */
  readonly object: number;
  readonly dataOnly: boolean;
}

export function syncQueueMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer((HEAD_WORDS + SLOTS * SLOT_WORDS) * 4);
}

/** One thread adds, any number take. */
export class SyncQueue {
  private readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  /** False when there is no room. */
  add({ unique, object, dataOnly }: QueuedSync): boolean {
    const { words } = this;
    const added = Atomics.load(words, ADDED);
    if ((added - Atomics.load(words, TAKEN)) >>> 0 >= SLOTS) return false;
    const slot = slotOf(added);
    words[slot] = Number(BigInt.asIntN(32, unique));
    words[slot + 1] = Number(BigInt.asIntN(32, unique >> 32n));
    words[slot + 2] = object;
    words[slot + 3] = dataOnly ? 1 : 0;
    Atomics.store(words, ADDED, (added + 1) | 0);
    Atomics.notify(words, ADDED, 1);
    return true;
  }

  /** Waits for one. */
  take(): QueuedSync {
    const { words } = this;
    for (;;) {
      const taken = Atomics.load(words, TAKEN);
      const added = Atomics.load(words, ADDED);
      if (taken === added) {
        Atomics.wait(words, ADDED, added);
        continue;
      }
      const slot = slotOf(taken);
      const [low, high, object, data] = [words[slot]!, words[slot + 1]!, words[slot + 2]!, words[slot + 3]!];
      // Nobody has taken it meanwhile, so nobody can have filled its slot again.
      if (Atomics.compareExchange(words, TAKEN, taken, (taken + 1) | 0) !== taken) continue;
      const unique = (BigInt.asUintN(32, BigInt(high)) << 32n) | BigInt.asUintN(32, BigInt(low));
      return { unique, object, dataOnly: data === 1 };
    }
  }
}

function slotOf(count: number): number {
  return HEAD_WORDS + ((count >>> 0) % SLOTS) * SLOT_WORDS;
}
