/** The rules themselves are measured on real networks elsewhere; here, what their text must and must not say. */
import { expect, test } from 'vitest';
import { bridgeScript, nodeScript, removeTable } from '../../../../harness/cluster/network/filter.js';
import { CLIENTS, type NetworkState } from '../../../../harness/contracts/cluster.js';
import type { Cut, LinkQuality } from '../../../../harness/contracts/trouble.js';

const addressesOf = (name: string): { address: string; address6: string | null } => {
  const host = name === CLIENTS ? '200' : name.slice(1);
  return { address: `10.0.0.${host}`, address6: name === 'n3' ? null : `fd00::${host}` };
};
const cutting = (...cuts: Cut[]): NetworkState => ({ cuts, links: [] });
const linking = (quality: LinkQuality, ...directions: [string, string][]): NetworkState => ({
  cuts: [],
  links: directions.map(([from, to]) => ({ from, to, quality })),
});

test('no trouble is no table', () => {
  expect(bridgeScript(cutting(), addressesOf)).toBe(removeTable('bridge'));
  expect(nodeScript('n1', cutting({ from: 'n1', to: 'n2' }), addressesOf, { bridged: false })).toBe(
    removeTable('inet'),
  );
  const slow = linking({ rateKbit: 100 }, ['n1', 'n2']);
  expect(bridgeScript(slow, addressesOf)).toBe(removeTable('bridge'));
});

test('a script replaces what was there, so that applying it twice is nothing', () => {
  const script = bridgeScript(cutting({ from: 'n1', to: 'n2' }), addressesOf);
  expect(script.startsWith(removeTable('bridge'))).toBe(true);
});

test('each direction is a pair of its own, and a node without IPv6 has none there', () => {
  const script = bridgeScript(cutting({ from: 'n1', to: 'n2' }, { from: 'n3', to: 'n1' }), addressesOf);
  expect(script).toContain('10.0.0.1 . 10.0.0.2, 10.0.0.3 . 10.0.0.1');
  expect(script).toContain('elements = { fd00::1 . fd00::2 }');
});

test('a node drops what comes in, and what goes out only towards the clients', () => {
  const state = cutting({ from: 'n1', to: 'n2' }, { from: 'n2', to: 'n3' });
  const script = nodeScript('n2', state, addressesOf, { bridged: false });
  expect(script).toMatch(/set cut4 \{[^}]*elements = \{ 10\.0\.0\.1 \. 10\.0\.0\.2 \}/);
  expect(script).not.toContain('hook output');
  const silent = nodeScript('n2', cutting({ from: 'n2', to: CLIENTS }), addressesOf, { bridged: false });
  expect(silent).toContain('hook output');
});

test('on a bridge of ours a node only answers, and the bridge only keeps silent', () => {
  const state = cutting({ from: 'n1', to: 'n2' }, { from: 'n3', to: 'n2', how: 'reset' });
  expect(bridgeScript(state, addressesOf)).not.toContain('10.0.0.3');
  const script = nodeScript('n2', state, addressesOf, { bridged: true });
  expect(script).toContain('10.0.0.3 . 10.0.0.2');
  expect(script).not.toContain('10.0.0.1 . 10.0.0.2');
  expect(
    nodeScript(CLIENTS, cutting({ from: 'n1', to: CLIENTS, how: 'reject' }), addressesOf, { bridged: true }),
  ).toContain('reject with icmpx admin-prohibited');
});

test('directions of one quality share its rules, so that many nodes are a short script', () => {
  const names = ['n1', 'n2', 'n4', 'n5', 'n6', 'n7', 'n8'];
  const directions = names.flatMap((from) =>
    names.filter((to) => to !== from).map((to): [string, string] => [from, to]),
  );
  const quality: LinkQuality = { loss: { probability: 0.2, burst: 4 }, responsesLost: true, mtuBytes: 900 };
  const script = bridgeScript(linking(quality, ...directions), addressesOf);
  expect(script.match(/chain quality/g)).toHaveLength(1);
  expect(script.length).toBeLessThan(8_000);
});

test('only the rate of the clients, whose queue is not ours, is policed', () => {
  const from = nodeScript('n1', linking({ rateKbit: 8 }, [CLIENTS, 'n1']), addressesOf, { bridged: false });
  expect(from).toContain('limit rate over 1000 bytes/second');
  expect(nodeScript('n1', linking({ rateKbit: 8 }, ['n2', 'n1']), addressesOf, { bridged: false })).not.toContain(
    'limit',
  );
});

test('a spared connection is let pass first by every chain that a hook begins with, and makes no table by itself', () => {
  const spares = { peer: '10.0.0.200', port: 2222 };
  const cuts: Cut[] = [
    { from: CLIENTS, to: 'n1' },
    { from: 'n1', to: CLIENTS },
    { from: 'n2', to: 'n1', how: 'reset' },
  ];
  const script = nodeScript('n1', cutting(...cuts), addressesOf, { bridged: false, spares });
  const hooks = script.split('chain ').filter((chain) => chain.includes('type filter hook'));
  expect(hooks).toHaveLength(3);
  for (const hook of hooks) {
    const rules = hook.split('\n').map((line) => line.trim());
    expect(rules.slice(2, 4)).toEqual([
      'ip saddr 10.0.0.200 tcp dport 2222 accept',
      'ip daddr 10.0.0.200 tcp sport 2222 accept',
    ]);
  }
  expect(nodeScript('n1', cutting(), addressesOf, { bridged: false, spares })).toBe(removeTable('inet'));
  const six = nodeScript('n1', cutting(...cuts), addressesOf, {
    bridged: false,
    spares: { peer: 'fd00::9', port: 22 },
  });
  expect(six).toContain('ip6 saddr fd00::9 tcp dport 22 accept');
});
