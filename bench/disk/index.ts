/** What the file system that can lie costs while it does not: databases and plain writes on it, beside a plain folder. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FaultyDisk } from '../../harness/cluster/disk/faulty-disk.js';
import { enterNamespaces, inside } from '../../harness/cluster/local/enter.js';
import { grouped, median, printTable } from '../table.js';
import * as etcd from './etcd.js';
import { writeRate } from './files.js';
import * as postgresql from './postgresql.js';
import * as redis from './redis.js';

export const describe = 'a disk that can lie, and does not; the baseline is a plain folder beside its backing store';

/** Each is measured for so long, s, on either in turn, so often; the middle of each is printed. */
const SECONDS = Number(process.env['FAULTLINE_BENCH_DISK_SECONDS'] ?? '5');
const ROUNDS = 3;

type Measure = (folder: string) => Promise<number>;

const MEASURES: Readonly<Record<string, Measure>> = {
  'writes of 4 KiB': (folder) => writeRate(folder, 4_096, SECONDS / 2, false),
  'synchronous writes of 8 KiB': (folder) => writeRate(folder, 8_192, SECONDS / 2, true),
  'etcd: puts of 32 clients': (folder) => etcd.etcdRate(folder, SECONDS),
  'PostgreSQL: transactions of pgbench, 8 clients': (folder) => postgresql.postgresqlRate(folder, SECONDS),
  'Redis: SET of 16 clients, synced at each': (folder) => redis.redisRate(folder, SECONDS, 'always'),
  'Redis: SET of 16 clients, synced every second': (folder) => redis.redisRate(folder, SECONDS, 'everysec'),
};

export async function run(): Promise<void> {
  if (inside() === null) {
    const command = [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'disk'];
    const exitCode = await enterNamespaces({ command, software: [etcd.software, redis.software, postgresql.software] });
    if (exitCode !== 0) throw new Error(`the bench inside ended with ${exitCode}`);
    return;
  }
  const space = inside()?.space ?? '';
  const rows: string[][] = [];
  for (const [name, measure] of Object.entries(MEASURES)) {
    const rates = { plain: [] as number[], faulty: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.plain.push(await onPlainFolder(join(space, 'plain'), measure));
      rates.faulty.push(await onFaultyDisk(space, measure));
    }
    const [plain, faulty] = [median(rates.plain), median(rates.faulty)];
    rows.push([name, `${grouped(plain)}/s`, `${grouped(faulty)}/s`, (faulty / plain).toFixed(2)]);
  }
  printTable(['', 'plain', 'can lie', 'of baseline'], rows);
}

async function onPlainFolder(folder: string, measure: Measure): Promise<number> {
  mkdirSync(folder);
  try {
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function onFaultyDisk(space: string, measure: Measure): Promise<number> {
  const mountPoint = join(space, 'mount');
  mkdirSync(mountPoint, { recursive: true });
  const disk = await FaultyDisk.start({ backing: join(space, 'backing'), mountPoint, seed: 1 });
  try {
    return await measure(mountPoint);
  } finally {
    await disk.close();
  }
}
