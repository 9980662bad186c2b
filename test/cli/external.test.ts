/** Runs on a real etcd that somebody else runs: judged like any other, kept apart from what is there, and refused clearly. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAddresses, writeAddresses } from '../../cli/external.js';
import { testSchema } from '../../harness/contracts/test.js';
import { FILES, runVerdictSchema } from '../../harness/results/index.js';
import { Gateway } from '../../targets/etcd/gateway.js';
import { root } from '../house/files.js';
import { freePort } from '../setup/free-port.js';
import { describePart } from '../setup/parts.js';
import { type Certificates, makeCertificates, missingForEtcd, SecuredEtcd } from '../targets/etcd/secured-etcd.js';

const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-external-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PASSWORD = 'tester-password';

/** `faultline <words>` with a results folder of this name; a password of null is not in the environment. */
function start(words: readonly string[], results: string, password: string | null = null) {
  const { FAULTLINE_PASSWORD: _, ...rest } = process.env;
  const env = { ...rest, ...(password === null ? {} : { FAULTLINE_PASSWORD: password }) };
  const all = [main, ...words, '--results', join(folder, results)];
  return execa(process.execPath, all, { cwd: root, reject: false, timeout: 90_000, env, extendEnv: false });
}

function runOn(addresses: string, more: readonly string[] = []): string[] {
  return ['run', 'etcd', '--external', addresses, '--time', '3s', '--concurrency', '4', '--seed', '7', ...more];
}

function latest(results: string) {
  const path = join(folder, results, 'latest');
  const read = (name: string): string => readFileSync(join(path, name), 'utf8');
  return {
    test: testSchema.parse(JSON.parse(read(FILES.test))),
    verdict: runVerdictSchema.parse(JSON.parse(read(FILES.verdict))),
    read,
    all: readdirSync(path).filter((name) => name !== FILES.nodes),
  };
}

test('addresses are read as they are written', () => {
  const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
  const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
  const address = fc
    .record({ host, port })
    .map(({ host: at, port: on }): { host: string; port?: number } =>
      on === undefined ? { host: at } : { host: at, port: on },
    );
  const addresses = fc.uniqueArray(address, { minLength: 1, selector: ({ host: at, port: on }) => `${at} ${on}` });
  fc.assert(
    fc.property(addresses, (list) => {
      expect(parseAddresses(writeAddresses(list))).toEqual(list);
    }),
  );
});

test.each([
  ['faults', ['--faults', 'kill']],
  ['a swarm', ['--faults', 'swarm']],
])('%s need nodes of our own', async (_, words) => {
  const result = await start(runOn('127.0.0.1:1', words), 'faults');
  expect(result.exitCode).toBe(64);
  expect(result.stderr).toContain('node faults need nodes of our own');
  expect(result.stderr).toContain('--on local');
});

test.each([
  ['--on', ['--on', 'local']],
  ['--nodes', ['--nodes', '3']],
  ['--keep-running', ['--keep-running']],
])('%s is nothing for a cluster of somebody else', async (option, words) => {
  const result = await start(runOn('127.0.0.1:1', words), 'conflicts');
  expect(result.exitCode).toBe(64);
  expect(result.stderr).toContain(`cannot be used with option '${option}`);
});

test.each([
  [['--external', 'a:0'], 'is not a number of a port'],
  [['--external', 'a b'], 'is not an address'],
  [['--external', 'a:1,a:1'], 'stands there twice'],
  [['--tls-ca', 'x.pem'], 'for a cluster that somebody else runs'],
  [['--external', 'a', '--tls-key', 'x.pem'], 'go together'],
  [['--external', 'a', '--tls-ca', '/dev/null'], 'holds no certificate'],
  [['--external', 'a', '--tls-ca', '/nowhere/ca.pem'], 'no such file'],
  [['--external', 'a', '--username', 'u'], 'FAULTLINE_PASSWORD'],
])('%j is refused before anything is done', async (words, message) => {
  const result = await start(['run', 'etcd', ...words], 'refused');
  expect(result.stderr).toContain(message);
  expect(result.exitCode).toBe(64);
});

describePart('etcd', missingForEtcd, 'a run on a cluster that somebody else runs', () => {
  let certificates: Certificates;
  let plain: SecuredEtcd;
  let secured: SecuredEtcd;
  beforeAll(async () => {
    certificates = await makeCertificates(folder);
    plain = await SecuredEtcd.start({ folder });
    secured = await SecuredEtcd.start({ folder, certificates });
    await secured.requireUsers('tester', PASSWORD);
  }, 60_000);
  afterAll(() => {
    plain?.end();
    secured?.end();
  });
  const credentials = (): string[] => ['--tls-ca', certificates.ca, '--username', 'tester'];

  test('is judged, twice over the same keys, and says what nobody looked at', { timeout: 120_000 }, async () => {
    const words = runOn(`127.0.0.1:${plain.port},localhost:${plain.port}`);
    for (let round = 0; round < 2; round += 1) {
      const result = await start(words, 'plain');
      expect([result.exitCode, result.stderr]).toEqual([0, expect.any(String)]);
      expect(result.stdout).toContain('crashes not judged');
    }
    const { test: stored, verdict, read } = latest('plain');
    expect(stored).toMatchObject({ cluster: 'external', nodes: 2, schedule: [] });
    expect(verdict.properties.map(({ property }) => property)).toEqual(['linearizable']);
    expect(verdict.statistics).toMatchObject({ byNode: { n1: {}, n2: {} }, notJudged: [{ property: 'crashes' }] });
    expect(read(FILES.report)).toContain('Not judged: crashes');
    expect(read(FILES.junit)).toContain('<skipped message=');
    const names = await namesIn(plain);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !name.startsWith('faultline/'))).toEqual([]);
    expect(new Set(names.map((name) => name.split('/')[1])).size).toBe(2);
  });

  test('uses TLS and a password, keeps the password nowhere, and is replayed with it', {
    timeout: 120_000,
  }, async () => {
    const words = runOn(`127.0.0.1:${secured.port}`, credentials());
    const result = await start(words, 'secured', PASSWORD);
    expect([result.exitCode, result.stderr]).toEqual([0, expect.any(String)]);
    const { test: stored, read, all } = latest('secured');
    expect(stored.command).toContain(`--external 127.0.0.1:${secured.port} --tls-ca ${certificates.ca}`);
    for (const name of all) expect(read(name)).not.toContain(PASSWORD);
    expect(`${result.stdout}${result.stderr}`).not.toContain(PASSWORD);
    const again = await start(['replay', 'latest'], 'secured', PASSWORD);
    expect([again.exitCode, again.stderr]).toEqual([0, expect.any(String)]);
    const locked = await start(['replay', 'latest'], 'secured');
    expect(locked.exitCode).toBe(64);
  });

  test('finds a lie there too', { timeout: 60_000 }, async () => {
    const result = await start(runOn(`127.0.0.1:${plain.port}`, ['--plant', 'stale-read:5']), 'lies');
    expect(result.exitCode).toBe(1);
  });

  test('asks for a password on a terminal, and does not show it', { timeout: 60_000 }, async () => {
    const words = [main, ...runOn(`127.0.0.1:${secured.port}`, credentials()), '--results', join(folder, 'asked')];
    const { FAULTLINE_PASSWORD: _, ...env } = process.env;
    const command = [process.execPath, ...words].map((word) => `'${word}'`).join(' ');
    const typed = execa('script', ['-qec', command, '/dev/null'], {
      cwd: root,
      reject: false,
      timeout: 50_000,
      env,
      extendEnv: false,
    });
    typed.stdout?.on('data', (chunk: Buffer) => {
      if (String(chunk).includes('password of tester')) typed.stdin?.write(`${PASSWORD}\r`);
    });
    const result = await typed;
    expect([result.exitCode, result.stdout]).toEqual([0, expect.stringContaining('password of tester')]);
    expect(result.stdout).not.toContain(PASSWORD);
  });

  test.each([
    ['a wrong authority', () => ['--tls-ca', certificates.otherCa, '--username', 'tester'], PASSWORD, 'certificate'],
    ['a wrong password', credentials, 'guess', 'invalid user ID or password'],
    ['no user', () => ['--tls-ca', certificates.ca], PASSWORD, 'user name is empty'],
  ])('ends at once and clearly with %s', { timeout: 60_000 }, async (_, words, password, message) => {
    const began = performance.now();
    const result = await start(runOn(`127.0.0.1:${secured.port}`, words()), 'refusals', password);
    expect(result.exitCode).toBe(3);
    expect(result.stdout).toContain(`etcd will not serve us on n1 (127.0.0.1:${secured.port})`);
    expect(result.stdout).toContain(message);
    expect(result.stderr).toContain('--tls-ca');
    // Well below the time for which one that is not there yet is waited for.
    expect(performance.now() - began).toBeLessThan(12_000);
  });

  test('ends clearly where nobody answers', { timeout: 60_000 }, async () => {
    const port = await freePort();
    const result = await start(runOn(`127.0.0.1:${plain.port},127.0.0.1:${port}`), 'unreachable');
    expect(result.exitCode).toBe(3);
    expect(result.stdout).toContain(`etcd on n2 (127.0.0.1:${port}) was not ready within 15 s: connect ECONNREFUSED`);
  });
});

async function namesIn(etcd: SecuredEtcd): Promise<readonly string[]> {
  const gateway = new Gateway(etcd.endpoint);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const { json } = await gateway.post('/v3/kv/range', { key: base64('\0'), range_end: base64('\0'), keys_only: true });
  gateway.close();
  return ((json as { kvs?: { key: string }[] }).kvs ?? []).map(({ key }) => Buffer.from(key, 'base64').toString());
}
