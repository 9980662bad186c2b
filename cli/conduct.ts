/** Conducts a run from its folder to its verdict: the cluster, the status on the terminal, Ctrl-C, the files it leaves. */
import chalk from 'chalk';
import type { DiskChoice } from '../harness/cluster/disk/faulty-disk.js';
import { ExternalCluster } from '../harness/cluster/external/cluster.js';
import { LocalCluster } from '../harness/cluster/local/cluster.js';
import { inside } from '../harness/cluster/local/enter.js';
import { NO_SECRETS, type SshSecrets } from '../harness/cluster/ssh/settings.js';
import type { Cluster } from '../harness/contracts/cluster.js';
import { EXIT, FaultlineError, messageOf } from '../harness/contracts/errors.js';
import type { AnyTarget, ClientAccess } from '../harness/contracts/target.js';
import type { Test } from '../harness/contracts/test.js';
import type { AnyWorkload } from '../harness/contracts/workload.js';
import type { ReporterName } from '../harness/report/terminal/reporter.js';
import { renderSummary } from '../harness/report/terminal/summary.js';
import type { RunFolder } from '../harness/results/index.js';
import { runTest } from '../harness/run/run-test.js';
import type { RunStatus } from '../harness/run/status.js';
import { softwareFor } from '../harness/target/software.js';
import { faultNamed } from './catalogue.js';
import { type ClientPlace, clientPlaceOf } from './client-program.js';
import { lookEarly } from './early-looks.js';
import { judgeAndWrite } from './judge.js';
import { versionsOn } from './node-versions.js';
import { printJson, printJsonLine, terminal } from './output.js';
import { checkerFor } from './properties.js';
import { terminalStatus } from './status.js';

/** Beyond the time that the workload takes: provisioning, recovery and teardown have bounds of their own within it, ms. */
const DEADLINE_MARGIN_MS = 10 * 60_000;
/** How long a second Ctrl-C waits for the nodes to be healed and removed, ms. */
const LAST_HEAL_TIMEOUT_MS = 10_000;

export interface ConductOptions {
  readonly test: Test;
  readonly target: AnyTarget;
  readonly workload: AnyWorkload;
  readonly folder: RunFolder;
  readonly json: boolean;
  readonly keepRunning: boolean;
  /** How it is shown meanwhile; left out: as the terminal allows. */
  readonly reporter?: ReporterName;
  /** Of --on ssh alone. */
  readonly secrets?: SshSecrets;
  /** Of an external cluster alone. */
  readonly access?: ClientAccess;
}

/** Runs the test, judges it, writes everything down, prints the summary, and answers the exit code. */
export async function conduct(options: ConductOptions): Promise<number> {
  const { target, workload, folder, json } = options;
  let { test } = options;
  const status = terminalStatus(test, folder, json ? process.stderr : process.stdout, options.reporter);
  const interrupt = new AbortController();
  let cluster: Cluster | null = null;
  const place = test.clientHosts > 0 ? clientPlaceOf(test) : null;
  const onSignal = (): void => {
    if (interrupt.signal.aborted) {
      void leaveAtOnce(cluster);
      return;
    }
    status.log('interrupted: healing, saving and checking what there is (again to stop at once)');
    interrupt.abort();
  };
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  const enough = new AbortController();
  const looking = new AbortController();
  if (test.bail) await bailOut(options, { log: status.log, enough, signal: looking.signal });
  let late = false;
  const deadline = setTimeout(
    () => {
      late = true;
      status.log('the deadline of the whole run has passed');
      interrupt.abort();
    },
    test.timeMs + test.afterHealMs + DEADLINE_MARGIN_MS,
  );
  try {
    const outcome = await runTest({
      test,
      target,
      workload,
      faultNamed,
      folder,
      status,
      signal: interrupt.signal,
      enough: enough.signal,
      createCluster: async (signal) => {
        cluster = await createCluster(options, place, status, signal);
        const software = await versionsOn(cluster, softwareFor(target, test), test.keepSoftware);
        if (Object.keys(software).length > 0) {
          test = { ...test, versions: { ...test.versions, ...software } };
          folder.writeTest(test);
        }
        return cluster;
      },
      ...(options.access === undefined ? {} : { access: options.access }),
      ...(place === null ? {} : { clientProgram: place.program }),
      ...(options.keepRunning ? { beforeTearDown: () => keptRunning(status.log, interrupt.signal) } : {}),
    });
    const tooLate = late ? new FaultlineError('the run did not end before its deadline', { code: 'deadline' }) : null;
    looking.abort();
    status.phase('check');
    folder.writeFaults(outcome.faults);
    const runError = outcome.runError ?? tooLate;
    const verdict = await judgeAndWrite({ test, workload, folder, log: status.log, ...outcome, runError });
    status.stop();
    if (json) printJson(verdict);
    else if (options.reporter === 'json') printJsonLine({ event: 'verdict', report: folder.reportPath, verdict });
    else console.log(renderSummary({ test, verdict, reportPath: folder.reportPath }, terminal(process.stdout)));
    if (runError?.hint !== undefined) console.error(`${chalk.cyan('hint:')} ${runError.hint}`);
    return verdict.exitCode;
  } finally {
    looking.abort();
    clearTimeout(deadline);
    status.stop();
    for (const signal of signals) process.off(signal, onSignal);
  }
}

/** From now on the run is enough when its history proves a violation; where nothing is proven before the end, it says so. */
async function bailOut(
  { test, workload, folder }: ConductOptions,
  {
    log,
    enough,
    signal,
  }: { readonly log: (line: string) => void; readonly enough: AbortController; readonly signal: AbortSignal },
): Promise<void> {
  const { property, holdsOfBeginnings = false } = await checkerFor(workload, test.judge);
  if (!holdsOfBeginnings) return log(`--bail: ${property} can only be judged at the end`);
  const found = (explanation: string | null): void => {
    if (explanation === null) return;
    log(`violated already: ${explanation}`);
    enough.abort();
  };
  // What goes wrong with looking early is no matter: the run is judged at its end.
  void lookEarly(folder.path, signal).then(found, (error: unknown) => log(`--bail: ${messageOf(error)}`));
}

async function createCluster(
  options: ConductOptions,
  place: ClientPlace | null,
  status: RunStatus,
  signal: AbortSignal,
): Promise<Cluster> {
  const { test, target, folder } = options;
  if (test.external !== undefined) {
    status.log(`the names of all that this run stores begin with ${options.access?.prefix ?? ''}`);
    return new ExternalCluster(test.external.addresses);
  }
  const clients = { clientHosts: test.clientHosts, clientFiles: place?.files ?? [] };
  const software = softwareFor(target, test);
  const files = { nodeFiles: software.files ?? [] };
  const disks = {
    dataFolders: dataFoldersOf(target, test),
    ...(test.disk === 'plain' ? {} : { faultyDisk: diskChoice(test) }),
  };
  const here = inside();
  if (test.cluster === 'local') {
    if (here === null) throw new FaultlineError('a local cluster is only possible inside', { code: 'not-inside' });
    const emulatesLinks = test.schedule.some(({ fault }) =>
      faultNamed(fault).needs.some((need) => need === 'link-emulation' || need === 'corruption'),
    );
    return LocalCluster.create({
      nodes: test.nodes + test.spares,
      space: here.space,
      emulatesLinks,
      ...clients,
      ...files,
      ...disks,
    });
  }
  if (test.ssh !== undefined) {
    // Loaded where they are used: each brings libraries that nobody else waits for.
    const { createSshCluster } = await import('../harness/cluster/ssh/cluster.js');
    return createSshCluster({
      runId: `${folder.id}-${process.pid}`,
      settings: test.ssh,
      secrets: options.secrets ?? NO_SECRETS,
      software,
      keepSoftware: test.keepSoftware,
      logFolder: folder.nodesFolder,
      signal,
      log: status.log,
    });
  }
  const { createDockerCluster } = await import('../harness/cluster/docker/cluster.js');
  return createDockerCluster({
    runId: `${folder.id}-${process.pid}`,
    nodes: test.nodes + test.spares,
    ...clients,
    ...files,
    ...disks,
    software: test.keepSoftware ? {} : software,
    logFolder: folder.nodesFolder,
    signal,
    log: status.log,
  });
}

/** Where the target stores something on any of its nodes, which does not depend on the addresses that they will have. */
export function dataFoldersOf(
  target: AnyTarget,
  { nodes: count, spares, targetOptions }: Pick<Test, 'nodes' | 'spares' | 'targetOptions'>,
): readonly string[] {
  const nodes = Array.from({ length: count + spares }, (_, index) => ({
    name: `n${index + 1}`,
    index,
    address: `192.0.2.${index + 1}`,
  }));
  const specs = nodes.flatMap((node) => target.processes({ options: targetOptions, nodes, node }));
  return [...new Set(specs.flatMap(({ dataFolders = [] }) => dataFolders))];
}

function diskChoice({ disk, seed }: Test): DiskChoice {
  return { seed, directoryEntries: disk === 'strict' ? 'need-their-own-sync' : 'come-with-the-file' };
}

async function keptRunning(log: (line: string) => void, signal: AbortSignal): Promise<void> {
  log(`the nodes are left running: ${chalk.bold('faultline shell n1')} gets you in, Ctrl-C ends it`);
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** A second Ctrl-C: nothing more is saved or checked, but nothing is left behind either. */
async function leaveAtOnce(cluster: Cluster | null): Promise<void> {
  const bound = new Promise((resolve) => setTimeout(resolve, LAST_HEAL_TIMEOUT_MS));
  await Promise.race([cluster?.close().catch(() => {}), bound]);
  process.exit(EXIT.interrupted);
}
