/** Zips: what is sent comes back as it was, and what could do harm is not unpacked at all. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Zippable, zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { unzip } from '../../../../harness/web/files/unzip.js';
import { unzipRuns } from '../../../../harness/web/files/unzip-runs.js';
import { zipFolder } from '../../../../harness/web/files/zip-folder.js';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faultline-zip-'));
  out = join(folder, 'out');
  mkdirSync(out);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function write(entries: Zippable): string {
  const path = join(folder, 'given.zip');
  writeFileSync(path, zipSync(entries));
  return path;
}

/** Of a link that may be gone meanwhile. */
function isHistory(link: string): boolean {
  try {
    return readlinkSync(link).endsWith('history.ndjson');
  } catch {
    return false;
  }
}

/** Files below `out`. */
const written = (): readonly string[] => readdirSync(out, { recursive: true, encoding: 'utf8' });

test('a folder that was sent comes back byte for byte, however large its files', async () => {
  const run = join(folder, 'run');
  mkdirSync(join(run, 'nodes/n1'), { recursive: true });
  const large = Buffer.alloc(3_000_000, 'operation\n');
  const random = Buffer.from(Array.from({ length: 700_000 }, (_, at) => (at * 2_654_435_761) % 251));
  writeFileSync(join(run, 'history.ndjson'), large);
  writeFileSync(join(run, 'nodes/n1/etcd.log'), random);
  writeFileSync(join(run, 'empty'), '');
  const zip = join(folder, 'sent.zip');
  await pipeline((await zipFolder(run, 'test/run'))(), createWriteStream(zip));
  await unzip(zip, out);
  expect(readFileSync(join(out, 'test/run/history.ndjson')).equals(large)).toBe(true);
  expect(readFileSync(join(out, 'test/run/nodes/n1/etcd.log')).equals(random)).toBe(true);
  expect(readFileSync(join(out, 'test/run/empty'))).toHaveLength(0);
  expect(readFileSync(zip).length).toBeLessThan(large.length);
});

test('whoever stops reading leaves no file open, and one that is gone ends the zip with an error', async () => {
  const run = join(folder, 'run');
  mkdirSync(run, { recursive: true });
  writeFileSync(join(run, 'history.ndjson'), randomBytes(3_000_000));
  const opened = (): boolean => readdirSync('/proc/self/fd').some((fd) => isHistory(`/proc/self/fd/${fd}`));
  const sent = (await zipFolder(run, 'test/run'))();
  await once(sent, 'readable');
  await vi.waitFor(() => expect(opened()).toBe(true));
  sent.destroy();
  await vi.waitFor(() => expect(opened()).toBe(false));
  const late = await zipFolder(run, 'test/run');
  rmSync(run, { recursive: true });
  await expect(pipeline(late(), createWriteStream(join(folder, 'late.zip')))).rejects.toThrow(
    'the run has no such file',
  );
});

test.each(['../outside', 'a/../../outside', '/outside', 'a\\..\\outside', 'C:outside', 'a//b', './a', 'a\0b'])(
  'the name %j refuses the whole zip',
  async (name) => {
    const zip = write({ 'test/run/test.json': text('{}'), [name]: text('x') });
    await expect(unzip(zip, out)).rejects.toThrow('leads out of it');
    expect(written()).toEqual([]);
    expect(existsSync(join(folder, 'outside'))).toBe(false);
  },
);

test('a link refuses the whole zip', async () => {
  const zip = write({ link: [text('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }] });
  await expect(unzip(zip, out)).rejects.toThrow('is a link');
  expect(written()).toEqual([]);
});

test('sizes are bounded before anything is written, and while it is', async () => {
  const zip = write({ a: text('0'.repeat(100_000)), b: text('b') });
  await expect(unzip(zip, out, { maxFiles: 10, maxBytes: 1_000 })).rejects.toThrow('1000 are allowed');
  await expect(unzip(zip, out, { maxFiles: 1, maxBytes: 1e9 })).rejects.toThrow('more than 1 files');
  expect(written()).toEqual([]);
  const bytes = readFileSync(zip);
  const lying = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  bytes.writeUInt32LE(5, lying + 24);
  writeFileSync(zip, bytes);
  await expect(unzip(zip, out)).rejects.toThrow('larger than it says');
});

test('what is damaged is said to be', async () => {
  const zip = write({ a: [text('some text'), { level: 0 }] });
  const bytes = readFileSync(zip);
  bytes[bytes.indexOf('some')] = 0x53;
  writeFileSync(zip, bytes);
  await expect(unzip(zip, out)).rejects.toThrow('"a" is damaged');
  writeFileSync(zip, 'no zip at all');
  await expect(unzip(zip, out)).rejects.toThrow('it is no zip');
  await expect(unzip(join(folder, 'nowhere.zip'), out)).rejects.toThrow('cannot be read');
});

test.each([
  ['results/etcd-register/20261120T194000Z-7/', 'etcd-register'],
  ['etcd-register/20261120T194000Z-7/', 'etcd-register'],
  ['20261120T194000Z-7/', '20261120T194000Z-7'],
  ['', 'test.json'],
])('finds runs packed as %j', async (prefix, name) => {
  const zip = write({ [`${prefix}test.json`]: text('{}'), [`${prefix}verdict.json`]: text('{}') });
  const results = await unzipRuns(zip, out);
  const names = readdirSync(results, { recursive: true, encoding: 'utf8' });
  expect(names.some((path) => path.endsWith(name))).toBe(true);
});

test('says so when there is no run in it', async () => {
  await expect(unzipRuns(write({ 'a/b.txt': text('x') }), out)).rejects.toThrow('holds no run');
});
