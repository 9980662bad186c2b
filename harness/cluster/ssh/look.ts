/** All machines of a cluster, looked at together before anything is changed: who they are, and what they allow. */
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import { CAPABILITIES, type Capability } from '../../contracts/cluster.js';
import { FaultlineError, UsageError } from '../../contracts/errors.js';
import { Access, Machine } from './machine.js';
import type { SshSecrets, SshSettings } from './settings.js';
import {
  type ControlConnection,
  capabilitiesOf,
  controlConnection,
  type MachineFacts,
  requireUsable,
  survey,
} from './survey.js';

export interface LookedAtMachine {
  /** n1, n2, ... */
  readonly name: string;
  readonly machine: Machine;
  /** Where its peers reach it, IPv4. */
  readonly address: string;
  /** Addresses of all other ends. */
  readonly peers: readonly string[];
  readonly facts: MachineFacts;
}

export interface LookedAt {
  readonly machines: readonly LookedAtMachine[];
  /** The controller's own address, as the machines see it. */
  readonly clients: string;
}

/**
 * Connects to all of them; they stay connected. `programs`: of the target, looked for on each. Throws FaultlineError
 * 'no-address', 'several-addresses', 'bad-machine', 'no-root', and what a connection throws, with all connections closed.
 */
export async function lookAtMachines(access: Access, programs: readonly string[] = []): Promise<LookedAt> {
  const machines = access.settings.hosts.map((host) => new Machine(host, access));
  try {
    const controls = await all(machines.map((machine) => controlConnection(machine)));
    const addresses = await all(machines.map((machine, index) => addressOf(machine, controls[index])));
    requireDifferent(addresses);
    const clients = await ownAddress(addresses);
    const ends = [...addresses, clients];
    const looked = await all(
      machines.map(async (machine, index): Promise<LookedAtMachine> => {
        const address = addresses[index] ?? '';
        const control = controls[index];
        if (control === undefined) throw new Error(`${machine.place} was not connected to`);
        const peers = ends.filter((_, other) => other !== index);
        const facts = await survey(machine, control, peers, programs);
        requireUsable(facts, machine.place);
        if (!facts.addresses.includes(address)) throw notItsOwn(machine, address, facts);
        return { name: `n${index + 1}`, machine, address, peers, facts };
      }),
    );
    return { machines: looked, clients };
  } catch (error) {
    for (const machine of machines) machine.close();
    throw error;
  }
}

/** Of each capability the machine that has least counts, and is named. */
export function leastCapabilities({ machines }: LookedAt): ReadonlyMap<Capability, string | null> {
  const each = machines.map(({ machine, facts, peers }) => ({ machine, able: capabilitiesOf(facts, peers) }));
  const names = Object.keys(CAPABILITIES) as Capability[];
  return new Map(
    names.map((name) => {
      const worst = each.find(({ able }) => able.get(name) !== null);
      if (worst === undefined) return [name, null];
      const why = worst.able.get(name) ?? 'it is not there';
      const isEverywhere = each.every(({ able }) => able.get(name) === why);
      return [name, isEverywhere ? why : `${worst.machine.place}: ${why}`];
    }),
  );
}

/** What these machines allow; nothing on them is changed, and they are let go again. Throws as lookAtMachines. */
export async function sshCapabilities(
  settings: SshSettings,
  secrets: SshSecrets,
): Promise<ReadonlyMap<Capability, string | null>> {
  const access = new Access(settings, secrets);
  try {
    const looked = await lookAtMachines(access);
    for (const { machine } of looked.machines) machine.close();
    return leastCapabilities(looked);
  } finally {
    access.close();
  }
}

async function addressOf({ host, place }: Machine, control: ControlConnection | undefined): Promise<string> {
  const named = host.address ?? control?.address ?? host.host;
  const found = isIPv4(named)
    ? named
    : await lookup(named, 4).then(
        ({ address }) => address,
        () => null,
      );
  if (found !== null) return found;
  throw new FaultlineError(`${named}, where the other nodes are to reach ${place}, is no IPv4 address`, {
    code: 'no-address',
    value: named,
    hint: 'name one in a file of hosts, as address:',
  });
}

function notItsOwn({ place }: Machine, address: string, { addresses }: MachineFacts): FaultlineError {
  return new FaultlineError(`${place} does not have the address ${address}, but ${addresses.join(', ')}`, {
    code: 'no-address',
    value: address,
    hint: 'name the one that the other nodes reach it at in a file of hosts, as address:',
  });
}

function requireDifferent(addresses: readonly string[]): void {
  const twice = addresses.find((address, index) => addresses.indexOf(address) !== index);
  if (twice === undefined) return;
  throw new UsageError(`two of the machines have the address ${twice}`, {
    code: 'bad-hosts',
    value: twice,
    hint: 'name each machine once: one machine is one node',
  });
}

/** The address that packets of ours to all of these come from. Nothing is sent. */
async function ownAddress(addresses: readonly string[]): Promise<string> {
  const own = await Promise.all(addresses.map(sourceFor));
  const different = own.findIndex((address) => address !== own[0]);
  if (different < 0) return own[0] ?? '';
  throw new FaultlineError(
    `this machine reaches ${addresses[0]} from ${own[0]}, and ${addresses[different]} from ${own[different]}`,
    {
      code: 'several-addresses',
      value: own,
      hint: 'name addresses of one network for all machines in a file of hosts, as address:',
    },
  );
}

function sourceFor(address: string): Promise<string> {
  const socket = createSocket('udp4');
  return new Promise<string>((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(9, address, () => resolve(socket.address().address));
  }).finally(() => socket.close());
}

/** All of them, or the first that failed, when all have ended. */
async function all<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(promises);
  return ended.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
