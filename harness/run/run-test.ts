/**
 * The life of one run: provision, start, drive under faults, heal, recover, final reads, collect, tear down. What it
 * leaves is a history and the evidence beside it; harness/run/judge.ts makes a verdict of them. Whatever happens in
 * between, the faults are healed, the nodes released, and the history so far is on disk.
 */

import { setTimeout } from 'node:timers/promises';
import type { ClientProgram } from '../clients/client-host.js';
import { ClientHosts } from '../clients/client-hosts.js';
import { PlantedLies } from '../clients/plant.js';
import { RoutedProcesses } from '../clients/routed-processes.js';
import { type ClientWorker, connectWorker } from '../clients/worker.js';
import { foldTroubles } from '../cluster/desired-state.js';
import { Reconciler } from '../cluster/reconciler.js';
import type { Cluster, Node } from '../contracts/cluster.js';
import { FaultlineError, messageOf } from '../contracts/errors.js';
import type { AnyFault } from '../contracts/fault.js';
import type { History } from '../contracts/history.js';
import type { AnyTarget, ClientAccess, TargetContext } from '../contracts/target.js';
import type { Test } from '../contracts/test.js';
import type { AnyWorkload } from '../contracts/workload.js';
import { createRandom, type Generator, rate, timeLimit } from '../generator/index.js';
import { Recorder } from '../history/recorder.js';
import type { RunFolder } from '../results/index.js';
import { Deployment } from '../target/deployment.js';
import { requirePrograms } from '../target/own-software.js';
import { softwareOf } from '../target/software.js';
import { bounded } from './bounded.js';
import { ClockMonitor } from './clock-monitor.js';
import { DelayMonitor } from './delay-monitor.js';
import { type Evidence, gatherEvidence, NO_EVIDENCE } from './evidence.js';
import { FaultController, type FaultRecord } from './fault-controller.js';
import { HealthMonitor } from './health-monitor.js';
import { interpret } from './interpreter.js';
import { playSchedule } from './schedule-player.js';
import type { RunStatus } from './status.js';

/** Bounds of the phases whose length the user does not choose, ms. */
const RECOVERY_TIMEOUT_MS = 60_000;
const FINAL_READS_TIMEOUT_MS = 30_000;
const HEAL_TIMEOUT_MS = 120_000;
const TEARDOWN_TIMEOUT_MS = 60_000;

export interface RunPlan {
  readonly test: Test;
  readonly target: AnyTarget;
  readonly workload: AnyWorkload;
  readonly faultNamed: (name: string) => AnyFault;
  readonly createCluster: (signal: AbortSignal) => Promise<Cluster>;
  /** Of an external cluster alone. */
  readonly access?: ClientAccess;
  /** Where the clients have hosts of their own. */
  readonly clientProgram?: ClientProgram;
  readonly folder: RunFolder;
  readonly status: RunStatus;
  /** Aborted by Ctrl-C and by the deadline: the run ends early, in order. */
  readonly signal: AbortSignal;
  /** Aborted when the history so far proves what it was for: the workload ends, and all that follows comes as usual. */
  readonly enough?: AbortSignal;
  /** Waited for before the nodes are removed (--keep-running). */
  readonly beforeTearDown?: () => Promise<void>;
}

export interface RunOutcome {
  readonly history: History;
  readonly evidence: Evidence;
  readonly faults: readonly FaultRecord[];
  /** Why the run failed as a run; null when it did not. */
  readonly runError: FaultlineError | null;
  readonly interrupted: boolean;
}

/** Runs a test and answers what it left. Does not throw: what goes wrong is `runError`. */
export async function runTest(plan: RunPlan): Promise<RunOutcome> {
  const run = new Run(plan);
  await run.live();
  return run.outcome();
}

class Run {
  private readonly startedNs = process.hrtime.bigint();
  private readonly recorder: Recorder;
  private readonly stop = new AbortController();
  private errors: FaultlineError[] = [];
  private cluster: Cluster | null = null;
  private deployment: Deployment | null = null;
  private clientHosts: ClientHosts | null = null;
  private faults: FaultController | null = null;
  private clocks: ClockMonitor | null = null;
  private delays: DelayMonitor | null = null;
  private health: HealthMonitor | null = null;
  private lies: PlantedLies | null = null;
  private recovered = false;
  private interrupted = false;
  private nextProcess = 0;
  private evidence: Evidence | null = null;

  constructor(private readonly plan: RunPlan) {
    this.recorder = Recorder.create({ path: plan.folder.historyPath, onError: (error) => this.fail(error) });
    const abort = (): void => this.stop.abort();
    if (plan.signal.aborted) abort();
    plan.signal.addEventListener('abort', abort, { once: true });
    plan.enough?.addEventListener('abort', abort, { once: true });
  }

  outcome(): RunOutcome {
    const history = this.recorder.toHistory();
    const [runError = null] = this.errors;
    const faults = this.faults?.records ?? [];
    return { history, evidence: this.evidence ?? NO_EVIDENCE, faults, runError, interrupted: this.interrupted };
  }

  async live(): Promise<void> {
    try {
      await this.attempt(() => this.provision());
      if (this.errors.length === 0 && !this.stop.signal.aborted) await this.attempt(() => this.drive());
      await this.attempt(() => this.healAll());
      if (this.errors.length === 0 && !this.plan.signal.aborted) await this.attempt(() => this.finish());
      this.interrupted = this.plan.signal.aborted;
      if (this.errors.length === 0) await this.attempt(async () => this.plan.beforeTearDown?.());
    } finally {
      await this.attempt(() => this.tearDown());
      this.recorder.close();
    }
  }

  private async provision(): Promise<void> {
    const { test, target, status } = this.plan;
    status.phase('provision');
    this.cluster = await this.plan.createCluster(this.plan.signal);
    requireCapabilities(test, this.plan.faultNamed, this.cluster);
    if (test.keepSoftware) await requirePrograms(this.cluster, softwareOf(target, test.targetOptions));
    status.phase('start');
    const spares = this.cluster.nodes.slice(test.nodes).map(({ name }) => name);
    this.deployment = new Deployment({
      target,
      targetOptions: test.targetOptions,
      cluster: this.cluster,
      spares,
      now: this.now,
      onExit: (exit) => {
        if (!exit.expected) status.ended(exit);
      },
      ...(this.plan.access === undefined ? {} : { access: this.plan.access }),
    });
    await this.deployment.startAll(this.plan.signal);
    // What a database wrote when it was made has been on the disk for long where it is used.
    if (test.disk !== 'plain') await Promise.all(this.cluster.nodes.map((node) => node.syncStorage()));
    const deployment = this.deployment;
    const { clock } = target;
    this.clocks = new ClockMonitor({
      nodes: this.cluster.nodes,
      targetClock: clock === undefined ? null : (node) => clock(deployment.contextOf(node)),
      now: this.now,
      record: (reading) => {
        this.plan.folder.appendClock(reading);
        status.clock(reading);
      },
    });
    this.clocks.start();
    this.health = new HealthMonitor({
      now: this.now,
      wallMs: () => Date.now(),
      record: (health) => {
        status.health(health);
        this.plan.folder.appendHealth(health);
      },
    });
    this.health.start();
    this.delays = new DelayMonitor({
      cluster: this.cluster,
      startedNs: Number(this.startedNs),
      record: (delay) => this.plan.folder.appendDelay(delay),
    });
    await this.delays.start();
    const clientHosts = await this.startClientHosts(this.cluster);
    const processes = clientHosts === null ? deployment : new RoutedProcesses(deployment, clientHosts);
    this.faults = new FaultController({
      cluster: this.cluster,
      spares,
      reconciler: new Reconciler(this.cluster, processes, foldTroubles([], spares)),
      faultNamed: this.plan.faultNamed,
      primaries: (timeoutMs) => deployment.primaries(timeoutMs),
      crashed: (node) => processes.crashed(node),
      now: this.now,
      monotonicNs: () => Number(process.hrtime.bigint()),
      onFailure: (error) => this.fail(error),
      log: (line) => status.log(line),
      record: (value) => {
        this.recorder.nemesis(value.fault, value, this.now());
        this.recorder.flush();
      },
      recordProbe: (probe) => this.plan.folder.appendProbe(probe),
      onChange: (inForce, state) => status.faults(inForce, state),
    });
  }

  private async drive(): Promise<void> {
    const { test, workload, status } = this.plan;
    const faults = required(this.faults);
    status.phase('workload');
    status.workloadStarted(test.timeMs);
    const beganMs = performance.now();
    const elapsedMs = (): number => performance.now() - beganMs;
    const context = { options: test.workloadOptions, concurrency: test.concurrency, nodeCount: test.nodes };
    const paced = test.rate > 0 ? rate(test.rate, workload.generator(context)) : workload.generator(context);
    const playing = playSchedule({ schedule: test.schedule, controller: faults, elapsedMs, signal: this.stop.signal });
    // A fault that does not take ends the run: what follows would be a test of something else.
    playing.catch(() => this.stop.abort());
    const calming = this.calmDown(elapsedMs);
    await this.interpret(timeLimit(test.timeMs + test.afterHealMs, paced), this.stop.signal);
    this.stop.abort();
    faults.stopInjecting();
    await Promise.all([playing, calming]);
  }

  /** Where the workload goes on after the faults, they are healed when their time is up. */
  private async calmDown(elapsedMs: () => number): Promise<void> {
    const { timeMs, afterHealMs } = this.plan.test;
    if (afterHealMs === 0) return;
    while (elapsedMs() < timeMs && !this.stop.signal.aborted) await setTimeout(Math.min(100, timeMs - elapsedMs()));
    if (this.stop.signal.aborted) return;
    await this.attempt(() => this.healAll());
    this.plan.status.phase('workload');
  }

  private async healAll(): Promise<void> {
    if (this.faults === null) return;
    this.plan.status.phase('heal');
    this.faults.stopInjecting();
    await bounded('healing the faults', HEAL_TIMEOUT_MS, this.faults.healAll());
  }

  private async finish(): Promise<void> {
    const { test, workload, status, signal } = this.plan;
    status.phase('recover');
    const deployment = required(this.deployment);
    const gone = [...(this.faults?.retired() ?? []), ...(await deployment.ruined())];
    await deployment
      .waitUntilReady(signal, RECOVERY_TIMEOUT_MS, gone)
      .then(() => {
        this.recovered = true;
      })
      .catch((error: unknown) => status.log(`the target did not recover: ${messageOf(error)}`));
    const context = { options: test.workloadOptions, concurrency: test.concurrency, nodeCount: test.nodes };
    const finalReads = workload.finalReads?.(context, this.recorder.toHistory());
    if (finalReads === undefined || signal.aborted) return;
    status.phase('final reads');
    this.recorder.finalReads(this.now());
    await this.interpret(timeLimit(FINAL_READS_TIMEOUT_MS, finalReads), signal);
  }

  private async tearDown(): Promise<void> {
    const { cluster, deployment, plan } = this;
    this.clocks?.stop();
    this.delays?.stop();
    this.health?.stop();
    plan.status.phase('collect');
    try {
      if (cluster === null) return;
      if (deployment !== null) {
        await bounded('collecting logs', TEARDOWN_TIMEOUT_MS, cluster.collectLogs(plan.folder.nodesFolder));
        this.evidence = await gatherEvidence({
          target: plan.target,
          nodesFolder: plan.folder.nodesFolder,
          exits: deployment.exits,
          wronged: deployment.wrongedNodes(),
          recovered: this.recovered,
          liesTold: this.lies?.told ?? 0,
          nodes: cluster.nodes.map(({ name }) => name),
        });
        await this.audit(cluster);
        await bounded('ending the target', TEARDOWN_TIMEOUT_MS, deployment.killAll());
      }
    } finally {
      const ending = this.clientHosts?.killAll() ?? Promise.resolve();
      await bounded('ending the client hosts', TEARDOWN_TIMEOUT_MS, ending).catch((error: unknown) => this.fail(error));
      await bounded('removing the nodes', TEARDOWN_TIMEOUT_MS, cluster?.close() ?? Promise.resolve());
    }
  }

  private async audit(cluster: Cluster): Promise<void> {
    const leftovers = await bounded('the audit', TEARDOWN_TIMEOUT_MS, cluster.audit());
    if (leftovers.length === 0) return;
    this.fail(
      new FaultlineError(`the audit found what should have been healed: ${leftovers.join('; ')}`, {
        code: 'leftovers',
        value: leftovers,
      }),
    );
  }

  private async interpret(generator: Generator, signal: AbortSignal): Promise<void> {
    const { test, status } = this.plan;
    const cluster = required(this.cluster);
    this.lies ??= this.createLies();
    const deployment = required(this.deployment);
    const result = await interpret({
      generator,
      threads: test.concurrency,
      seed: test.seed,
      opTimeoutMs: test.opTimeoutMs,
      connect: (thread) => {
        const targetContext = deployment.context();
        // A spare has clients while it is a member; one of the others that has left keeps its own, whom it refuses.
        const nodes = cluster.nodes.filter((each, index) => index < test.nodes || targetContext.nodes.includes(each));
        const node = nodes[thread % nodes.length];
        return this.connect(thread, required(node ?? null), targetContext);
      },
      recorder: this.recorder,
      now: this.now,
      signal,
      began: (f) => status.began(f),
      observe: (f, outcome, latencyNs) => status.operation(f, outcome, latencyNs),
      log: (message) => status.log(message),
      firstProcess: this.nextProcess,
    });
    this.nextProcess = result.nextProcess;
  }

  private connect(thread: number, node: Node, targetContext: TargetContext<unknown>): Promise<ClientWorker> {
    const { target, workload } = this.plan;
    const { clientHosts, lies } = this;
    if (clientHosts !== null) return clientHosts.connect({ thread, node, targetContext, lies });
    return connectWorker({ target, targetContext, workload, node, lies });
  }

  /** Null where the clients are in the controller. */
  private async startClientHosts(cluster: Cluster): Promise<ClientHosts | null> {
    const { test, workload, clientProgram: program, status } = this.plan;
    if (program === undefined) return null;
    if (cluster.clientHosts.length < test.clientHosts) {
      throw new FaultlineError(`a cluster of kind ${cluster.kind} has no hosts for clients`, {
        code: 'no-client-hosts',
        value: test.clientHosts,
        hint: 'they are to be had with --on local and --on docker',
      });
    }
    const hosts = new ClientHosts({
      ...{ nodes: cluster.clientHosts, program, interface: workload.client },
      log: (line) => status.log(line),
      onFailure: (error) => this.fail(error),
    });
    this.clientHosts = hosts;
    await hosts.startAll();
    return hosts;
  }

  private createLies(): PlantedLies | null {
    const { plant, seed } = this.plan.test;
    if (plant === null) return null;
    const found = this.plan.workload.plants.find(({ name }) => name === plant.name);
    return new PlantedLies(required(found ?? null).create(createRandom(seed).fork('plant')), plant.everyNth);
  }

  /** Does a phase; what it throws becomes the run's error, unless that was our own interruption. */
  private async attempt(phase: () => Promise<void>): Promise<void> {
    try {
      await phase();
    } catch (error) {
      if (this.plan.signal.aborted && !(error instanceof FaultlineError)) return;
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    const known =
      error instanceof FaultlineError
        ? error
        : new FaultlineError(`the harness failed: ${messageOf(error)}`, { code: 'internal', cause: error });
    if (this.errors.includes(known)) return;
    this.errors.push(known);
    this.plan.status.log(known.message);
    this.stop.abort();
  }

  private readonly now = (): number => Number(process.hrtime.bigint() - this.startedNs);
}

/** Throws FaultlineError 'cannot-inject' for a fault that these nodes cannot be made to suffer. */
function requireCapabilities({ schedule }: Test, faultNamed: (name: string) => AnyFault, cluster: Cluster): void {
  for (const fault of new Set(schedule.map((entry) => entry.fault))) {
    const missing = faultNamed(fault).needs.find((need) => !cluster.capabilities.has(need));
    if (missing === undefined) continue;
    throw new FaultlineError(`${fault} cannot be done on this ${cluster.kind} cluster: it needs ${missing}`, {
      code: 'cannot-inject',
      value: fault,
      hint: 'faultline doctor tells why, and what to do about it',
    });
  }
}

/** A value that an earlier phase has put there. */
function required<T>(value: T | null): T {
  if (value === null) throw new Error('a phase of the run was left out');
  return value;
}
