/** What a run knows besides its history, kept in evidence.json so that `analyze` can judge again. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyTarget } from '../contracts/target.js';
import type { RecordedExit } from '../target/deployment.js';
import { type FatalLine, fatalLines } from '../target/logs.js';
import type { FaultRecord } from './fault-controller.js';

export interface Evidence {
  readonly nodes: readonly string[];
  readonly exits: readonly RecordedExit[];
  readonly fatalLines: readonly FatalLine[];
  /** Was every node ready again after the faults had healed? */
  readonly recovered: boolean;
  /** Lies that the harness itself told (--plant). */
  readonly liesTold: number;
  readonly faults: readonly FaultRecord[];
}

/** Reads the collected logs for fatal lines and puts the evidence together. */
export async function gatherEvidence(
  parts: Omit<Evidence, 'fatalLines'> & { readonly target: AnyTarget; readonly nodesFolder: string },
): Promise<Evidence> {
  const { target, nodesFolder, ...known } = parts;
  const logs = readdirSync(nodesFolder)
    .filter((node) => statSync(join(nodesFolder, node)).isDirectory())
    .flatMap((node) =>
      readdirSync(join(nodesFolder, node)).map((file) => ({ node, path: join(nodesFolder, node, file) })),
    );
  const found = await Promise.all(logs.map((log) => fatalLines(log, target.fatalLogPatterns ?? [])));
  return { ...known, fatalLines: found.flat() };
}
