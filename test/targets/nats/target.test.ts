/** NATS as a target: what it is started with, which options it takes, what is claimed of them, and how it runs. */
import { describe, expect, test } from 'vitest';
import { beyond, USUAL_MODEL } from '../../../harness/contracts/system-model.js';
import { fatalLogPatterns } from '../../../targets/nats/fatal-logs.js';
import { natsOptions } from '../../../targets/nats/options.js';
import nats from '../../../targets/nats/target.js';

const nodes = ['n1', 'n2', 'n3'].map((name, index) => ({ name, index, address: `10.0.0.${index + 1}` }));

/** The configuration file of the second of so many nodes, or of the only one. */
function configuration(options: Record<string, unknown>, count = 3): string {
  const members = nodes.slice(0, count);
  const node = members[count === 1 ? 0 : 1];
  if (node === undefined) throw new Error('there is no node');
  const [process] = nats.processes({ node, nodes: members, options: natsOptions.parse(options) });
  return process?.command.at(-1) ?? '';
}

describe('the configuration', () => {
  test('names the server, the place of its data, and every server as a route', () => {
    const text = configuration({});
    expect(text).toContain('server_name: n2\n');
    expect(text).toContain('store_dir: "/data"');
    expect(text).toContain('routes: ["nats://10.0.0.1:6222", "nats://10.0.0.2:6222", "nats://10.0.0.3:6222"]');
    expect(text).not.toContain('sync_interval');
  });

  test('is no cluster where a server is alone', () => {
    expect(configuration({}, 1)).not.toContain('cluster');
  });

  test.each(['always', '200ms'])('says when files are synced, where that is asked: %s', (sync) => {
    expect(configuration({ release: 'trixie', sync })).toContain(`sync_interval: "${sync}"`);
  });
});

describe('options', () => {
  test.each([
    [{ release: 'sid' }, 'release'],
    [{ replicas: 6 }, 'replicas'],
    [{ release: 'trixie', sync: 'often' }, 'sync'],
    [{ sync: 'always' }, 'sync'],
    [{ ackWaitMs: 1 }, 'ackWaitMs'],
  ])('refuses %j and names the option', (options, name) => {
    const parsed = natsOptions.safeParse(options);
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toContain(name);
  });

  test('the release says where the server comes from', () => {
    const { software } = nats;
    if (typeof software !== 'function') throw new Error('the software does not depend on the options');
    const of = (release: string) => software(natsOptions.parse({ release }));
    expect(of('bookworm')).toEqual({ debian: ['nats-server'] });
    expect(of('trixie')).toEqual({ newer: ['nats-server'] });
    expect(of('installed')).toEqual({ binaries: ['nats-server'] });
  });
});

describe('claims', () => {
  test('of what is written and read in order, and of no register', () => {
    expect(Object.keys(nats.claims(natsOptions.parse({}))).sort()).toEqual(['log', 'queue', 'set']);
  });

  test('cover machines that lose their power only where each message is synced before it is acknowledged', () => {
    const under = (options: Record<string, unknown>) =>
      [nats.claims(natsOptions.parse(options)).set]
        .flat()
        .flatMap((claim) => (claim === undefined ? [] : [claim.under]));
    const [lazy] = under({});
    const [often] = under({ release: 'trixie', sync: '200ms' });
    const [always] = under({ release: 'trixie', sync: 'always' });
    if (lazy === undefined || often === undefined || always === undefined)
      throw new Error('nothing is claimed of sets');
    expect([lazy, often, always].map((model) => beyond(model, USUAL_MODEL))).toEqual([['nodes'], ['nodes'], []]);
  });
});

describe('fatal log lines', () => {
  const isFatal = (line: string): boolean => fatalLogPatterns.some((pattern) => pattern.test(line));

  test.each([
    '[48] 2026/01/31 10:00:00.000000 [FTL] Can not start JetStream: storage directory is not writable',
    'panic: runtime error: invalid memory address or nil pointer dereference',
    'fatal error: concurrent map writes',
  ])('%s', (line) => {
    expect(isFatal(line)).toBe(true);
  });

  // Written by real servers around kills, pauses and lost majorities.
  test.each([
    '[48] 2026/01/31 10:00:00.000000 [ERR] Error trying to connect to route (attempt 1): dial tcp 10.0.0.2:6222: connect: connection refused',
    '[48] 2026/01/31 10:00:00.000000 [WRN] Waiting for routing to be established...',
    "[48] 2026/01/31 10:00:00.000000 [INF] JetStream cluster new stream leader for '$G > faultline'",
    '[48] 2026/01/31 10:00:00.000000 [INF] JetStream cluster no metadata leader',
  ])('not: %s', (line) => {
    expect(isFatal(line)).toBe(false);
  });
});
