/** What a node is told when it starts. */
import { z } from 'zod';
import { FLAWS } from '../flaws.js';

const port = z.int().min(1).max(65_535);

export const memberSchema = z.strictObject({
  name: z.string().regex(/^[^.]+$/, 'a name has no dot'),
  host: z.string(),
  /** Where the other nodes reach it. */
  peerPort: port,
  clientPort: port,
});

export const configSchema = z.strictObject({
  name: z.string(),
  dataFolder: z.string(),
  /** The members that the cluster begins with, or, of a node that joins, those that are there; this one included. */
  members: z.array(memberSchema).min(1),
  /** The node is new, and was let in by the others. */
  joins: z.boolean().default(false),
  listen: z.string().default('0.0.0.0'),
  heartbeatMs: z.number().positive().default(50),
  electionMs: z.number().positive().default(300),
  /** Names of members, in the order in which they stand for election; those that are not named come last. */
  electionOrder: z.array(z.string()).default([]),
  snapshotEvery: z.int().min(1).default(10_000),
  leaseMs: z.number().positive().default(3_000),
  timeoutMs: z.number().positive().default(5_000),
  flaw: z.enum(FLAWS).default('none'),
});

export type Config = z.infer<typeof configSchema>;
export type ConfiguredMember = z.infer<typeof memberSchema>;
