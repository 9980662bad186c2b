/** `Test`: every choice of a run as one value that serialises to test.json and can be run again. */
import { z } from 'zod';
import { systemModelSchema, USUAL_MODEL } from './system-model.js';

export const scheduledFaultSchema = z.strictObject({
  id: z.string().min(1),
  fault: z.string().min(1),
  parameters: z.record(z.string(), z.unknown()),
  when: z.strictObject({ atMs: z.number().min(0) }),
  durationMs: z.number().min(0),
  seed: z.int().min(0),
});

export const judgeSchema = z.strictObject({ property: z.string().min(1), level: z.string().min(1).optional() });

/** What a schedule was drawn from, all of it resolved: a swarm's choices are spelled out. Durations are ms. */
export const drawnSchema = z.strictObject({
  /** As after --faults: a fault, with fixed parameters or without, or several that come at the same moment. */
  entries: z.array(z.string()),
  mix: z.enum(['in-turn', 'together']),
  spacing: z.enum(['even', 'uneven']),
  intervalMs: z.number().min(1),
  /** Of every fault; left out where it is a share of the interval. */
  durationMs: z.strictObject({ min: z.number().min(0), max: z.number().min(0) }).optional(),
  durationShare: z.number().min(0).max(1).optional(),
  quietMs: z.number().min(0).optional(),
});

/** A machine to be reached by ssh. Nothing secret stands here: keys are files, agents and known hosts are the user's own. */
export const sshHostSchema = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  user: z.string().min(1),
  /** Where the other nodes reach it; left out: at `host`. */
  address: z.string().min(1).optional(),
});

export const sshSchema = z.strictObject({
  hosts: z.array(sshHostSchema).min(1),
  /** Files of private keys; empty: the agent's, and the user's usual ones. */
  keys: z.array(z.string()),
  /** Left out: ~/.ssh/known_hosts; null: whoever answers is believed. */
  knownHosts: z.string().nullable().optional(),
  /** A machine that the others are reached through. */
  jump: sshHostSchema.optional(),
  sudo: z.enum(['none', 'without-password', 'with-password']),
});

/** A cluster that somebody else runs. Nothing secret stands here: TLS by files, a password by the environment. */
export const externalSchema = z.strictObject({
  addresses: z.array(z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535).optional() })).min(1),
  tls: z
    .strictObject({
      ca: z.string().optional(),
      certificate: z.string().optional(),
      key: z.string().optional(),
      serverName: z.string().optional(),
    })
    .optional(),
  username: z.string().optional(),
});

/** The shape of test.json. Durations are ms, rates per second. */
export const testSchema = z.strictObject({
  /** Version of this shape. */
  version: z.literal(1),
  /** Name of the test and of its folder under results/. */
  name: z.string().min(1),
  /** When it began, ISO 8601. */
  startedAt: z.string(),
  seed: z.int().min(0),
  target: z.string().min(1),
  targetOptions: z.record(z.string(), z.unknown()),
  workload: z.string().min(1),
  workloadOptions: z.record(z.string(), z.unknown()),
  keyed: z.boolean(),
  /** What is judged, and where that claim stands; source null when the user named it (--judge). */
  judge: judgeSchema,
  claimSource: z.string().nullable(),
  /** What may go wrong at all, and whether that is what the claim is made under, or what the user named. */
  systemModel: systemModelSchema.default(USUAL_MODEL),
  /** What the target claims it under; left out where it claims nothing. */
  claimUnder: systemModelSchema.optional(),
  systemModelSource: z.enum(['claim', 'user', 'usual']).default('usual'),
  cluster: z.enum(['local', 'docker', 'ssh', 'external']),
  ssh: sshSchema.optional(),
  external: externalSchema.optional(),
  /** The software is what the nodes have already. */
  keepSoftware: z.boolean().default(false),
  /** A folder of the user's own programs that lies over /usr of the nodes. */
  overlay: z.string().optional(),
  /** The image of the nodes, where it is the user's own (docker). */
  image: z.string().optional(),
  nodes: z.int().min(1),
  /** Nodes besides those, which are no members when the run begins. */
  spares: z.int().min(0).default(0),
  /**
   * 'faulty': a file system of ours, which can lie, lies under the data folders; syncing a file makes its name durable
   * too, as on ext4. 'strict': the same, but a name is durable when its folder was synced, which is all that POSIX says.
   */
  disk: z.enum(['plain', 'faulty', 'strict']).default('plain'),
  /** Nodes for clients alone; 0: the clients are in the controller. */
  clientHosts: z.int().min(0).default(0),
  /** The program of a client host, when it is not ours. */
  clientCommand: z.array(z.string()).min(1).optional(),
  concurrency: z.int().min(1),
  rate: z.number().min(0),
  timeMs: z.number().min(0),
  /** So long the workload goes on when that time is over and all faults have healed. */
  afterHealMs: z.number().min(0).default(0),
  opTimeoutMs: z.number().min(1),
  intervalMs: z.number().min(1),
  /** Names of the faults in the schedule. */
  faults: z.array(z.string()),
  schedule: z.array(scheduledFaultSchema),
  /** Left out where the schedule was written by hand, is empty, or was drawn by an older version. */
  drawn: drawnSchema.optional(),
  /** It ends as soon as its history so far proves a violation. */
  bail: z.boolean().default(false),
  /** A lie told by the harness itself, to check the checkers. */
  plant: z.strictObject({ name: z.string(), everyNth: z.int().min(1) }).nullable(),
  /** The command that does it again. */
  command: z.string(),
  versions: z.record(z.string(), z.string()),
});

export type Test = z.infer<typeof testSchema>;
