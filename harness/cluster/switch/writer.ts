/** The thread that gives the frames back to the bridge, each when it is due. It sleeps until then. */
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { monotonicMs } from './alarm.js';
import { DueQueue } from './due-queue.js';
import { FrameStore, type SwitchMemory, WAITING_FRAMES_MAX } from './frame-store.js';

export interface WriterData {
  readonly memory: SwitchMemory;
  /** Descriptor of the device that is a port of the bridge. */
  readonly device: number;
}

const { memory, device } = workerData as WriterData;
const store = new FrameStore(memory);
const queue = new DueQueue(WAITING_FRAMES_MAX);

parentPort?.postMessage('up');
for (;;) {
  const seen = store.alarm.rings;
  for (let slot = store.handedOver.shift(); slot >= 0; slot = store.handedOver.shift()) {
    queue.push(slot, store.dueMs(slot));
  }
  if (queue.nextMs > monotonicMs()) {
    store.alarm.sleep(seen, queue.nextMs);
    continue;
  }
  // One at a time: what was handed over meanwhile may be due before the next.
  const slot = queue.shift();
  writeSync(device, store.frames, store.offset(slot), store.lengths[slot]!);
  store.giveBack(slot);
}
