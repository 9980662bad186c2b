/** What users get wrong ends in one clear sentence, the next step, and the exit code that says whose fault it was. */
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { root } from '../house/files.js';

const main = join(root, 'dist/cli/main.js');

test.each([
  ['run etdc', 64, 'there is no target "etdc"', 'did you mean etcd?'],
  ['run etcd --workload regster', 64, 'there is no workload "regster"', 'did you mean register'],
  ['run etcd --faults partitoin', 64, 'there is no fault "partitoin"', 'did you mean partition'],
  ['run etcd --set read=x', 64, 'there is no option "read"', 'did you mean reads'],
  ['run etcd --set reads=sometimes', 64, 'the options of etcd', 'reads'],
  ['run etcd --time 60', 64, '"60" is not a duration', '500ms, 60s, 2m or 1h'],
  ['run etcd --rate fast', 64, '"fast" is not a rate', 'operations per second'],
  ['run etcd --nodes 0', 64, '"0" is not a number of nodes', '1 to 100'],
  ['run etcd --nodes 1000', 64, '"1000" is not a number of nodes', '1 to 100'],
  ['run etcd --nodes x', 64, '"x" is not a number of nodes', '1 to 100'],
  ['run etcd --nodes 9', 64, 'etcd runs on 1 to 7 nodes, not 9', ''],
  ['run etcd --set reads=serializable', 64, 'claims nothing of the register workload', '--judge linearizable'],
  ['run etcd --judge beauty', 64, 'there is no property "beauty"', 'linearizable'],
  ['run etcd --plant fib', 64, 'there is no plant "fib"', 'stale-read'],
  ['run etcd --schedule /no/such/file', 64, 'the schedule /no/such/file', ''],
  ['run ./no.target.ts', 64, 'there is no file', ''],
  ['run etcd --results /dev/null/x', 3, 'cannot be written', '--results'],
  ['check /no/such/file --property linearizable --model register', 64, 'cannot be read', ''],
  ['check package.json --property linearizable --model register', 64, 'package.json:1: expected a string', ''],
  ['check package.json --property linearizable --model regist', 64, 'there is no model "regist"', 'register'],
  ['check package.json --property linearizable', 64, 'linearizable needs a model', '--model'],
  [
    'check package.json --property linearizable --model register --level causal',
    64,
    'linearizable knows no levels',
    '',
  ],
  ['check package.json --property transactions --model register', 64, 'transactions knows no models', '--level'],
  [
    'check package.json --property transactions --level serialisable',
    64,
    'there is no level',
    'did you mean serializable',
  ],
  ['check docs/levels.md --property transactions', 64, 'it begins with: # Levels', 'plume'],
  ['analyze nowhere', 64, 'nowhere is not the folder of a run', 'latest'],
  ['list everything', 64, "'everything' is invalid", 'targets'],
  ['frobnicate', 64, "unknown command 'frobnicate'", ''],
])('faultline %s', async (words, exitCode, message, hint) => {
  const result = await execa(process.execPath, [main, ...words.split(' ')], {
    cwd: root,
    reject: false,
    timeout: 20_000,
  });
  expect(result.stderr).toContain(message);
  expect(result.stderr).toContain(hint);
  expect(result.exitCode).toBe(exitCode);
  expect(result.stderr).not.toMatch(/\n\s+at /);
});

test('an engine that is not there is one sentence with the way to get one, and fails the run', async () => {
  const env = { DOCKER_HOST: '', FAULTLINE_DOCKER_SOCKET: '/no/such/socket' };
  const results = await execa('mktemp', ['-d']);
  const words = ['run', 'etcd', '--on', 'docker', '--results', results.stdout];
  const result = await execa(process.execPath, [main, ...words], { cwd: root, reject: false, env });
  expect(result.exitCode).toBe(3);
  expect(result.stdout).toContain('no Docker engine answers at /no/such/socket');
  expect(result.stderr).toContain('hint:');
});
