/** How a run was made, in words: short for the head, and in full at the end of the page. */
import type { Test } from '../../contracts/test.js';
import { judgedName } from '../wording.js';
import { html, type Markup } from './markup.js';
import { count, duration, plural } from './numbers.js';

const CLUSTERS = {
  local: 'in namespaces of one machine',
  docker: 'in containers',
  ssh: 'on machines reached by ssh',
  external: 'of a cluster that somebody else runs',
} as const;

/** Entries of `versions` that are no software, and how they are called. */
const MACHINE: readonly (readonly [string, string])[] = [
  ['kernel', 'Linux'],
  ['cpus', ''],
  ['memory', ''],
];

/** "workload register: 5 nodes in namespaces of one machine, 10 clients, 200 operations/s for 60 s; faults: partition (3 times)" */
export function sayRun(test: Test): string {
  const { nodes, spares, cluster, concurrency, clientHosts, rate, timeMs, faults, schedule, workload } = test;
  const where = `${plural(nodes, 'node')}${spares === 0 ? '' : ` and ${plural(spares, 'spare')}`} ${CLUSTERS[cluster]}`;
  const clients = `${plural(concurrency, 'client')}${clientHosts === 0 ? '' : ` on ${plural(clientHosts, 'host')} of their own`}`;
  const pace = rate === 0 ? 'as fast as it goes' : `${count(rate)} operations/s`;
  const under = faults.length === 0 ? 'no faults' : `${faults.join(', ')} (${plural(schedule.length, 'fault')})`;
  return `workload ${workload}: ${where}, ${clients}, ${pace} for ${duration(timeMs * 1e6)}; ${under}`;
}

export function saySoftware({ versions }: Test): string {
  const software = Object.entries(versions).filter(([name]) => !MACHINE.some(([part]) => part === name));
  return software.map(([name, version]) => `${name} ${version}`).join(', ') || 'not recorded';
}

export function sayMachine({ versions }: Test): string {
  const parts = MACHINE.flatMap(([name, called]) => {
    const value = Object.hasOwn(versions, name) ? versions[name] : undefined;
    return value === undefined ? [] : [`${called} ${value}`.trim()];
  });
  return parts.join(', ') || 'not recorded';
}

/** Everything that was chosen. */
export function conditions(test: Test): Markup {
  const facts: readonly (readonly [string, string])[] = [
    ['Target', test.target],
    ['Workload', test.workload],
    ['Judged for', judgedName(test)],
    ['Cluster', `${plural(test.nodes, 'node')} ${CLUSTERS[test.cluster]}`],
    ['Clients', plural(test.concurrency, 'client')],
    ['Time', duration(test.timeMs * 1e6)],
    ['Rate', test.rate === 0 ? 'as fast as it goes' : `${count(test.rate)} operations/s`],
    ['Timeout', `${duration(test.opTimeoutMs * 1e6)} per operation`],
    ['Faults', test.faults.length === 0 ? 'none' : `${test.faults.join(', ')}; ${count(test.schedule.length)} in all`],
    ['Disks', test.disk],
    ['Seed', String(test.seed)],
    ['Began', test.startedAt],
  ];
  const tables = [
    optionTable('Options of the target', test.targetOptions),
    optionTable('Options of the workload', test.workloadOptions),
    optionTable('Versions and machine', test.versions),
  ];
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<div class="tables">${tables}</div>`;
}

function optionTable(title: string, options: Readonly<Record<string, unknown>>): Markup | null {
  const entries = Object.entries(options);
  if (entries.length === 0) return null;
  const rows = entries.map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return html`<tr><th scope="row" class="text">${name}</th><td class="text">${text === '' ? '–' : text}</td></tr>`;
  });
  return html`<div><h3>${title}</h3><div class="table-wrap" tabindex="0" role="region" aria-label="${title}"><table class="pairs"><tbody>${rows}</tbody></table></div></div>`;
}
