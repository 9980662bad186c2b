/** What a run could leave behind on this machine, each as one line. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { execa } from 'execa';
import { cacheFolder } from '../../harness/cluster/cache.js';
import { controlGroupFolders } from '../../harness/cluster/control-group.js';
import { connectEngine } from '../../harness/cluster/docker/engine.js';
import { LABEL } from '../../harness/cluster/docker/labels.js';

export interface Leftovers {
  readonly all: readonly string[];
}

/** Rules, queues, links and routes of the machine; processes in namespaces that are not ours; folders, groups, containers. */
export async function lookForLeftovers(kind: 'local' | 'docker'): Promise<Leftovers> {
  const machine = await Promise.all(
    [
      ['nft', 'list', 'ruleset'],
      ['tc', 'qdisc', 'show'],
      ['ip', '-o', 'link', 'show'],
      ['ip', 'route', 'show', 'table', 'all'],
    ].map(async ([program = '', ...words]) => (await execa(program, words, { reject: false })).stdout),
  );
  const { prefix, folders } = controlGroupFolders('');
  const groups = folders.flatMap((folder) => readdirSync(folder).filter((name) => name.startsWith(prefix)));
  const things = kind === 'docker' ? await onTheEngine() : [...foreignProcesses(), ...readdirSync(cacheFolder('runs'))];
  return { all: [...machine.join('\n').split('\n').map(steady), ...groups, ...things] };
}

/** Processes in process namespaces that are not ours, with where they stand. */
function foreignProcesses(): readonly string[] {
  const own = readlinkSync('/proc/self/ns/pid');
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const namespace = readlinkSync(`/proc/${pid}/ns/pid`);
      const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
      // A kernel's thread and a zombie have no words.
      return namespace === own || words === '' ? [] : [`process ${pid}: ${words.slice(0, 80)}`];
    } catch {
      return [];
    }
  });
}

async function onTheEngine(): Promise<readonly string[]> {
  const docker = await connectEngine();
  const filters = { label: [`${LABEL}=1`] };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return [
    ...containers.map(({ Id: id }) => `container ${id}`),
    ...networks.map(({ Name: name }) => `network ${name}`),
    ...(volumes.Volumes ?? []).map(({ Name: name }) => `volume ${name}`),
  ];
}

/** A line without what counts by itself, such as the number of an interface that comes after others that are gone. */
function steady(line: string): string {
  return line.replace(/^\d+: /, '').replace(/ (packets|bytes|expires|used) \S+/g, '');
}
