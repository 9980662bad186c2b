/** What a run knows besides its history, kept in evidence.json so that `analyze` can judge again. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AnyTarget } from '../contracts/target.js';
import { fatalLines } from '../target/logs.js';

/** The shape of evidence.json. Times are ns since the run began. */
export const evidenceSchema = z.object({
  nodes: z.array(z.string()),
  exits: z.array(
    z.object({
      node: z.string(),
      process: z.string(),
      timeNs: z.number(),
      code: z.number().nullable(),
      signal: z.string().nullable(),
      expected: z.boolean(),
    }),
  ),
  fatalLines: z.array(
    z.object({
      node: z.string(),
      process: z.string(),
      file: z.string(),
      line: z.number(),
      text: z.string(),
      /** The disk of its node lied, or what is stored there was damaged: it has every reason to say so. */
      expected: z.boolean().default(false),
    }),
  ),
  /** Was every node ready again after the faults had healed? */
  recovered: z.boolean(),
  /** Lies that the harness itself told (--plant). */
  liesTold: z.number(),
});

export type Evidence = z.infer<typeof evidenceSchema>;

/** Of a run that never came to its nodes. */
export const NO_EVIDENCE: Evidence = { nodes: [], exits: [], fatalLines: [], recovered: false, liesTold: 0 };

/** Reads the collected logs for fatal lines and puts the evidence together. */
export async function gatherEvidence(
  parts: Omit<Evidence, 'fatalLines'> & {
    readonly target: AnyTarget;
    readonly nodesFolder: string;
    /** Nodes whose disk lied, or whose data were damaged. */
    readonly wronged: readonly string[];
  },
): Promise<Evidence> {
  const { target, nodesFolder, wronged, ...known } = parts;
  const logs = readdirSync(nodesFolder)
    .filter((node) => statSync(join(nodesFolder, node)).isDirectory())
    .flatMap((node) =>
      readdirSync(join(nodesFolder, node)).map((file) => ({ node, path: join(nodesFolder, node, file) })),
    );
  const found = await Promise.all(logs.map((log) => fatalLines(log, target.fatalLogPatterns ?? [])));
  return { ...known, fatalLines: found.flat().map((line) => ({ ...line, expected: wronged.includes(line.node) })) };
}
