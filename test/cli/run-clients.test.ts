/** Whole runs with clients on hosts of their own: faults done to them are real, prove nothing false, and are healed. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { FaultEventValue } from '../../harness/contracts/fault.js';
import type { Operation } from '../../harness/contracts/operation.js';
import { readHistory } from '../../harness/history/read.js';
import { FILES, runVerdictSchema } from '../../harness/results/index.js';
import { root } from '../house/files.js';
import { missingForDocker } from '../setup/global.js';
import { missingForLocal } from '../setup/inside.js';
import { describePart } from '../setup/parts.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-clients-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TIMEOUT_MS = 180_000;

const probeSchema = z.object({
  faults: z.array(z.string()),
  processes: z.record(z.string(), z.string()),
  reach: z.array(z.object({ from: z.string(), to: z.string(), family: z.number(), arrived: z.boolean() })),
  samples: z.array(z.object({ subject: z.string(), measured: z.string(), ok: z.boolean() })),
});

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
  readonly path: string;
  readonly operations: readonly Operation[];
  readonly probes: readonly z.infer<typeof probeSchema>[];
}

async function run(name: string, words: readonly string[]): Promise<Ran> {
  const results = join(folder, name);
  const all = ['run', 'etcd', '--nodes', '3', '--seed', '5', '--op-timeout', '1s', ...words, '--results', results];
  const main = join(root, 'dist/cli/main.js');
  const ran = await execa(process.execPath, [main, ...all], { cwd: root, reject: false, timeout: 150_000 });
  const path = join(results, 'latest');
  const { history } = await readHistory(join(path, FILES.history), { tornTail: 'drop' });
  const probes = join(path, FILES.probes);
  const lines = existsSync(probes) ? readFileSync(probes, 'utf8').trim().split('\n') : [];
  return {
    ...{ stdout: ran.stdout, stderr: ran.stderr, exitCode: ran.exitCode, path },
    operations: Array.from({ length: history.length }, (_, index) => history.operation(index)),
    probes: lines.filter((line) => line !== '').map((line) => probeSchema.parse(JSON.parse(line))),
  };
}

function schedule(name: string, entries: readonly string[]): string {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, entries.map((entry) => `- ${entry}\n`).join(''));
  return path;
}

/** From when a fault was proven to be there to when it began to end, ns. */
function windowOf({ operations }: Ran, id: string): readonly [number, number] {
  const at = (phase: FaultEventValue['phase']): number =>
    operations.find(({ process, value }) => {
      const event = value as FaultEventValue | null;
      return process === 'nemesis' && event?.id === id && event.phase === phase;
    })?.time ?? Number.NaN;
  return [at('verified'), at('heal')];
}

/** What became of the operations that began, and of those that ended, on a client host while a fault was in force. */
function during(ran: Ran, id: string, host: 1 | 2) {
  const [from, to] = windowOf(ran, id);
  const there = ran.operations.filter(
    ({ process, time }) => typeof process === 'number' && process % 2 === host - 1 && time > from && time < to,
  );
  return { ok: there.filter(({ type }) => type === 'ok').length, errors: there.flatMap(({ error }) => error ?? []) };
}

/** What a probe saw while this fault alone was in force. */
function seen({ probes }: Ran, id: string) {
  const probe = probes.find(({ faults }) => faults.length === 1 && faults[0] === id);
  const lost = (probe?.reach ?? []).filter(({ arrived, family }) => !arrived && family === 4);
  const realtime = (name: string): number =>
    Number.parseFloat(probe?.samples.find(({ subject }) => subject === `${name} realtime`)?.measured ?? '');
  return { processes: probe?.processes ?? {}, lost: lost.map(({ from, to }) => `${from}>${to}`).sort(), realtime };
}

const TROUBLES = [
  '{ id: paused, at: 1s, fault: pause, for: 2500ms, with: { victims: client:1 } }',
  '{ id: killed, at: 5s, fault: kill, for: 2s, with: { victims: client:1 } }',
  '{ id: wrong, at: 8s, fault: clock-jump, for: 1s, with: { victims: clients, offsetMs: -3600000 } }',
  '{ id: alone, at: 10s, fault: partition, for: 2500ms, with: { shape: isolate, victims: client:2 } }',
  '{ id: unheard, at: 14s, fault: partition, for: 2s, with: { shape: clients, victims: n1 } }',
];

const clusters = [
  ['local', await missingForLocal()],
  ['docker', await missingForDocker()],
] as const;

for (const [kind, missing] of clusters) {
  describePart(kind, missing, `clients on hosts of their own, on ${kind}`, () => {
    let ran: Ran;
    beforeAll(async () => {
      ran = await run(kind, ['--on', kind, '--time', '17s', '--schedule', schedule(kind, TROUBLES)]);
    }, TIMEOUT_MS);

    test('whatever is done to clients, etcd keeps what it promises', () => {
      expect(ran.stderr).toBe('');
      const verdict = runVerdictSchema.parse(JSON.parse(readFileSync(join(ran.path, FILES.verdict), 'utf8')));
      expect([ran.exitCode, verdict.runError, verdict.reason]).toEqual([0, null, null]);
      expect(ran.operations.filter(({ type }) => type === 'ok').length).toBeGreaterThan(300);
    });

    test('a paused host is stopped: nothing comes from it, and nobody is told why', () => {
      expect(seen(ran, 'paused').processes).toMatchObject({ c1: 'stopped', c2: 'running', n1: 'running' });
      const { ok, errors } = during(ran, 'paused', 1);
      expect(ok).toBe(0);
      expect(errors).toContain('timeout');
      expect(during(ran, 'paused', 2).ok).toBeGreaterThan(0);
    });

    test('a killed host is gone, with all that it was doing, until it is started again', () => {
      expect(seen(ran, 'killed').processes).toMatchObject({ c1: 'gone', c2: 'running', n1: 'running' });
      const { ok, errors } = during(ran, 'killed', 1);
      expect(ok).toBe(0);
      expect(errors).toContain('no-client: the client host c1 is down');
      // What was under way when it was killed may be heard of a moment later.
      const known = ['no-client: the client host c1 is down', 'the client host c1 ended (SIGKILL)'];
      expect(errors.filter((error) => !known.includes(error))).toEqual([]);
      const [, healed] = windowOf(ran, 'killed');
      const after = ran.operations.filter(
        ({ time, process, type }) => time > healed && process !== 'nemesis' && type === 'ok',
      );
      expect(after.some(({ process }) => Number(process) % 2 === 0)).toBe(true);
    });

    test("a wrong clock is the clients' alone, and the times of the history are right", () => {
      const { realtime } = seen(ran, 'wrong');
      for (const name of ['c1', 'c2']) expect(Math.abs(realtime(name) + 3_600_000)).toBeLessThan(50);
      expect(Math.abs(realtime('n1'))).toBeLessThan(50);
      expect(ran.operations.every(({ time }, index) => time >= (ran.operations[index - 1]?.time ?? 0))).toBe(true);
    });

    test('a client host that is cut off reaches no node, and the others do', () => {
      expect(seen(ran, 'alone').lost).toEqual(['c2>n1', 'c2>n2', 'c2>n3', 'n1>c2', 'n2>c2', 'n3>c2']);
      expect(during(ran, 'alone', 2).ok).toBe(0);
      expect(during(ran, 'alone', 1).ok).toBeGreaterThan(0);
    });

    test('a node that is cut off from the clients is so from all of their hosts', () => {
      expect(seen(ran, 'unheard').lost).toEqual(['c1>n1', 'c2>n1', 'clients>n1', 'n1>c1', 'n1>c2', 'n1>clients']);
    });
  });
}

describePart('local', await missingForLocal(), 'a client host in another language', () => {
  const python = 'docs/examples/etcd_register_client.py';
  const words = ['--client-hosts', '2', '--client-command'];

  test(
    'the example in Python runs the register workload, also when it is killed and its node is',
    async () => {
      const faults = schedule('python', [
        '{ id: client, at: 1s, fault: kill, for: 1s, with: { victims: client:1 } }',
        '{ id: node, at: 3s, fault: kill, for: 1500ms, with: { victims: n1 } }',
      ]);
      const ran = await run('python', [...words, `python3 ${python}`, '--time', '7s', '--schedule', faults]);
      expect(ran.stderr).toBe('');
      expect(ran.exitCode).toBe(0);
      const completed = ran.operations.filter(({ process, type }) => process !== 'nemesis' && type !== 'invoke');
      for (const f of ['read', 'write', 'cas']) {
        expect(completed.filter((each) => each.f === f && each.type === 'ok').length).toBeGreaterThan(10);
      }
      expect(
        completed.some(({ f, type, error }) => f === 'cas' && type === 'fail' && error === 'the value was another'),
      ).toBe(true);
      expect(during(ran, 'client', 1).ok).toBe(0);
      // Nothing was sent to a port where nobody listens.
      const refused = completed.filter(({ error }) => error?.includes('Connection refused'));
      expect(refused.length).toBeGreaterThan(0);
      expect(new Set(refused.map(({ type }) => type))).toEqual(new Set(['fail']));
    },
    TIMEOUT_MS,
  );

  /** The example, spoilt. */
  function spoilt(name: string, from: string, to: string): string {
    const source = readFileSync(join(root, python), 'utf8');
    expect(source).toContain(from);
    const path = join(folder, 'spoilt', `${name}.py`);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, source.replace(from, to));
    return path;
  }

  test.each([
    [
      'an outcome that there is not',
      '{"type": "ok", "value": [key',
      '{"type": "read", "value": [key',
      ['gave an answer that is none', '"type": "read"'],
    ],
    [
      'a value that no register has',
      '{"type": "ok", "value": [key, self.etcd.read(key)]}',
      '{"type": "ok", "value": "a text"}',
      ['the history cannot be judged', 'a value is [key, value], not "a text"'],
    ],
    [
      'a second answer',
      '        sys.stdout.flush()',
      '        sys.stdout.flush(); words.get("value") and print(json.dumps({"id": request["id"], "type": "ok"}), flush=True)',
      ['answered the same request twice'],
    ],
    [
      'an end of its own',
      'self.etcd.write(key, argument)',
      'os._exit(3)',
      ['ended by itself (exit code 3)', 'your program'],
    ],
    [
      'a crash before it begins',
      'import queue',
      'import que',
      ['ended by itself (exit code 1)', "No module named 'que'"],
    ],
    [
      'no client for this workload',
      'interfaces=["register"]',
      'interfaces=["queue"]',
      ['has no register client, it has queue'],
    ],
  ])(
    '%s fails the run, and is told',
    async (name, from, to, told) => {
      const path = spoilt(name.replaceAll(' ', '-'), from, to);
      const ran = await run(`spoilt-${name.replaceAll(' ', '-')}`, [
        ...words,
        `python3 ${path}`,
        '--time',
        '4s',
        '--faults',
        'none',
      ]);
      expect(ran.exitCode).toBe(3);
      const text = `${ran.stdout} ${ran.stderr}`.replace(/\s+/g, ' ');
      for (const part of told) expect(text).toContain(part);
    },
    TIMEOUT_MS,
  );
});
