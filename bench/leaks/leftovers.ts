/** What one run could leave behind on this machine, each as one line; other runs on it are nobody's business. */
import { readdirSync, readFileSync } from 'node:fs';
import { cacheFolder } from '../../harness/cluster/cache.js';
import { controlGroupFolders } from '../../harness/cluster/control-group.js';
import { connectEngine } from '../../harness/cluster/docker/engine.js';
import { LABEL, RUN_LABEL } from '../../harness/cluster/docker/labels.js';
import { NODE_MARK } from '../../harness/cluster/local/shell.js';

/** In the environment of a run that is to be looked for, with its number. */
export const RUN_MARK = 'FAULTLINE_BENCH_RUN';

export interface DoomedRun {
  readonly kind: 'local' | 'docker';
  /** Of the process that was started first. */
  readonly pid: number;
  readonly mark: string;
  /** How it ended by itself, where that is not as a run should. */
  readonly failure: string | null;
}

/** Its processes, folders, control groups, and containers, networks and volumes. */
export async function leftoversOf({ kind, pid, mark }: DoomedRun): Promise<readonly string[]> {
  const { prefix, folders } = controlGroupFolders(`${pid}-`);
  return [
    ...folders.flatMap((folder) => readdirSync(folder).filter((name) => name.startsWith(prefix))),
    ...readdirSync(cacheFolder('runs')).filter((name) => name.startsWith(`${pid}-`)),
    ...processes([`${RUN_MARK}=${mark}`, `${NODE_MARK}=${cacheFolder('runs')}/${pid}-`]),
    ...(kind === 'docker' ? await onTheEngine(pid) : []),
  ];
}

/** A process namespace lives no longer than its first process, and that one carries the mark of its node. */
function processes(marks: readonly string[]): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
      if (!environment.some((each) => marks.some((mark) => each.startsWith(mark)))) return [];
      return [`process ${pid}: ${readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').slice(0, 80)}`];
    } catch {
      return [];
    }
  });
}

async function onTheEngine(pid: number): Promise<readonly string[]> {
  const docker = await connectEngine();
  const filters = { label: [`${LABEL}=1`] };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  const things = [...containers, ...networks, ...(volumes.Volumes ?? [])];
  return things.flatMap(({ Labels: labels }) => {
    const run = labels?.[RUN_LABEL];
    return run?.endsWith(`-${pid}`) ? [`on the engine: something of run ${run}`] : [];
  });
}
