/** The processes that a program forked, as the kernel lists them: a local cluster's controller sees them all. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessState } from '../../contracts/cluster.js';

interface Entry {
  readonly pid: number;
  readonly parent: number;
  /** One letter: R, S, D, T, Z, ... */
  readonly state: string;
}

/** Every process below `root`, without it, with zombies left out. One pass over /proc. */
export function descendants(root: number): readonly Entry[] {
  const children = new Map<number, Entry[]>();
  for (const name of readdirSync('/proc')) {
    const entry = /^\d+$/.test(name) ? readEntry(Number(name)) : null;
    if (entry === null) continue;
    const siblings = children.get(entry.parent);
    if (siblings === undefined) children.set(entry.parent, [entry]);
    else siblings.push(entry);
  }
  const found: Entry[] = [];
  const queue = [root];
  for (let parent = queue.pop(); parent !== undefined; parent = queue.pop()) {
    for (const entry of children.get(parent) ?? []) {
      queue.push(entry.pid);
      if (entry.state !== 'Z' && entry.state !== 'X') found.push(entry);
    }
  }
  return found;
}

function readEntry(pid: number): Entry | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 2);
    return { pid, parent: Number(parent), state };
  } catch {
    return null;
  }
}

/** Sends a signal to every process of `list()`, again and again until none came that had not got it. */
export function signalAll(list: () => readonly Entry[], signal: NodeJS.Signals): void {
  const done = new Set<number>();
  for (let round = 0; round < 50; round += 1) {
    const fresh = list().filter(({ pid }) => !done.has(pid));
    if (fresh.length === 0) return;
    for (const { pid } of fresh) {
      done.add(pid);
      try {
        process.kill(pid, signal);
      } catch {
        // It ended between our look and our signal.
      }
    }
  }
}

/** What a set of processes is doing. */
export function stateOf(entries: readonly Entry[]): ProcessState {
  if (entries.length === 0) return 'gone';
  return entries.every(({ state }) => state === 'T' || state === 't') ? 'stopped' : 'running';
}
