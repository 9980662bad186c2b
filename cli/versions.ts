/** The versions that a run was made with. */
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Software } from '../harness/contracts/target.js';
import type { Test } from '../harness/contracts/test.js';
import { packageVersions } from './package-versions.js';

/** This package's own version. */
export function ownVersion(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let depth = 0; depth < 4; depth += 1, folder = dirname(folder)) {
    try {
      const parsed = z.object({ name: z.literal('faultline'), version: z.string() });
      return parsed.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).version;
    } catch {
      // Not this folder: dist/cli and cli lie at different depths.
    }
  }
  return 'unknown';
}

/** Of the programs, the target's packages on a local cluster or what the user has instead included, and what the machine of the controller is. */
export function versions(software: Software, cluster: Test['cluster']): Record<string, string> {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? '';
  const machine = {
    cpus: `${cores.length} CPUs${model === '' || model === 'unknown' ? '' : ` (${model})`}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB of memory`,
  };
  const own = [software.overlay ?? [], software.image ?? []].flat();
  const packages = own.length > 0 ? { own: own.join(', ') } : cluster === 'local' ? packageVersions(software) : {};
  return { faultline: ownVersion(), node: process.versions.node, ...packages, kernel: release(), ...machine };
}
