/** Queues are measured on real networks elsewhere; here, what their script says, with netem only as text. */
import { expect, test } from 'vitest';
import { netemMissing } from '../../../../harness/cluster/network/netem.js';
import { QUEUE_MARK, queueDelayMs, shapingScript } from '../../../../harness/cluster/network/shaping.js';
import type { NetworkState } from '../../../../harness/contracts/cluster.js';
import type { LinkQuality } from '../../../../harness/contracts/trouble.js';
import { missingForLocal } from '../../../setup/inside.js';
import { describePart } from '../../../setup/parts.js';

const addressesOf = (name: string): { address: string; address6: string } => ({
  address: `10.0.0.${name.slice(1)}`,
  address6: `fd00::${name.slice(1)}`,
});
const script = (quality: LinkQuality, netem: boolean, node = 'n1'): string => {
  const state: NetworkState = { cuts: [], links: [{ from: 'n1', to: 'n2', quality }] };
  return shapingScript(node, state, addressesOf, { device: 'eth0', netem });
};

test('without slow links our queue is taken away, and no other', () => {
  const healing = script({ rateKbit: 1 }, false, 'n2');
  expect(healing).toContain(`*'${QUEUE_MARK}'*) tc qdisc del dev eth0 root`);
  expect(healing).toContain('gso_max_segs 65535');
  expect(healing).not.toContain('add');
});

test('a slow link is a class with a queue, found by both addresses of its receiver', () => {
  const slow = script({ rateKbit: 1_000 }, false);
  expect(slow).toContain('htb rate 1000000bit ceil 1000000bit burst 1514');
  expect(slow).toContain('bfifo limit 31250');
  expect(slow).toContain('match ip dst 10.0.0.2/32');
  expect(slow).toContain('match ip6 dst fd00::2/128');
  expect(queueDelayMs(1_000)).toBe(250);
});

test('what the filter does by packets is done to packets as they travel', () => {
  const lossy = script({ loss: { probability: 0.1, burst: 1 } }, true);
  expect(lossy).toContain('gso_max_segs 1\n');
  expect(lossy).not.toContain('tc -batch');
});

test('netem delays, duplicates and reorders, and loses nothing that the filter loses already', () => {
  const quality: LinkQuality = {
    delay: { ms: 12.5, jitterMs: 3, distribution: 'pareto' },
    duplicate: 0.015,
    loss: { probability: 0.5, burst: 1 },
  };
  expect(script(quality, true)).toContain('netem limit 100000 delay 12.5ms 3ms distribution pareto duplicate 1.5%\n');
  expect(script({ reorder: 0.25 }, true)).toContain('netem limit 100000 delay 10ms reorder 25%\n');
  expect(script({ delay: { ms: 5, jitterMs: 2, distribution: 'uniform' } }, true)).toContain('delay 5ms 2ms\n');
  expect(script(quality, false)).not.toContain('tc -batch');
});

describePart('local', await missingForLocal(), 'netem', () => {
  test('is there, or the kernel says that it is not', async () => {
    const missing = await netemMissing();
    if (missing !== null) expect(missing).toMatch(/qdisc/i);
  });
});

test('a spared connection has a class of its own, found before any other; and the device gets back what it had', () => {
  const state: NetworkState = { cuts: [], links: [{ from: 'n1', to: 'n2', quality: { rateKbit: 1 } }] };
  const options = { device: 'eth0', netem: false, spares: { peer: '10.0.0.2', port: 22 }, segments: 44 };
  const slow = shapingScript('n1', state, addressesOf, options);
  const filters = slow.split('\n').filter((line) => line.startsWith('filter') && line.includes('protocol ip '));
  expect(filters[0]).toMatch(
    /prio 2 u32 match ip dst 10\.0\.0\.2\/32 match ip protocol 6 0xff match ip sport 22 0xffff flowid fa01:2$/,
  );
  expect(filters[1]).toMatch(/prio 4 u32 match ip dst 10\.0\.0\.2\/32 flowid fa01:10$/);
  expect(shapingScript('n1', { cuts: [], links: [] }, addressesOf, options)).toContain('gso_max_segs 44');
});
