/** The logs of a cluster's nodes, copied into the folder of a run. */
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Copies the logs of each node, in `fromOf` its name, to `folder`/NAME, which is there afterwards even without any. */
export function copyLogs(names: readonly string[], fromOf: (name: string) => string, folder: string): void {
  for (const name of names) {
    const [from, to] = [resolve(fromOf(name)), resolve(join(folder, name))];
    if (from === to) continue;
    mkdirSync(to, { recursive: true });
    if (existsSync(from)) cpSync(from, to, { recursive: true });
  }
}
