/**
 * The process of a disk: main.ts SETUP DEVICE, where SETUP is a DiskSetup as JSON and DEVICE the descriptor of the
 * kernel's device, which is mounted. It ends when its stdin does, and its mount with it.
 */
import { execFile } from 'node:child_process';
import { fdatasync, fsync, mkdirSync, readdirSync, rmSync, statfs, write } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { MessageChannel, type MessagePort, Worker, type WorkerOptions } from 'node:worker_threads';
import { FaultlineError, messageOf } from '../../contracts/errors.js';
import { READY } from '../asked-process.js';
import { type Command, type DiskSetup, nowMs, type Order, type Request, type Response, type Told } from './control.js';
import { encodeNotice } from './kernel/notice.js';
import { bareReply, sendTo } from './kernel/reply.js';
import { measureRot } from './measuring/bit-rot.js';
import { PowerWitness } from './measuring/power.js';
import { measureTrouble } from './measuring/trouble.js';
import { prepareWitnesses } from './measuring/witness.js';
import type { ServerData } from './serving/server.js';
import { syncQueueMemory } from './serving/sync-queue.js';
import type { SyncerData } from './serving/syncer.js';

type Done = Extract<Told, { readonly done: number }>;

/** Files that are read while reads are in trouble are forgotten by the kernel so soon afterwards. */
const FORGET_AFTER_MS = 20;

/** Syncs that are made side by side. */
const SYNCERS = 3;

const run = promisify(execFile);
const [setupText = '{}', deviceText = ''] = process.argv.slice(2);
const setup = JSON.parse(setupText) as DiskSetup;
const device = Number(deviceText);
const { mountPoint } = setup;

const ordered = new Map<number, (done: Done) => void>();
const toForget = new Set<number>();
let orderCount = 0;

emptyFolder(setup.backing);
const { port1: orders, port2: otherEnd } = new MessageChannel();
const queue = syncQueueMemory();
const serverData: ServerData = { setup, device, orders: otherEnd, queue };
const server = createThread('server', serverData, [otherEnd]);
const up = new Promise<void>((resolve) => {
  server.on('message', (told: Told) => {
    if ('up' in told) resolve();
    else hear(told);
  });
});
for (let thread = 0; thread < SYNCERS; thread += 1) createThread('syncer', { queue, device });
await up;
await prepareWitnesses(mountPoint);
await give({ sync: true });
process.stdout.write(`${READY}\n`);

const input = createInterface({ input: process.stdin });
input.on('close', end);
input.on('line', (line) => {
  const request = JSON.parse(line) as Request;
  obey(request)
    .catch((error: unknown) => ({
      error: { message: messageOf(error), code: error instanceof FaultlineError ? error.code : 'disk-failed' },
    }))
    .then((answer) => process.stdout.write(`${JSON.stringify({ id: request.id, ...answer })}\n`))
    .then(() => ('close' in request ? setImmediate(end) : undefined));
});

async function obey(command: Command): Promise<Omit<Response, 'id'>> {
  if ('apply' in command || 'sync' in command) {
    await give(command);
    return {};
  }
  if ('measure' in command) return { samples: await measureTrouble(mountPoint, command.measure) };
  if ('powerCut' in command) {
    // The programs are dead: whatever is wrong with the disk is not to get in the witness's way.
    await give({ suspend: true });
    try {
      const witness = await PowerWitness.create(mountPoint);
      await give(command);
      return { samples: await witness.look() };
    } finally {
      await give({ suspend: false });
    }
  }
  if ('flipBits' in command) {
    const { bytes = [] } = await give({ chooseBits: command.flipBits });
    return {
      samples: await measureRot(mountPoint, command.flipBits, bytes, async () => void (await give({ rot: bytes }))),
    };
  }
  if ('counts' in command) {
    const { counts } = await give(command);
    return counts === undefined ? {} : { counts };
  }
  await run('umount', [mountPoint]).catch(() => run('umount', ['-l', mountPoint]));
  return {};
}

/** Done when the thread has carried it out, and the kernel knows what changed. */
async function give(order: Order): Promise<Done> {
  orderCount += 1;
  const id = orderCount;
  const carriedOut = new Promise<Done>((resolve) => ordered.set(id, resolve));
  orders.postMessage({ id, order });
  // The thread blocks on its device: this is what wakes it.
  await promisify(statfs)(mountPoint);
  const done = await carriedOut;
  await Promise.all(done.notices.map((notice) => notify(encodeNotice(notice))));
  return done;
}

/** In a thread of its own: the kernel may wait for an answer of the server before it is through. It need not know what it is told of. */
function notify(message: Buffer): Promise<void> {
  return new Promise((resolve) => write(device, message, 0, message.length, null, () => resolve()));
}

function hear(told: Exclude<Told, { readonly up: true }>): void {
  if ('done' in told) {
    ordered.get(told.done)?.(told);
    ordered.delete(told.done);
  } else if ('sync' in told) {
    const { unique, object, dataOnly, atMs } = told.sync;
    (dataOnly ? fdatasync : fsync)(object, (error) => {
      at(atMs, () => sendTo(device, bareReply(unique, error?.errno ?? 0)));
    });
  } else if ('allocate' in told) {
    const { unique, object, end: size } = told.allocate;
    // Without that program the file is as long, but its room is not reserved.
    execFile('fallocate', ['-n', '-l', String(size), `/proc/${process.pid}/fd/${object}`], () => {
      sendTo(device, bareReply(unique, 0));
    });
  } else if ('reply' in told) {
    at(told.atMs, () => sendTo(device, told.reply));
  } else if ('forget' in told) {
    if (toForget.size === 0) setTimeout(forgetRead, FORGET_AFTER_MS);
    for (const inode of told.forget) toForget.add(inode);
  } else {
    end();
  }
}

function forgetRead(): void {
  for (const inode of toForget) void notify(encodeNotice({ inode }));
  toForget.clear();
}

function at(moment: number, what: () => void): void {
  const waitMs = moment === 0 ? 0 : moment - nowMs();
  if (waitMs <= 0) what();
  else setTimeout(what, waitMs);
}

function emptyFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}

/** When it fails, so does the whole disk. */
function createThread(
  name: 'server' | 'syncer',
  data: ServerData | SyncerData,
  transferList: readonly MessagePort[] = [],
): Worker {
  const thread = startThread(name, { workerData: data, transferList: [...transferList] });
  thread.on('error', (error) => process.stderr.write(`the ${name} of a disk failed: ${error.message}\n`, end));
  return thread;
}

function startThread(name: string, options: WorkerOptions): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL(`./serving/${name}.js`, import.meta.url), options);
  // From sources, a thread must bring the loader with it.
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const entry = JSON.stringify(new URL(`./serving/${name}.ts`, import.meta.url).href);
  const code = `import(${loader}).then(({ tsImport }) => tsImport(${entry}, ${entry}))`;
  return new Worker(code, { ...options, eval: true });
}

/** A thread that is blocked in a read cannot be asked to end, and an exit would wait for it. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
