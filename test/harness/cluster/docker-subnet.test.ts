/** The choice of a run's addresses: what clashes, what is free. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  clash,
  freeSubnets,
  hostAddress,
  hostAddress6,
  machineRoutes,
  randomPrefix6,
  subnetOf,
} from '../../../harness/cluster/docker/subnet.js';

test('a subnet clashes with what contains it and with what it contains', () => {
  expect(clash('10.201.3.0/24', ['10.0.0.0/8'])).toBe('10.0.0.0/8');
  expect(clash('10.201.3.0/24', ['192.168.0.0/16', '10.201.3.77/32'])).toBe('10.201.3.77/32');
  expect(clash('10.201.3.0/24', ['10.201.2.0/24', '10.201.4.0/22', 'fd00::/8', ''])).toBeNull();
});

test('what is offered as free clashes with nothing', () => {
  const cidr = fc
    .tuple(fc.integer({ min: 195, max: 250 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 10, max: 30 }))
    .map(([second, third, bits]) => `10.${second}.${third}.0/${bits}`);
  fc.assert(
    fc.property(fc.array(cidr, { maxLength: 20 }), fc.nat(), (taken, start) => {
      for (const subnet of freeSubnets(taken, start)) {
        expect(clash(subnet.cidr, taken)).toBeNull();
        expect(subnetOf(subnet.cidr)).toEqual(subnet);
        break;
      }
    }),
  );
});

test('nothing is offered where everything is taken', () => {
  expect([...freeSubnets(['0.0.0.0/1'], 0)]).toEqual([]);
});

test('only a /24 of the form a.b.c.0/24 is a subnet for nodes', () => {
  for (const bad of ['10.1.2.0', '10.1.2.0/16', '10.1.2.3/24', '10.1.999.0/24', 'x', ''])
    expect(subnetOf(bad)).toBeNull();
  expect(subnetOf('10.1.2.0/24')).toEqual({ cidr: '10.1.2.0/24', gateway: '10.1.2.1' });
});

test('nodes have the same host number in both families', () => {
  expect(hostAddress({ cidr: '10.1.2.0/24', gateway: '10.1.2.1' }, 5)).toBe('10.1.2.15');
  expect(hostAddress6('fd00:1:2', 5)).toBe('fd00:1:2::f');
  expect(randomPrefix6()).toMatch(/^fd[0-9a-f]{2}:[0-9a-f]{1,4}:[0-9a-f]{1,4}$/);
});

test("this machine's routes are read, without the default route", () => {
  expect(machineRoutes().every((cidr) => /^[\d.]+\/([1-9]|[12]\d|3[0-2])$/.test(cidr))).toBe(true);
});
