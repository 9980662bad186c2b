/** Where the frames wait: slots in memory that the reading and the writing thread share, so that no frame is copied. */
import { Alarm, monotonicMs } from './alarm.js';
import { Ring } from './ring.js';
import { Settings } from './settings.js';

/** Most frames that wait at once, of all directions and of one; a power of two. */
export const WAITING_FRAMES_MAX = 32_768;
export const WAITING_FRAMES_PER_DIRECTION_MAX = WAITING_FRAMES_MAX / 2;

/** An Ethernet header with a VLAN tag. */
const HEADER_BYTES = 18;

/** What is counted of each direction, in this order. */
export const COUNTED = ['frames', 'bytes', 'lost', 'duplicated', 'corrupted', 'overflowed'] as const;
export type Counted = (typeof COUNTED)[number];

/** Everything that the threads share; can be sent to a thread. */
export interface SwitchMemory {
  readonly directions: number;
  readonly slotBytes: number;
  readonly epochMs: number;
  readonly frames: SharedArrayBuffer;
  readonly lengths: SharedArrayBuffer;
  readonly dues: SharedArrayBuffer;
  readonly owners: SharedArrayBuffer;
  readonly waiting: SharedArrayBuffer;
  readonly counts: SharedArrayBuffer;
  readonly handedOver: SharedArrayBuffer;
  readonly returned: SharedArrayBuffer;
  readonly alarm: SharedArrayBuffer;
  readonly settings: SharedArrayBuffer;
}

/** The system gives the memory of a slot when the slot is first used: 64 MiB at an MTU of 1500 if all are. */
export function allocateMemory(directions: number, mtuBytes: number): SwitchMemory {
  const slotBytes = Math.ceil((mtuBytes + HEADER_BYTES) / 64) * 64;
  const cells = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes * (WAITING_FRAMES_MAX + 1));
  return {
    directions,
    slotBytes,
    epochMs: monotonicMs(),
    frames: cells(slotBytes),
    lengths: cells(4),
    dues: cells(8),
    owners: cells(4),
    // One more: frames between addresses that are no end's.
    waiting: new SharedArrayBuffer(4 * (directions + 1)),
    counts: new SharedArrayBuffer(8 * COUNTED.length * (directions + 1)),
    handedOver: Ring.allocate(WAITING_FRAMES_MAX),
    returned: Ring.allocate(WAITING_FRAMES_MAX),
    alarm: Alarm.allocate(),
    settings: Settings.allocate(),
  };
}

export class FrameStore {
  /** The slot that is never handed over: a frame is read into it when no other is free. */
  static readonly SPARE = WAITING_FRAMES_MAX;
  readonly frames: Buffer;
  readonly lengths: Int32Array;
  readonly handedOver: Ring;
  readonly alarm: Alarm;
  private readonly dues: Float64Array;
  private readonly owners: Int32Array;
  private readonly waiting: Int32Array;
  private readonly returned: Ring;
  /** The reader's alone. The last returned is taken first: few slots are used while few frames wait. */
  private readonly free: number[] = [];
  private unused = 0;

  constructor(readonly memory: SwitchMemory) {
    this.frames = Buffer.from(memory.frames);
    this.lengths = new Int32Array(memory.lengths);
    this.dues = new Float64Array(memory.dues);
    this.owners = new Int32Array(memory.owners);
    this.waiting = new Int32Array(memory.waiting);
    this.handedOver = new Ring(memory.handedOver);
    this.returned = new Ring(memory.returned);
    this.alarm = new Alarm(memory.alarm, memory.epochMs);
  }

  /** Where a slot begins in `frames`. */
  offset(slot: number): number {
    return slot * this.memory.slotBytes;
  }

  /** The frame in a slot, whole. */
  frame(slot: number): Buffer {
    const start = this.offset(slot);
    return this.frames.subarray(start, start + this.lengths[slot]!);
  }

  dueMs(slot: number): number {
    return this.dues[slot]!;
  }

  /** For the reader: a slot that nobody uses, or SPARE when every one waits. */
  take(): number {
    for (let slot = this.returned.shift(); slot >= 0; slot = this.returned.shift()) this.free.push(slot);
    const slot = this.free.pop();
    if (slot !== undefined) return slot;
    if (this.unused === WAITING_FRAMES_MAX) return FrameStore.SPARE;
    this.unused += 1;
    return this.unused - 1;
  }

  /** For the reader: a slot that was taken and is not needed. */
  putBack(slot: number): void {
    if (slot !== FrameStore.SPARE) this.free.push(slot);
  }

  /** For the reader: may one more frame of that direction wait? */
  hasRoom(direction: number): boolean {
    return Atomics.load(this.waiting, direction) < WAITING_FRAMES_PER_DIRECTION_MAX;
  }

  /** For the reader: the frame in this slot is to be sent at that moment. */
  handOver(slot: number, direction: number, dueMs: number): void {
    this.dues[slot] = dueMs;
    this.owners[slot] = direction;
    Atomics.add(this.waiting, direction, 1);
    this.handedOver.push(slot);
    this.alarm.ring(dueMs);
  }

  /** For the writer: the frame in this slot was sent. */
  giveBack(slot: number): void {
    Atomics.sub(this.waiting, this.owners[slot]!, 1);
    this.returned.push(slot);
  }
}

/** The counters of one direction; written by the reader, read by anybody. */
export class Counters {
  private readonly cells: Float64Array;

  constructor(memory: SwitchMemory) {
    this.cells = new Float64Array(memory.counts);
  }

  add(direction: number, counted: Counted, amount: number): void {
    const at = direction * COUNTED.length + COUNTED.indexOf(counted);
    this.cells[at] = this.cells[at]! + amount;
  }

  get(direction: number, counted: Counted): number {
    return this.cells[direction * COUNTED.length + COUNTED.indexOf(counted)]!;
  }
}
