/** A kept shell on a real /bin/sh: commands come back whole, apart from each other, and never hang. */
import { spawn } from 'node:child_process';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { KeptShell, shellCommand } from '../../../harness/cluster/kept-shell.js';

const opened: KeptShell[] = [];

function open(): KeptShell {
  const shell = new KeptShell(spawn('/bin/sh', { stdio: 'pipe' }), 'here');
  opened.push(shell);
  return shell;
}

afterEach(() => {
  for (const shell of opened.splice(0)) shell.close();
});

test('answers output, complaints and exit code of each command apart', async () => {
  const shell = open();
  const both = await Promise.all([shell.run('echo one; echo two >&2; (exit 3)'), shell.run('printf three')]);
  expect(both).toEqual([
    { exitCode: 3, stdout: 'one\n', stderr: 'two\n' },
    { exitCode: 0, stdout: 'three', stderr: '' },
  ]);
});

test('keeps its state from command to command', async () => {
  const shell = open();
  await shell.run('kept=yes');
  expect((await shell.run('echo $kept')).stdout).toBe('yes\n');
});

test('hands every word to a program exactly as it is', async () => {
  const shell = open();
  const word = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 4 }), async (words) => {
      const { stdout } = await shell.run(shellCommand(['printf', '%s|', ...words]));
      expect(stdout).toBe(words.map((text) => `${text}|`).join(''));
    }),
    { numRuns: 50 },
  );
});

test('carries output larger than any pipe', async () => {
  const { stdout } = await open().run('head -c 1000000 /dev/zero | tr "\\0" x');
  expect(stdout).toBe('x'.repeat(1_000_000));
});

test('gives up on a command that does not end, and is closed then', async () => {
  const shell = open();
  await expect(shell.run('sleep 10', { timeoutMs: 50 })).rejects.toMatchObject({ code: 'command-timeout' });
  expect(shell.isOpen).toBe(false);
  await expect(shell.run('echo hello')).rejects.toMatchObject({ code: 'shell-gone' });
});

test('says so when the shell itself ends', async () => {
  const shell = open();
  await expect(shell.run('exit 0')).rejects.toMatchObject({ code: 'shell-gone' });
  await shell.closed;
});
