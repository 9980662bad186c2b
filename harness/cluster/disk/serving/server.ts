/** The thread that answers the kernel. It blocks on its device; what takes long is done elsewhere, and answered from there. */
import { readSync, writeSync } from 'node:fs';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../../contracts/errors.js';
import { type DiskSetup, nowMs, type Order, type Told } from '../control.js';
import { shakeHands } from '../kernel/handshake.js';
import { NO_REPLY } from '../kernel/reply.js';
import { OPCODE } from '../kernel/request.js';
import { getAttributes, setAttributes, space } from './attributes.js';
import { allocate, createFile, openFile, read, releaseFile, sync, syncFolder, write } from './bytes.js';
import { Disk, EIO, ENOSYS, Refusal } from './disk.js';
import { link, list, lookup, makeFolder, makeLink, makeNode, readLink, remove, rename } from './names.js';
import { carryOut } from './orders.js';
import { SyncQueue } from './sync-queue.js';

export interface ServerData {
  readonly setup: DiskSetup;
  /** Descriptor of the kernel's device. */
  readonly device: number;
  readonly orders: MessagePort;
  /** Memory of a SyncQueue. */
  readonly queue: SharedArrayBuffer;
}

const { setup, device, orders, queue } = workerData as ServerData;
const tell = (told: Told): void => parentPort?.postMessage(told);
const disk = new Disk(setup, tell, new SyncQueue(queue));
const { request, reply, trouble } = disk;

while (receive()) serve();
tell({ unmounted: true });

/** False when the mount is gone. */
function receive(): boolean {
  for (;;) {
    try {
      request.length = readSync(device, request.buffer, 0, request.buffer.length, null);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENODEV') return false;
      // The request was taken back before it was read.
      if (code !== 'ENOENT' && code !== 'EINTR' && code !== 'EAGAIN') throw error;
    }
  }
}

function serve(): void {
  const { opcode } = request;
  const result = resultOf(opcode);
  if (result === NO_REPLY) return;
  const moved = opcode === OPCODE.READ ? Math.max(0, result) : opcode === OPCODE.WRITE ? request.word(16) : 0;
  const isSlow = opcode === OPCODE.READ || opcode === OPCODE.WRITE || isSync(opcode);
  const atMs = isSlow ? trouble.answeredAtMs(moved, nowMs()) : 0;
  if (atMs === 0) reply.send(device, request.unique, result);
  else tell({ reply: reply.copy(request.unique, result), atMs });
  if (disk.read.size === 0) return;
  tell({ forget: [...disk.read] });
  disk.read.clear();
}

function isSync(opcode: number): boolean {
  return opcode === OPCODE.FSYNC || opcode === OPCODE.FSYNCDIR;
}

/** Length of the answer's body, an error as its number below 0, or NO_REPLY. */
function resultOf(opcode: number): number {
  try {
    return answer(opcode);
  } catch (error) {
    if (error instanceof Refusal) return -error.errno;
    // What the backing store refuses, the program is refused.
    const { errno } = error as NodeJS.ErrnoException;
    if (typeof errno === 'number') return errno;
    // Not through process.stderr, which needs an event loop.
    writeSync(2, `${messageOf(error)}\n`);
    return -EIO;
  }
}

function answer(opcode: number): number {
  switch (opcode) {
    case OPCODE.WRITE:
      return write(disk);
    case OPCODE.READ:
      return read(disk);
    case OPCODE.FSYNC:
      return sync(disk, nowMs());
    case OPCODE.LOOKUP:
      return lookup(disk);
    case OPCODE.GETATTR:
      return getAttributes(disk);
    case OPCODE.SETATTR:
      return setAttributes(disk);
    case OPCODE.OPEN:
      return openFile(disk);
    case OPCODE.CREATE:
      return createFile(disk);
    case OPCODE.RELEASE:
      return releaseFile(disk);
    case OPCODE.READDIR:
      return list(disk);
    case OPCODE.MKNOD:
      return makeNode(disk);
    case OPCODE.MKDIR:
      return makeFolder(disk);
    case OPCODE.SYMLINK:
      return makeLink(disk);
    case OPCODE.READLINK:
      return readLink(disk);
    case OPCODE.LINK:
      return link(disk);
    case OPCODE.UNLINK:
      return remove(disk, false);
    case OPCODE.RMDIR:
      return remove(disk, true);
    case OPCODE.RENAME:
      return rename(disk, 8, 0);
    case OPCODE.RENAME2:
      return rename(disk, 16, request.word(8));
    case OPCODE.FSYNCDIR:
      return syncFolder(disk);
    case OPCODE.FALLOCATE:
      return allocate(disk);
    case OPCODE.STATFS:
      takeOrders();
      return space(disk, setup.backing);
    case OPCODE.FORGET:
      disk.forget(request.inode, request.number(0));
      return NO_REPLY;
    case OPCODE.BATCH_FORGET:
      for (let index = 0; index < request.word(0); index += 1) {
        disk.forget(request.word(8 + index * 16), request.number(16 + index * 16));
      }
      return NO_REPLY;
    case OPCODE.INTERRUPT:
      return NO_REPLY;
    case OPCODE.DESTROY:
      return 0;
    case OPCODE.INIT:
      tell({ up: true });
      return shakeHands(request, reply);
    default:
      return -ENOSYS;
  }
}

function takeOrders(): void {
  for (;;) {
    const received = receiveMessageOnPort(orders) as { message: { id: number; order: Order } } | undefined;
    if (received === undefined) return;
    tell(carryOut(disk, received.message.id, received.message.order));
  }
}
