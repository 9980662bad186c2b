/** `faultline shell <node>`: a shell on a node of a run that is kept running. */
import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { dockerNodeCommand } from '../harness/cluster/docker/shell.js';
import { localNodeCommand } from '../harness/cluster/local/shell.js';
import { sshNodeCommand } from '../harness/cluster/ssh/shell.js';
import { UsageError } from '../harness/contracts/errors.js';
import { openRun } from '../harness/results/index.js';

export const shellCommand = new Command('shell')
  .description('a shell on a node of a run in progress (run --keep-running), or one command on it')
  .argument('<node>', 'n1, n2, ...')
  .argument('[command...]', 'instead of a shell')
  .option('--results <folder>', 'where runs are kept: the newest says which machines a run by ssh is on', 'results')
  .passThroughOptions()
  .action(async (node: string, words: readonly string[], options: { results: string }) => {
    const given = words[0] === '--' ? words.slice(1) : words;
    const command = given.length > 0 ? given : ['/bin/sh'];
    const found =
      localNodeCommand(node, command) ??
      (await dockerNodeCommand(node, command)) ??
      onMachine(options.results, node, command);
    const [program, ...rest] = found ?? [];
    if (program === undefined) {
      throw new UsageError(`no run in progress has a node ${node}`, {
        code: 'no-node',
        value: node,
        hint: 'start one with: faultline run … --keep-running',
      });
    }
    const child = spawn(program, rest, { stdio: 'inherit' });
    process.exitCode = await new Promise<number>((resolve) => {
      child.on('exit', (code) => resolve(code ?? 1));
      child.on('error', () => resolve(127));
    });
  });

/** A run on machines leaves no trace here but its test.json; the newest one is asked. */
function onMachine(results: string, node: string, command: readonly string[]): readonly string[] | null {
  try {
    const { ssh } = openRun('latest', results).test;
    return ssh === undefined ? null : sshNodeCommand(ssh, Number(/^n(\d+)$/.exec(node)?.[1]) - 1, command);
  } catch {
    return null;
  }
}
