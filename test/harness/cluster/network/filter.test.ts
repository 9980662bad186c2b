/** The rules themselves are measured on real networks elsewhere; here, what their text must and must not say. */
import { expect, test } from 'vitest';
import { bridgeScript, nodeScript, removeTable } from '../../../harness/cluster/packet-filter.js';

const addressesOf = (name: string): { address: string; address6: string | null } => ({
  address: `10.0.0.${name.slice(1)}`,
  address6: name === 'n3' ? null : `fd00::${name.slice(1)}`,
});

test('no cut is no table', () => {
  expect(bridgeScript([], addressesOf)).toBe(removeTable('bridge'));
  expect(nodeScript('n1', [{ from: 'n1', to: 'n2' }], addressesOf)).toBe(removeTable('inet'));
});

test('a script replaces what was there, so that applying it twice is nothing', () => {
  const script = bridgeScript([{ from: 'n1', to: 'n2' }], addressesOf);
  expect(script.startsWith(removeTable('bridge'))).toBe(true);
});

test('each direction is a pair of its own, and a node without IPv6 has none there', () => {
  const script = bridgeScript(
    [
      { from: 'n1', to: 'n2' },
      { from: 'n3', to: 'n1' },
    ],
    addressesOf,
  );
  expect(script).toContain('10.0.0.1 . 10.0.0.2, 10.0.0.3 . 10.0.0.1');
  expect(script).toContain('elements = { fd00::1 . fd00::2 }');
});

test('a node drops what comes in, and what goes out only towards the clients', () => {
  const script = nodeScript(
    'n2',
    [
      { from: 'n1', to: 'n2' },
      { from: 'n2', to: 'n3' },
    ],
    addressesOf,
  );
  expect(script).toMatch(/set in4 \{[^}]*elements = \{ 10\.0\.0\.1 \}/);
  expect(script).not.toMatch(/set out4 \{[^}]*elements/);
});
