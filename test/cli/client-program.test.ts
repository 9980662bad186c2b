/** The program of client hosts: the words of its command, and the files that it needs where it runs. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { clientPlaceOf, parseCommand } from '../../cli/client-program.js';
import { planTest } from '../../cli/plan.js';
import type { Test } from '../../harness/contracts/test.js';
import { root } from '../house/files.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultline-client-program-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(...parts: readonly string[]): string {
  const path = join(folder, ...parts);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '');
  return path;
}

/** As a shell writes a word, in one of the ways that it could. */
const quoted = fc
  .tuple(fc.string({ unit: fc.constantFrom(...'aZ0-/ \'"\\$`\n*é'), minLength: 1, maxLength: 12 }), fc.nat(2))
  .map(([word, way]) => {
    const writings = [
      `'${word.replaceAll("'", "'\\''")}'`,
      `"${word.replace(/["\\$`]/g, '\\$&')}"`,
      word.replaceAll('\n', "'\n'").replace(/[ '"\\$`*](?!\n')/g, (each) => (each === "'" ? "\\'" : `\\${each}`)),
    ];
    return { word, written: writings[word.includes('\n') && way === 2 ? 0 : way] ?? '' };
  });

describe('the words of a command', () => {
  test('are those that a shell sees', async () => {
    const samples = fc.sample(fc.array(quoted, { minLength: 1, maxLength: 6 }), { numRuns: 100, seed: 1 });
    const script = samples.map(
      (words) => `printf '%s\\0' ${words.map(({ written }) => written).join('  ')}; printf '\\n\\0'`,
    );
    const { stdout } = await execa('sh', ['-c', script.join('\n')]);
    const seen = stdout.split('\n\0').slice(0, -1);
    const parsed = samples.map((words) => parseCommand(words.map(({ written }) => written).join('  ')));
    expect(parsed).toEqual(samples.map((words) => words.map(({ word }) => word)));
    expect(stdout).toBe(parsed.map((words) => `${words.join('\0')}\0\n\0`).join(''));
    expect(seen.length).toBeGreaterThan(90);
  });

  test.each(['', '  ', "python3 'x", 'a "b', 'a \\'])('%j is none', (text) => {
    expect(() => parseCommand(text)).toThrow();
  });
});

async function placeFor(more: Partial<Test>) {
  const { test: planned } = await planTest({
    ...{ target: 'etcd', workload: 'register', on: 'local', nodes: 3, seed: 1, faults: [], set: {} },
    ...{ timeMs: 10_000, rate: 1, concurrency: 2, opTimeoutMs: 1_000, intervalMs: 5_000, clientHosts: 2 },
  });
  return clientPlaceOf({ ...planned, ...more });
}

describe('the files that client hosts see', () => {
  test('of our own program are node, this package and its modules', async () => {
    const { program, files } = await placeFor({});
    expect(program).toMatchObject({ isOurs: true, target: 'etcd', workload: 'register' });
    expect(program.command.at(-1)).toBe('client-host');
    expect(files).toEqual(expect.arrayContaining([process.execPath, root, join(root, 'node_modules')]));
  });

  test("are also the package of a user's target, and the modules that it finds, links and where they lead", async () => {
    file('project', 'package.json');
    const target = file('project', 'deep', 'my.target.ts');
    file('elsewhere', 'left-pad', 'index.js');
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'node_modules'));
    const { program, files } = await placeFor({ target });
    expect(program.target).toBe(target);
    const expected = [join(folder, 'project'), join(folder, 'node_modules'), join(folder, 'elsewhere')];
    expect(files).toEqual(expect.arrayContaining(expected));
    expect(files).not.toContain(folder);
  });

  test("of a user's program are its files, and what it was installed with when that is not in /usr", async () => {
    const script = file('scripts', 'client.py');
    const python = file('python', 'bin', 'python9');
    const { program, files } = await placeFor({ clientCommand: [python, script, '--port', '80'] });
    expect(program).toMatchObject({ command: [python, script, '--port', '80'], isOurs: false });
    expect(files).toEqual(expect.arrayContaining([join(folder, 'python'), join(folder, 'scripts')]));
    expect(files).not.toContain(root);
    const plain = await placeFor({ clientCommand: ['sh', '-c', 'cat'] });
    expect(plain.program.command).toEqual(['sh', '-c', 'cat']);
    expect(plain.files).toEqual([]);
  });

  test('are never a whole folder that a node has of its own', async () => {
    const script = join(tmpdir(), `faultline-${process.pid}.py`);
    writeFileSync(script, '');
    try {
      const { files } = await placeFor({ clientCommand: ['python3', script] });
      expect(files).toEqual([script]);
    } finally {
      rmSync(script);
    }
  });
});
