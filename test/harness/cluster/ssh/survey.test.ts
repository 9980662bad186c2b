/** What a machine says of itself, read: and which faults follow from it. */
import { expect, test } from 'vitest';
import { capabilitiesOf, isUsualQueue, type MachineFacts, readFacts } from '../../../../harness/cluster/ssh/survey.js';

const SAID = `processor x86_64
release debian 12
program perl
program nft
program tc
namespaces ok
filter ok
queues ok
netem no Error: Specified qdisc kind is unknown.
clock ok
address 127.0.0.1
address 10.0.0.1
route 10.0.0.2 10.0.0.2 dev eth0 src 10.0.0.1 uid 0 \\    cache
route 10.0.0.3 10.0.0.3 via 10.0.0.9 dev eth0 src 10.0.0.1 uid 0 \\    cache
route 10.9.0.3 10.9.0.3 dev eth1 src 10.9.0.1 uid 0 \\    cache
queue eth0 qdisc fq_codel 0: root refcnt 2 limit 10240p
queue eth1 qdisc htb 1: root refcnt 2
segments eth0 65535
setting net.ipv4.icmp_ratelimit 1000
`;

function facts(text = SAID): MachineFacts {
  return { control: { peer: '10.0.0.9', address: '10.0.0.1', port: 22 }, ...readFacts(text) };
}

test('facts are read from lines', () => {
  const read = facts();
  expect(read.release).toBe('debian 12');
  expect([...read.programs]).toEqual(['perl', 'nft', 'tc']);
  expect(read.packetFilter).toBeNull();
  expect(read.netem).toBe('Error: Specified qdisc kind is unknown.');
  expect(read.addresses).toEqual(['127.0.0.1', '10.0.0.1']);
  expect(read.routes.get('10.0.0.3')).toEqual({ device: 'eth0', source: '10.0.0.1' });
  expect(read.segments.get('eth0')).toBe(65_535);
  expect(read.settings.get('net.ipv4.icmp_ratelimit')).toBe('1000');
});

test("a queue of somebody's is not replaced: shaping is refused, with the queue named", () => {
  const peers = ['10.0.0.2', '10.0.0.3'];
  expect(capabilitiesOf(facts(), peers).get('shaping')).toBeNull();
  const taken = facts(SAID.replace('fq_codel 0:', 'fq_codel 8001:'));
  expect(capabilitiesOf(taken, peers).get('shaping')).toContain("eth0 has a queue of somebody's already");
  expect(capabilitiesOf(facts(), ['10.9.0.3']).get('shaping')).toContain('eth1');
  expect(capabilitiesOf(facts(), [...peers, '10.9.0.3']).get('shaping')).toContain('several devices');
});

test('what the kernel puts there by itself is usual', () => {
  for (const line of [
    '',
    'qdisc noqueue 0: root refcnt 2',
    'qdisc mq 0: root',
    'qdisc fq 0: root refcnt 2 limit 10000p',
  ]) {
    expect(isUsualQueue(line), line).toBe(true);
  }
  for (const line of ['qdisc htb 1: root refcnt 2', 'qdisc mq 8002: root', 'qdisc tbf fa01: root']) {
    expect(isUsualQueue(line), line).toBe(false);
  }
});

test('what cannot be had is said with its reason', () => {
  const able = capabilitiesOf(
    facts(SAID.replace('filter ok', 'filter no Operation not permitted').replace('clock ok', 'clock no')),
    ['10.0.0.2'],
  );
  expect(able.get('packet-filter')).toBe('Operation not permitted');
  expect(able.get('link-emulation')).toContain('netem is absent');
  expect(able.get('clock')).toContain('Time::HiRes');
  expect(able.get('disk')).toContain('controller');
  expect(able.get('files')).toBeNull();
});
