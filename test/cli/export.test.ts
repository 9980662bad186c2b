/** `faultline export`: histories of any tool, and of our own runs, for other tools; and what is said when it cannot be. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { USUAL_MODEL } from '../../harness/contracts/system-model.js';
import type { Test } from '../../harness/contracts/test.js';
import { FILES } from '../../harness/results/index.js';
import { root } from '../house/files.js';

const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-export-'));
afterAll(() => rmSync(folder, { recursive: true }));

const faultline = (...words: readonly string[]) =>
  execa(process.execPath, [main, ...words], { cwd: folder, reject: false, timeout: 20_000 });

const invoke = '{"index":0,"time":1,"type":"invoke","process":0,"f":"txn","value":[["append",1,2]],"node":"n1"}';
const ok = '{"index":1,"time":2,"type":"ok","process":0,"f":"txn","value":[["append",1,2]],"node":"n1"}';
const ednInvoke = '{:index 0, :time 1, :type :invoke, :process 0, :f :txn, :value [[:append 1 2]], :node "n1"}';
const ednOk = '{:index 1, :time 2, :type :ok, :process 0, :f :txn, :value [[:append 1 2]], :node "n1"}';
writeFileSync(join(folder, 'h.ndjson.gz'), gzipSync(`${invoke}\n${ok}\n`));
writeFileSync(join(folder, 'h.edn'), `${ednInvoke}\n${ednOk}\n`);

const testOfRun: Test = {
  ...{ version: 1, name: 'etcd-register', startedAt: '2026-11-20T19:40:00Z', seed: 1 },
  ...{ target: 'etcd', targetOptions: {}, workload: 'register', workloadOptions: {}, keyed: true },
  ...{ judge: { property: 'linearizable' }, claimSource: null, cluster: 'local', nodes: 3, concurrency: 1, rate: 1 },
  ...{ systemModel: USUAL_MODEL, systemModelSource: 'usual', keepSoftware: false, spares: 0 },
  ...{ disk: 'plain', clientHosts: 0 },
  ...{
    timeMs: 1,
    afterHealMs: 0,
    opTimeoutMs: 1,
    intervalMs: 1,
    faults: [],
    schedule: [],
    bail: false,
    plant: null,
    command: '',
    versions: {},
  },
};

test('NDJSON becomes EDN and EDN becomes NDJSON, on stdout and in a file', async () => {
  const toEdn = await faultline('export', 'h.ndjson.gz', '--format', 'edn');
  expect([toEdn.exitCode, toEdn.stdout]).toEqual([0, `${ednInvoke}\n${ednOk}`]);
  const toFile = await faultline('export', 'h.edn', '--format', 'ndjson', '--out', 'out.ndjson');
  expect([toFile.exitCode, toFile.stdout]).toEqual([0, '']);
  expect(readFileSync(join(folder, 'out.ndjson'), 'utf8')).toBe(`${invoke}\n${ok}\n`);
});

test('a run is exported by its folder and as latest, its torn last line left out', async () => {
  const run = join(folder, 'results', 'etcd-register', '20261120T194000Z-1');
  mkdirSync(run, { recursive: true });
  symlinkSync(run, join(folder, 'results', 'latest'));
  writeFileSync(join(run, FILES.test), JSON.stringify(testOfRun));
  writeFileSync(join(run, FILES.history), `${invoke}\n${ok.slice(0, 40)}`);
  for (const name of ['latest', run]) {
    const result = await faultline('export', name, '--format', 'edn');
    expect([result.exitCode, result.stdout]).toEqual([0, ednInvoke]);
    expect(result.stderr).toContain('the last line of the history was torn and is left out');
  }
});

test('a reader that has heard enough is no error', async () => {
  const many = Array.from({ length: 50_000 }, (_, index) => invoke.replace('"process":0', `"process":${index}`));
  writeFileSync(join(folder, 'many.ndjson'), many.join('\n'));
  const command = `"${process.execPath}" "${main}" export many.ndjson --format edn | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const result = await execa('bash', ['-c', command], { cwd: folder });
  expect(result.stdout.split('\n')).toEqual([ednInvoke, '0']);
  expect(result.stderr).toBe('');
});

test.each([
  ['export h.edn', 64, '--format', ''],
  ['export h.edn --format xml', 64, "'xml' is invalid", 'ndjson, edn'],
  ['export nowhere --format edn', 64, 'nowhere is neither a history nor the folder of a run', 'latest'],
  ['export . --format edn', 64, '. is neither a history nor the folder of a run', 'latest'],
  ['export h.edn --from jepsen --format edn', 64, "'jepsen' is invalid", 'jepsen-log'],
  ['export h.edn --from ndjson --format edn', 64, 'h.edn:1: expected a string', ':index 0'],
  ['export h.edn --format edn --out no/such/place', 3, 'no/such/place cannot be written', '--out'],
  ['check h.edn --property linearizable --model register --format xml', 64, "'xml' is invalid", 'kv-text'],
  ['check words.txt --property linearizable --model register', 64, 'it begins with: Words of all kinds', 'jepsen-log'],
])('faultline %s', async (words, exitCode, message, hint) => {
  writeFileSync(join(folder, 'words.txt'), 'Words of all kinds\nand more of them\n');
  const result = await faultline(...words.split(' '));
  expect(result.stderr).toContain(message);
  expect(result.stderr).toContain(hint);
  expect(result.exitCode).toBe(exitCode);
  expect(result.stderr).not.toMatch(/\n\s+at /);
});

test('check judges a history of another tool as it judges our own', async () => {
  const lines = [
    'INFO  jepsen.util - 0\t:invoke\t:write\t1',
    'INFO  jepsen.util - 0\t:ok\t:write\t1',
    'INFO  jepsen.util - 1\t:invoke\t:read\tnil',
    'INFO  jepsen.util - 1\t:ok\t:read\tnil',
  ];
  writeFileSync(join(folder, 'stale.log'), lines.join('\n'));
  await faultline('export', 'stale.log', '--format', 'edn', '--out', 'stale.edn');
  for (const file of ['stale.log', 'stale.edn']) {
    const result = await faultline('check', file, '--property', 'linearizable', '--model', 'cas-register', '--json');
    expect(result.exitCode).toBe(1);
    expect(JSON.parse(result.stdout)).toMatchObject({ valid: false, operations: 2 });
  }
});
