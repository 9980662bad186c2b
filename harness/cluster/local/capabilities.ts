/** What the nodes of a local cluster can be made to suffer on this machine, looked at before a run and by `doctor`. */
import type { Capability } from '../../contracts/cluster.js';
import { controlGroupMissing } from '../control-group.js';
import { diskMissing } from '../disk/missing.js';
import { netemMissing } from '../network/netem.js';
import { switchMissing } from '../switch/missing.js';
import { findProgram } from './enter.js';

/** The processors for which we know the pages of a vDSO. */
const CLOCK_PROCESSORS: readonly string[] = ['x64', 'arm64'];

/** null: it is there; else why it is not. Changes nothing, never throws. */
export async function localCapabilities(): Promise<ReadonlyMap<Capability, string | null>> {
  const [netem, ours, disk] = await Promise.all([netemAbsent(), switchMissing(), diskMissing()]);
  return new Map<Capability, string | null>([
    ['packet-filter', null],
    ['shaping', shapingMissing()],
    ['link-emulation', emulationMissing(netem, ours)],
    ['corruption', ours],
    ['signals', null],
    ['freezer', 'the nodes of a local cluster are in no control group that could be frozen'],
    ['scheduling', null],
    ['cpu-quota', controlGroupMissing('cpu')],
    ['memory-limit', controlGroupMissing('memory')],
    ['clock', clockMissing(process.arch)],
    ['disk', disk],
    ['files', null],
  ]);
}

/** Why no clock can be changed for processes of this processor; null when it can. */
export function clockMissing(processor: string): string | null {
  if (CLOCK_PROCESSORS.includes(processor)) return null;
  return `the vDSO of ${processor} is not known, only those of ${CLOCK_PROCESSORS.join(' and ')}`;
}

/** tc comes with ip, which is fetched where it is missing. */
function shapingMissing(): string | null {
  if (findProgram('tc') !== null || findProgram('apt-get') !== null) return null;
  return 'there is no tc, and no apt-get to fetch it with (iproute2)';
}

/** Why this kernel has no netem, to stand inside a sentence; null when it has. */
export async function netemAbsent(): Promise<string | null> {
  const said = await netemMissing();
  return said === null ? null : said.replace(/^Error: /, '').replace(/\.$/, '');
}

/** The kernel does it, or else a switch of our own. */
function emulationMissing(netem: string | null, ours: string | null): string | null {
  if (netem === null || ours === null) return null;
  return `netem is absent (${netem}), and so is what our own switch needs (${ours})`;
}
