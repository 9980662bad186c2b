/** The rules, queues, links and routes of the machine itself, as text to compare. */
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { ensurePackages } from '../../harness/cluster/packages.js';

const LOOKS = [
  ['nft', '--stateless', 'list', 'ruleset'],
  ['ip', 'rule', 'show'],
  ['ip', 'route', 'show', 'table', 'all'],
  ['ip', '-6', 'route', 'show', 'table', 'all'],
  ['ip', '-o', 'link', 'show'],
  ['tc', 'qdisc', 'show'],
];

/**
 * Without the links that an engine makes for containers, which come and go, also those of others. Rejects when a program
 * fails: what cannot be looked at is not the same.
 */
export async function machineRules(): Promise<string> {
  // The machine need not have the programs itself.
  const { root } = await ensurePackages(['nftables', 'iproute2']);
  const places = [join(root, 'usr/sbin'), join(root, 'usr/bin'), process.env['PATH'] ?? ''];
  const libraries = join(root, 'usr/lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`);
  const env = { PATH: places.join(delimiter), LD_LIBRARY_PATH: libraries };
  const seen = LOOKS.map(async ([program = '', ...words]) => (await execa(program, words, { env })).stdout);
  const lines = (await Promise.all(seen)).join('\n---\n').split('\n');
  return lines.filter((line) => !/\b(br-|veth)/.test(line)).join('\n');
}
