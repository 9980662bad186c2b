/** Kills controllers with -9 at random moments of a run, and looks for what they leave behind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEngine } from '../../harness/cluster/docker/engine.js';
import { messageOf } from '../../harness/contracts/errors.js';
import { createRandom } from '../../harness/generator/index.js';
import { median, printTable } from '../table.js';
import { doomRun } from './doom.js';
import { type DoomedRun, leftoversOf } from './leftovers.js';
import { machineRules } from './machine-rules.js';

export const describe =
  'controllers killed with -9 at random moments of a run with every fault: what is left after 5 s; the baseline is a run that ends by itself';

/** How many, on local and on docker; FAULTLINE_BENCH_KILLS=20,5 for fewer. */
const [LOCAL_KILLS = 200, DOCKER_KILLS = 50] = (process.env['FAULTLINE_BENCH_KILLS'] ?? '')
  .split(',')
  .filter((text) => text !== '')
  .map(Number);
/** What the design allows from the loss of the controller to a clean machine, ms. */
const CLEAN_WITHIN_MS = 5_000;
const POLL_INTERVAL_MS = 50;

export async function run(): Promise<void> {
  const seed = Number(process.env['FAULTLINE_BENCH_SEED'] ?? 1);
  const headings = ['cluster', 'kills', 'leaks', 'clean after, median ms', 'longest ms', 'baseline ms', 'failed runs'];
  if (LOCAL_KILLS > 0) printTable(headings, [await killMany('local', LOCAL_KILLS, seed)]);
  const missing = await connectEngine().then(() => null, messageOf);
  if (missing !== null) console.log(`docker: not measured, ${missing}`);
  else if (DOCKER_KILLS > 0) printTable(headings, [await killMany('docker', DOCKER_KILLS, seed)]);
}

async function killMany(kind: 'local' | 'docker', kills: number, seed: number): Promise<string[]> {
  const results = mkdtempSync(join(tmpdir(), 'faultline-leaks-'));
  const random = createRandom(seed).fork(kind);
  const rules = await machineRules();
  const whole = await doomRun({ kind, results, seed, killAfterMs: null });
  if (whole.failure !== null) throw new Error(`${whole.failure}; see ${results}`);
  const baselineMs = await cleanAfter(whole);
  let failed = 0;
  const times: number[] = [];
  let leaks = 0;
  for (let round = 1; round <= kills; round += 1) {
    // From the first steps of provisioning to the last of tearing down: a whole run takes about 14 s.
    const killAfterMs = Math.round(random.real() * 14_000);
    const doomed = await doomRun({ kind, results, seed: seed + round, killAfterMs });
    const tookMs = await cleanAfter(doomed);
    // What ends by itself with an error leaves nothing either; but it should not have ended so.
    if (doomed.failure !== null) {
      failed += 1;
      console.log(`  ${doomed.failure}; see ${results}`);
    }
    times.push(tookMs);
    const isLate = tookMs > CLEAN_WITHIN_MS;
    const left = isLate ? [`not clean within ${CLEAN_WITHIN_MS} ms`, ...(await leftoversOf(doomed))] : [];
    if ((await machineRules()) !== rules) left.push("the machine's own rules have changed");
    if (left.length === 0) continue;
    leaks += 1;
    console.log(`  ${kind}, seed ${seed + round}, killed after ${killAfterMs} ms: ${left.join('; ')}`);
  }
  if (failed === 0) rmSync(results, { recursive: true, force: true });
  const longest = Math.max(...times);
  return [
    kind,
    `${kills}`,
    `${leaks}`,
    median(times).toFixed(0),
    longest.toFixed(0),
    baselineMs.toFixed(0),
    `${failed}`,
  ];
}

/** Milliseconds until nothing of it is there; more than is allowed when that does not come. */
async function cleanAfter(doomed: DoomedRun): Promise<number> {
  const endedMs = performance.now();
  for (;;) {
    const left = await leftoversOf(doomed);
    const tookMs = performance.now() - endedMs;
    if (left.length === 0 || tookMs > CLEAN_WITHIN_MS) return tookMs;
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}
