/** `faultline serve`: prints its address, serves a folder or a zip, cleans up when it is ended, and says what is wrong. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSyntheticRun } from '../harness/web/sample-runs.js';
import { root } from '../house/files.js';

const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-serve-test-'));
const temporary = join(folder, 'temporary');
const results = join(folder, 'results');
beforeAll(async () => {
  mkdirSync(temporary);
  await writeSyntheticRun(results, true);
});
afterAll(() => rmSync(folder, { recursive: true }));

const start = (...words: readonly string[]) =>
  execa(process.execPath, [main, 'serve', ...words], {
    ...{ cwd: folder, env: { TMPDIR: temporary }, reject: false, timeout: 60_000 },
  });

/** Waits until it says where it listens. */
function addressOf(serving: ReturnType<typeof start>): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    serving.stdout.on('data', (text) => {
      said += String(text);
      const address = /^http:\S+/m.exec(said)?.[0];
      if (address !== undefined && said.includes('Ctrl-C')) resolve(address);
    });
    serving.stdout.on('end', () => reject(new Error(`it ended before it listened: ${said}`)));
  });
}

test('serves the results at the address that it prints, until it is interrupted', async () => {
  const serving = start('--port', '0');
  const address = await addressOf(serving);
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await (await fetch(address)).text()).toContain('1 run.');
  serving.kill('SIGINT');
  const ended = await serving;
  expect(ended.exitCode).toBe(0);
  await expect(fetch(address)).rejects.toThrow();
});

test('serves a zip from a temporary folder that is gone afterwards', async () => {
  const serving = start('--port', '0');
  const address = await addressOf(serving);
  const run = new URL('/runs/etcd-register/20261120T194000Z-7/', address);
  const zip = join(folder, 'run.zip');
  writeFileSync(zip, Buffer.from(await (await fetch(new URL('download.zip', run))).arrayBuffer()));
  const [history, report] = [
    await (await fetch(new URL('history.ndjson', run))).text(),
    await (await fetch(new URL('report.html', run))).text(),
  ];
  serving.kill('SIGINT');
  await serving;

  const again = start(zip, '--port', '0');
  const there = new URL('/runs/etcd-register/20261120T194000Z-7/', await addressOf(again));
  expect(await (await fetch(new URL('history.ndjson', there))).text()).toBe(history);
  expect(await (await fetch(new URL('report.html', there))).text()).toBe(report);
  expect(readdirSync(temporary)).toHaveLength(1);
  again.kill('SIGTERM');
  expect((await again).exitCode).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);

  const impatient = start(zip, '--port', '0');
  await addressOf(impatient);
  const signals = setInterval(() => impatient.kill('SIGINT'), 1);
  await impatient;
  clearInterval(signals);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a zip that leads out of its folder is refused, and nothing is left', async () => {
  const zip = join(folder, 'bad.zip');
  writeFileSync(zip, zipSync({ '../../outside': new Uint8Array(1), 'a/test.json': new Uint8Array(1) }));
  const { exitCode, stderr } = await start(zip);
  expect(exitCode).toBe(64);
  expect(stderr).toContain('leads out of it');
  expect(readdirSync(temporary)).toEqual([]);
  expect(existsSync(join(folder, 'outside'))).toBe(false);
});

test('a taken port is an error that says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { exitCode, stderr } = await start('--port', String(port));
  other.close();
  expect(exitCode).toBe(64);
  expect(stderr).toContain(`port ${port} is taken`);
  expect(stderr).toContain('--port 0');
});

test.each([
  [['--port', 'x'], 'a port is a number'],
  [['--results', 'nowhere'], 'nowhere is not a folder'],
  [['nowhere.zip'], 'nowhere.zip is not there'],
  [['--port', '0', '--host', '203.0.113.7'], 'no address of this machine'],
])('%j is refused', async (words, said) => {
  const { exitCode, stderr } = await start(...words);
  expect(exitCode).toBe(64);
  expect(stderr).toContain(said);
});
