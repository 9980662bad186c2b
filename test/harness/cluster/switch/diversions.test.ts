/** The filters themselves are measured on a real bridge elsewhere; here, that a change is no more than it has to be. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Diversions } from '../../../../harness/cluster/switch/diversions.js';
import { directionsOf } from '../../../../harness/cluster/switch/switchboard.js';
import { ENDS } from './bridge.js';

const directions = directionsOf(ENDS).map(({ from, to }) => ({ from: from.name, to: to.name }));

/** What a script leaves, as the kernel would keep it; throws where tc would refuse. */
function carryOut(script: string, kernel: Set<string>): void {
  for (const line of script.split('\n').filter(Boolean)) {
    const [object, verb, , device, ...rest] = line.split(' ');
    const key = object === 'qdisc' ? `${device}` : `${device} ${rest[0]} ${rest[2]}`;
    if (object === 'filter' && !kernel.has(`${device}`)) throw new Error(`no qdisc for: ${line}`);
    if (kernel.has(key) === (verb === 'add')) throw new Error(`tc would refuse: ${line}`);
    if (verb === 'add') kernel.add(key);
    else if (object === 'filter') kernel.delete(key);
    else for (const other of kernel) if (other === key || other.startsWith(`${key} `)) kernel.delete(other);
  }
}

test('from any directions to any others, tc refuses nothing and leaves no more than is wanted', () => {
  fc.assert(
    fc.property(fc.array(fc.subarray(directions), { maxLength: 6 }), (states) => {
      const diversions = new Diversions('bridge0', ENDS);
      const kernel = new Set<string>();
      for (const wanted of [...states, []]) {
        const { script, done } = diversions.change(wanted);
        carryOut(script, kernel);
        done();
        expect([...kernel].filter((key) => key.includes(' '))).toHaveLength(2 * wanted.length);
        expect(diversions.change(wanted).script).toBe('');
      }
      expect(kernel.size).toBe(0);
    }),
  );
});

test('to heal everything takes one line for each device', () => {
  const diversions = new Diversions('bridge0', ENDS);
  diversions.change(directions).done();
  expect(diversions.change([]).script.trim().split('\n')).toHaveLength(ENDS.length);
});

test('what was not carried out is asked for again', () => {
  const diversions = new Diversions('bridge0', ENDS);
  const wanted = [{ from: 'n1', to: 'n2' }];
  expect(diversions.change(wanted).script).toBe(diversions.change(wanted).script);
});

test('a node is diverted where it comes in, and the clients where they go out of the bridge', () => {
  const diversions = new Diversions('bridge0', ENDS);
  expect(diversions.change([{ from: 'n1', to: 'n2' }]).script).toContain(
    'filter add dev port0 ingress pref 1 protocol ip u32 match ip src 10.77.0.10/32 match ip dst 10.77.0.11/32',
  );
  expect(diversions.change([{ from: 'clients', to: 'n3' }]).script).toMatch(
    /filter add dev bridge0 egress .* 10.77.0.1/,
  );
});
