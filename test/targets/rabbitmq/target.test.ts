/** RabbitMQ as a target: what it is started with, what is claimed of it, and a cluster of it in trouble. */
import { describe, expect, test } from 'vitest';
import { rabbitmqOptions } from '../../../targets/rabbitmq/options.js';
import rabbitmq from '../../../targets/rabbitmq/target.js';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { missingForRabbitmq, SOFTWARE } from './software.js';

const nodes = ['n1', 'n2', 'n3'].map((name, index) => ({ name, index, address: `10.0.0.${index + 1}` }));

/** The lines of a server's file, and the address that it waits for before its first start. */
function started(set: Record<string, unknown>, index = 0) {
  const node = nodes[index] ?? { name: 'none', index: -1, address: '' };
  const [process] = rabbitmq.processes({ node, nodes, options: rabbitmqOptions.parse(set) });
  if (process === undefined) throw new Error('RabbitMQ starts no process');
  const [file = '', waitsFor] = process.command.slice(4);
  return { file: file.split('\n'), waitsFor, process };
}

describe('what is started', () => {
  test('the first node begins by itself, and the others wait for it and join it', () => {
    const first = started({});
    expect(first.waitsFor).toBe('');
    expect(first.file.join()).not.toContain('classic_config');
    const third = started({}, 2);
    expect(third.waitsFor).toBe('10.0.0.1');
    expect(third.file).toContain('cluster_formation.classic_config.nodes.1 = rabbit@10.0.0.1');
    expect(third.file).toContain('cluster_formation.classic_config.nodes.2 = rabbit@10.0.0.3');
  });

  test('a server is called by its address, and all that it stores is in the folder that it declares', () => {
    const { process } = started({}, 1);
    const { RABBITMQ_NODENAME: name, RABBITMQ_MNESIA_BASE: base = '', HOME: home = '' } = process.environment ?? {};
    expect(name).toBe('rabbit@10.0.0.2');
    const [folder = ''] = process.dataFolders ?? [];
    for (const path of [base, home]) expect(path.startsWith(`${folder}/`)).toBe(true);
  });

  test.each(['pause_minority', 'autoheal', 'ignore'])('partitionHandling=%s', (partitionHandling) => {
    const { file } = started({ partitionHandling, tickTimeS: '7' });
    expect(file).toContain(`cluster_partition_handling = ${partitionHandling}`);
    expect(file).toContain('net_ticktime = 7');
  });
});

test.each([
  [{ queueType: 'classic' }, 'queueType'],
  [{ partitionHandling: 'pause' }, 'partitionHandling'],
  [{ tickTimeS: 0 }, 'tickTimeS'],
  [{ ticktime: 5 }, 'ticktime'],
])('refuses %j and names the option', (options, name) => {
  const parsed = rabbitmqOptions.safeParse(options);
  expect(parsed.success).toBe(false);
  expect(JSON.stringify(parsed.error?.issues)).toContain(name);
});

test('claims that a quorum queue loses nothing, whatever its nodes do in a partition, and nothing of a mirrored one', () => {
  for (const partitionHandling of ['pause_minority', 'autoheal', 'ignore']) {
    const claims = rabbitmq.claims(rabbitmqOptions.parse({ partitionHandling }));
    expect(claims.queue).toMatchObject({ property: 'queue', level: 'at-least-once' });
    expect(rabbitmq.claims(rabbitmqOptions.parse({ partitionHandling, queueType: 'mirrored' }))).toEqual({});
  }
});

describePart('local', (await missingForLocal()) ?? missingForRabbitmq, 'a cluster', () => {
  test('is as its options say, tells its clients the truth, and loses nothing in a partition', async () => {
    expect(await runInside('targets/rabbitmq/cluster-fixture.ts', SOFTWARE)).toEqual({
      leads: ['n1'],
      replicas: 3,
      'taken on another node': [3, -1, 2],
      held: '7',
      meanwhile: null,
      'it comes back': true,
      'under way when it was closed': 'unknown',
      'after it was closed': 'refused',
      'what was sent before is there': true,
      paused: true,
      'the majority goes on': 'answered null',
      'and what it confirmed is there': true,
      'the queue is gone': true,
      'without a queue': ['unavailable', 'unavailable'],
      'when nobody listens': 'unavailable',
      'unexpected exits': [],
    });
  }, 130_000);
});
