/** How many hosts of their own the clients of a run get: as asked for, or as the faults that are done to them need. */
import { UsageError } from '../harness/contracts/errors.js';
import type { AnyFault, ScheduledFault } from '../harness/contracts/fault.js';

/** Unless a fault names a later one: so that one of them can be in trouble while another is not. */
const HOSTS_DEFAULT = 2;

export interface ClientHostChoices {
  readonly concurrency: number;
  /** Left out: none, unless a fault is done to them or they have a program of the user's. */
  readonly clientHosts?: number;
  readonly clientCommand?: readonly string[];
}

/** Throws UsageError 'bad-client-hosts' where a fault is done to one that there is not. */
export function clientHostsFor(
  { concurrency, clientHosts, clientCommand }: ClientHostChoices,
  schedule: readonly ScheduledFault[],
  faultNamed: (name: string) => AnyFault,
): number {
  const asking = schedule.filter(({ fault, parameters }) => faultNamed(fault).asksClients?.(parameters) ?? false);
  const least = Math.max(0, ...asking.map(({ parameters }) => numberOf(parameters['victims'])));
  if (clientHosts === undefined) {
    const isWanted = asking.length > 0 || clientCommand !== undefined;
    return isWanted ? Math.max(least, Math.min(HOSTS_DEFAULT, concurrency)) : 0;
  }
  if (clientHosts >= least && (clientHosts > 0 || clientCommand === undefined)) return clientHosts;
  const [first] = asking;
  const what =
    first === undefined ? '--client-command' : `${first.fault}:victims=${String(first.parameters['victims'])}`;
  throw new UsageError(`${what} needs at least ${Math.max(1, least)} client hosts, not ${clientHosts}`, {
    code: 'bad-client-hosts',
    value: clientHosts,
    hint: 'leave --client-hosts out, and there are as many as are needed',
  });
}

/** The highest number of a client host among victims: all of them are at least one. */
function numberOf(victims: unknown): number {
  return Number(/^(?:client:|c)(\d+)$/.exec(String(victims))?.[1] ?? 1);
}
