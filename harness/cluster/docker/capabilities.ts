/** What the nodes of a docker cluster can be made to suffer, looked at before a run and by `doctor`. */
import { existsSync } from 'node:fs';
import type { Capability } from '../../contracts/cluster.js';
import { clockMissing, netemAbsent } from '../local/capabilities.js';

/**
 * null: it is there; else why it is not. Our tools are in the base image, and the engine has the rest; the kernel that
 * is asked is this machine's, which is the engine's too unless that is elsewhere. Changes nothing, never throws.
 */
export async function dockerCapabilities(): Promise<ReadonlyMap<Capability, string | null>> {
  const netem = await netemAbsent();
  return new Map<Capability, string | null>([
    ['packet-filter', null],
    ['shaping', null],
    ['link-emulation', netem === null ? null : `netem is absent (${netem}), and only a local cluster does without`],
    ['corruption', 'only a local cluster has a switch of our own, and netem leaves the checksums wrong'],
    ['signals', null],
    ['freezer', null],
    ['scheduling', null],
    ['cpu-quota', null],
    ['memory-limit', null],
    ['clock', clockMissing(process.arch)],
    ['disk', diskAbsent()],
    ['files', null],
  ]);
}

/** The sandbox of a node gets the device from the engine, and may mount whatever we may. */
function diskAbsent(): string | null {
  return existsSync('/dev/fuse') ? null : 'there is no /dev/fuse here, and so there is none for the engine to hand on';
}
