/** A thread that brings objects to the disk, and answers the programs that wait for it. */
import { fdatasyncSync, fsyncSync } from 'node:fs';
import { constants } from 'node:os';
import { workerData } from 'node:worker_threads';
import { bareReply, sendTo } from '../kernel/reply.js';
import { SyncQueue } from './sync-queue.js';

export interface SyncerData {
  readonly queue: SharedArrayBuffer;
  /** Descriptor of the kernel's device. */
  readonly device: number;
}

const { queue, device } = workerData as SyncerData;
const syncs = new SyncQueue(queue);

for (;;) {
  const { unique, object, dataOnly } = syncs.take();
  sendTo(device, bareReply(unique, resultOf(object, dataOnly)));
}

/** 0, or the number of an error below it. */
function resultOf(object: number, dataOnly: boolean): number {
  try {
    if (dataOnly) fdatasyncSync(object);
    else fsyncSync(object);
    return 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).errno ?? -constants.errno.EIO;
  }
}
