/** The server over real HTTP: every page, what is never served, zips, and a run that ends while it is looked at. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../../../harness/contracts/errors.js';
import type { RunFolder } from '../../../harness/results/index.js';
import { type ResultsServer, serveResults } from '../../../harness/web/server.js';
import { emptyVerdict } from '../results/verdict-fixture.js';
import { beginRun, writeHostileRun, writeManyRuns, writeSyntheticRun } from './sample-runs.js';

let folder: string;
let results: string;
let server: ResultsServer;
let violated: RunFolder;
const complaints: string[] = [];
const OTHER = 'etcd-register/20261120T194000Z-8';
const RUN = '/runs/etcd-register/20261120T194000Z-7';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faultline-server-'));
  results = join(folder, 'results');
  await writeManyRuns(results, 30);
  violated = await writeSyntheticRun(results, true);
  await writeSyntheticRun(results, false, { seed: 8 });
  writeHostileRun(results);
  mkdirSync(join(results, 'ssh'));
  writeFileSync(join(results, 'ssh', 'id_ed25519'), 'secret');
  writeFileSync(join(folder, 'secret'), 'secret');
  symlinkSync(join(folder, 'secret'), join(violated.path, 'linked.log'));
  symlinkSync(folder, join(violated.path, 'linked-folder'));
  writeFileSync(join(violated.path, '.hidden'), 'secret');
  writeFileSync(join(violated.path, 'nodes', 'page.html'), '<script>1</script>');
  server = await serveResults({ results, port: 0, host: '127.0.0.1', log: (line) => complaints.push(line) });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (path: string, options: RequestInit = {}) =>
  fetch(new URL(path, server.address), { redirect: 'manual', ...options });

/** As it is, with nothing tidied up on the way. */
function askRaw(path: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
    );
    const pieces: Buffer[] = [];
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', reject);
    socket.on('close', () => {
      const body = Buffer.concat(pieces).toString();
      resolve({ status: Number(/^HTTP\/1.1 (\d+)/.exec(body)?.[1]), body });
    });
  });
}

test.each([
  ['/', 'All runs'],
  ['/?q=verdict:invalid&sort=-p99&page=1', 'violated'],
  ['/trends', 'in 100'],
  ['/trends?test=etcd-register', 'Verdicts in order'],
  ['/duplicates', 'linearizable/nonlinearizable/kill'],
  [`/compare?run=etcd-register/20261120T194000Z-7&run=${OTHER}`, 'gone'],
  ['/compare?run=x', 'it takes two'],
  [`${RUN}/`, 'Open the report'],
  [`${RUN}/nodes/`, 'n1.log'],
  [`${RUN}/operations/5.html`, 'Operation 5'],
  [`${RUN}/report.html`, 'etcd-register'],
  ['/runs/hostile/20261121T100000Z-666/', 'Violated'],
])('%s is a page with a policy', async (path, text) => {
  const response = await ask(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toMatch(
    /(default-src 'none'|^sandbox).*frame-ancestors 'none'/,
  );
  const body = await response.text();
  expect(body).toContain(text);
  expect(body).not.toContain('<script>globalThis.attacked');
  expect(body).not.toContain('<img');
  expect(complaints).toEqual([]);
});

test.each([
  '/../secret',
  '/runs/../../secret',
  '/runs/%2e%2e/%2e%2e/secret',
  `${RUN}/../../../../secret`,
  `${RUN}/%2e%2e%2f%2e%2e%2fsecret`,
  `${RUN}/..%5c..%5csecret`,
  `${RUN}/nodes/%252e%252e/test.json`,
  `${RUN}//etc/passwd`,
  `${RUN}/%2fetc%2fpasswd`,
  `${RUN}/test.json%00.html`,
  `${RUN}/linked.log`,
  `${RUN}/linked-folder/secret`,
  `${RUN}/linked-folder/`,
  `${RUN}/.hidden`,
  '/runs/ssh/id_ed25519',
  '/runs/latest/../../secret',
  '/compare?run=../x&run=/etc/passwd',
  'http://localhost/../secret',
])('%s serves nothing', async (path) => {
  const { status, body } = await askRaw(path);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(body).not.toMatch(/secret\s*$|root:/);
});

test('files are text or to be kept, never a page', async () => {
  const log = await ask(`${RUN}/nodes/n1.log`);
  expect(log.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(log.headers.get('content-security-policy')).toContain('sandbox');
  const page = await ask(`${RUN}/nodes/page.html`);
  expect(page.headers.get('content-type')).toBe('application/octet-stream');
  expect(page.headers.get('content-disposition')).toContain('attachment; filename="page.html"');
  const kept = await ask(`${RUN}/history.ndjson?download`);
  expect(kept.headers.get('content-disposition')).toContain('history.ndjson');
  expect((await kept.text()).split('\n')[0]).toContain('"type":"invoke"');
});

test('only reads', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const response = await ask('/', { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  }
  const head = await ask(`${RUN}/history.ndjson`, { method: 'HEAD' });
  expect(Number(head.headers.get('content-length'))).toBeGreaterThan(100_000);
  expect(await head.text()).toBe('');
});

test('answers to no name but this machine’s, unless it listens to others', async () => {
  const asked = (address: string, host: string): Promise<number> =>
    new Promise((resolve, reject) => {
      get(address, { headers: { host } }, (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject);
    });
  expect(await asked(server.address, 'evil.example')).toBe(421);
  expect(await asked(server.address, 'localhost:1')).toBe(200);
  const open = await serveResults({ results, port: 0, host: '0.0.0.0', log: () => {} });
  expect(await asked(open.address, 'results.example')).toBe(200);
  await open.close();
});

test('the list as JSON, sent again only when it changed', async () => {
  const first = await ask('/runs.json');
  const { runs } = (await first.json()) as { runs: { path: string }[] };
  expect(runs).toHaveLength(33);
  const tag = { 'if-none-match': first.headers.get('etag') ?? '' };
  expect((await ask('/runs.json', { headers: tag })).status).toBe(304);
  beginRun(results, { seed: 12_345 });
  expect((await ask('/runs.json', { headers: tag })).status).toBe(200);
  expect((await ask('/runs/latest/')).headers.get('location')).toMatch(/-12345\/$/);
});

test('an operation as JSON, with its other half', async () => {
  const response = await ask(`${RUN}/operations/5`);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toMatchObject({
    index: 5,
    operation: { index: 5 },
    partner: { operation: { process: expect.any(Number) } },
  });
  for (const name of ['99999999', '-1', 'x', '1.5', '5.htm'])
    expect((await ask(`${RUN}/operations/${name}`)).status).toBe(404);
  expect((await ask(`${RUN}/operation?index=7`)).headers.get('location')).toBe(`${RUN}/operations/7.html`);
});

test('a run as a zip holds its files as they are, and no link', async () => {
  const response = await ask(`${RUN}/download.zip`);
  expect(response.headers.get('content-disposition')).toContain('etcd-register-20261120T194000Z-7.zip');
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  const prefix = 'etcd-register/20261120T194000Z-7/';
  expect(Object.keys(files).map((name) => name.replace(prefix, ''))).toEqual([
    'faults.json',
    'harness.log',
    'history.ndjson',
    'nodes/n1.log',
    'nodes/page.html',
    'report.html',
    'test.json',
    'verdict.json',
  ]);
  const served = await (await ask(`${RUN}/history.ndjson`)).text();
  expect(Buffer.from(files[`${prefix}history.ndjson`] ?? []).toString()).toBe(served);
});

test('whoever goes away in the middle of a zip leaves the server as it was', async () => {
  await new Promise<void>((resolve) => {
    const asked = request(new URL(`${RUN}/download.zip`, server.address), (response) => {
      response.once('data', () => asked.destroy());
      response.on('error', () => {});
      response.on('close', () => resolve());
    });
    asked.on('error', () => resolve());
    asked.end();
  });
  expect((await ask('/')).status).toBe(200);
  expect(complaints).toEqual([]);
});

test('a run that goes on is followed, and has its own page when it is done', async () => {
  const run = beginRun(results, { name: 'going-on', seed: 4 });
  const path = `/runs/going-on/${run.id}`;
  expect(await (await ask(`${path}/`)).text()).toContain('data-source="live.json"');
  appendFileSync(run.historyPath, '{"index":0,"time":5,"type":"invoke","process":0,"f":"read","value":null}\n');
  run.appendLog('begun');
  expect(await (await ask(`${path}/live.json`)).json()).toMatchObject({
    running: true,
    invoked: 1,
    log: [expect.stringContaining('begun')],
  });
  run.writeVerdict({ ...emptyVerdict, valid: true, exitCode: 0, reason: null });
  run.writeReport('<!doctype html><title>done</title>');
  expect(await (await ask(`${path}/live.json`)).json()).toMatchObject({ running: false, report: true });
  expect(await (await ask(`${path}/`)).text()).toContain('Open the report');
});

test('a run that broke off says so', async () => {
  const run = beginRun(results, { name: 'torn', seed: 4 });
  writeFileSync(join(run.path, 'test.json'), '{');
  writeFileSync(join(run.path, 'verdict.json'), '{');
  expect(await (await ask(`/runs/torn/${run.id}/`)).text()).toContain('Broken');
});

test('the folder of one run serves that run alone', async () => {
  const alone = await serveResults({ results: violated.path, port: 0, host: 'localhost', log: () => {} });
  const status = async (path: string): Promise<number> => (await fetch(new URL(path, alone.address))).status;
  expect(await status('/runs/20261120T194000Z-7/')).toBe(200);
  expect(await status('/runs/20261120T194000Z-8/')).toBe(404);
  expect(await status(`/runs/${OTHER}/`)).toBe(404);
  await alone.close();
});

test('a taken port and a folder that is not there are told with what to do', async () => {
  const port = Number(new URL(server.address).port);
  const taken = serveResults({ results, port, host: '127.0.0.1', log: () => {} });
  await expect(taken).rejects.toMatchObject({ code: 'port-taken', hint: expect.stringContaining('--port') });
  const missing = serveResults({ results: join(folder, 'nowhere'), port: 0, host: '127.0.0.1', log: () => {} });
  await expect(missing).rejects.toBeInstanceOf(UsageError);
  const elsewhere = serveResults({ results, port: 0, host: '203.0.113.7', log: () => {} });
  await expect(elsewhere).rejects.toMatchObject({ code: 'no-such-address' });
});
