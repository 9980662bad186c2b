/**
 * `npm run evidence`: what takes too long for the tests. etcd under each fault of the catalogue for 20 s, and under power
 * failures; the museum; the published violations; and safe configurations under a swarm of faults. It goes on where it
 * was broken off; the tables are made of what there is. Named ones alone: `npm run evidence -- pause power-cuts museum
 * published safe`, and pairs of the published by their names, after a colon: `published:"Galera, lost update"`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { localCapabilities } from '../../harness/cluster/local/capabilities.js';
import { faults } from '../../nemeses/index.js';
import { etcdUnder, FAULT_MS } from './etcd-under.js';
import { museum } from './museum.js';
import { cutsTable, keptCuts, powerCuts } from './power-cuts.js';
import { halvesOf, keptPublished, published, SUITE } from './published.js';
import { keep, kept, writeTable } from './record.js';
import { keptSafe, safe, safeSection } from './safe.js';
import { seenHere } from './seen-here.js';
import { trackRecord } from './track-record.js';

const folder = resolve('results', 'evidence');
mkdirSync(folder, { recursive: true });
const capabilities = await localCapabilities();
const only = process.argv.slice(2);
for (const fault of faults) {
  if (only.length > 0 && !only.includes(fault.name)) continue;
  const missing = fault.needs.find((need) => capabilities.get(need) !== null);
  if (missing !== undefined) {
    console.log(`${fault.name}: not here, it needs ${missing}`);
    continue;
  }
  if (only.length === 0 && kept(folder).some((row) => row.fault === fault.name)) continue;
  console.log(`${fault.name}: etcd under it for ${FAULT_MS / 1000} s`);
  const row = await etcdUnder(fault, folder);
  keep(folder, row);
  console.log(
    `  ${row.verdict}; ${row.okDuring} operations succeeded meanwhile, again after ${row.againAfterMs ?? 'never'} ms`,
  );
}
if (only.length === 0 || only.includes('power-cuts')) await powerCuts(folder, console.log);
if (only.length === 0 || only.includes('museum')) await museum(folder, console.log);
const pairs = only.filter((word) => word.startsWith('published:')).map((word) => word.slice('published:'.length));
const wantsPairs = only.length === 0 || only.includes('published') || pairs.length > 0;
const wantsSafe = only.length === 0 || only.includes('safe');
if (wantsPairs || wantsSafe) {
  const halves = await halvesOf(SUITE);
  const writePage = (): void => {
    const page = trackRecord(halves, keptPublished(folder), `${seenHere()}, two runs at a time.`);
    const sections = [page, safeSection(keptSafe(folder))].filter((section) => section !== '');
    writeFileSync(join('docs', 'track-record.md'), sections.join('\n'));
  };
  const chosen = halves.filter(({ pair }) => pairs.length === 0 || pairs.includes(pair));
  if (wantsPairs) await published(folder, chosen, console.log, writePage);
  if (wantsSafe) await safe(folder, console.log, writePage);
}
const [rows, cuts] = [kept(folder), keptCuts(folder)];
if (rows.length + cuts.length > 0) {
  const path = join('docs', 'evidence.md');
  writeFileSync(path, writeTable(rows) + cutsTable(cuts));
  console.log(`the table is in ${path}`);
}
