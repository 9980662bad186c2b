/** The thread that takes the diverted frames from the kernel and decides what becomes of each. It blocks on its device. */
import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { LinkTrouble } from '../../contracts/trouble.js';
import { monotonicMs } from './alarm.js';
import { flipPayloadBit } from './frame.js';
import { Counters, FrameStore, type SwitchMemory } from './frame-store.js';
import { Settings } from './settings.js';
import { type End, Switchboard } from './switchboard.js';

export interface ReaderData {
  readonly memory: SwitchMemory;
  /** Descriptor of the device that diverted frames come from. */
  readonly device: number;
  readonly ends: readonly End[];
  readonly seed: number;
}

const { memory, device, ends, seed } = workerData as ReaderData;
const store = new FrameStore(memory);
const counters = new Counters(memory);
const settings = new Settings(memory.settings);
const board = new Switchboard(ends, seed);

parentPort?.postMessage('up');
for (;;) {
  let slot = store.take();
  store.lengths[slot] = readSync(device, store.frames, store.offset(slot), memory.slotBytes, null);
  const nowMs = monotonicMs();
  // After the read: whatever was set before a frame came holds for it.
  const changed = settings.changed();
  if (changed !== null) board.configure(JSON.parse(changed) as readonly LinkTrouble[]);
  if (slot === FrameStore.SPARE) slot = moved(slot);
  handle(slot, nowMs);
}

function handle(slot: number, nowMs: number): void {
  const frame = store.frame(slot);
  const { direction, copies, overflowed, random } = board.judge(frame, nowMs);
  counters.add(direction, 'frames', 1);
  counters.add(direction, 'bytes', frame.length);
  const [first, ...others] = copies;
  if (first === undefined) {
    counters.add(direction, overflowed ? 'overflowed' : 'lost', 1);
    store.putBack(slot);
    return;
  }
  // Before the first is handed over: from then on its slot is the writer's.
  const slots = [slot, ...others.map(() => moved(slot))];
  counters.add(direction, 'duplicated', others.length);
  copies.forEach(({ atMs, corrupt }, index) => {
    const own = slots[index]!;
    if (own === FrameStore.SPARE || !store.hasRoom(direction)) {
      counters.add(direction, 'overflowed', 1);
      store.putBack(own);
      return;
    }
    if (corrupt && flipPayloadBit(store.frame(own), random)) counters.add(direction, 'corrupted', 1);
    store.handOver(own, direction, atMs);
  });
}

/** Another slot with the same frame, or SPARE when there is none. */
function moved(slot: number): number {
  const other = store.take();
  if (other === FrameStore.SPARE) return other;
  const from = store.offset(slot);
  const length = store.lengths[slot]!;
  store.frames.copy(store.frames, store.offset(other), from, from + length);
  store.lengths[other] = length;
  return other;
}
