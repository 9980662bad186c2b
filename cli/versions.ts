/** The versions that a run was made with. */
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

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

export function versions(): Record<string, string> {
  return { faultline: ownVersion(), node: process.versions.node, kernel: release() };
}
