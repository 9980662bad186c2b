/** The folder of a run: its own as long as it lives, and nobody's afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRunSpace, removeDeadRunSpaces } from '../../../../harness/cluster/local/run-space.js';

const cache = mkdtempSync(join(tmpdir(), 'faultline-run-space-'));
const before = process.env['XDG_CACHE_HOME'];
beforeAll(() => {
  process.env['XDG_CACHE_HOME'] = cache;
});
afterAll(() => {
  if (before === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
  rmSync(cache, { recursive: true });
});

test('runs that begin at the same moment take none of each other for dead', async () => {
  const fixture = fileURLToPath(new URL('./run-space-fixture.ts', import.meta.url));
  for (let round = 0; round < 3; round += 1) {
    const atMs = Date.now() + 3_000;
    const runs = Array.from({ length: 6 }, () => execa(process.execPath, ['--import', 'tsx', fixture, `${atMs}`]));
    expect((await Promise.all(runs)).map(({ stdout }) => stdout)).toEqual(Array.from({ length: 6 }, () => 'true'));
  }
});

test('the folder of a run that is dead is removed, and that of one that lives is not', async () => {
  const dead = spawn('true');
  await once(dead, 'exit');
  const left = join(cache, 'faultline', 'runs', `${dead.pid}-1-left`);
  mkdirSync(join(left, 'n1'), { recursive: true });
  const space = createRunSpace();
  expect([existsSync(left), existsSync(space.folder)]).toEqual([false, true]);
  expect(removeDeadRunSpaces()).toEqual([]);
  space.remove();
  expect(existsSync(space.folder)).toBe(false);
});
