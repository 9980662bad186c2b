/** The network of a run: a bridge of its own that leads nowhere else, IPv4 and, where the machine can, IPv6. */
import { randomInt } from 'node:crypto';
import type Docker from 'dockerode';
import { FaultlineError, messageOf, UsageError } from '../../contracts/errors.js';
import type { Addresses } from '../network/addresses.js';
import { statusOf } from './engine.js';
import { runLabels } from './labels.js';
import {
  clash,
  controllerAddress,
  controllerAddress6,
  freeSubnets,
  hostAddress,
  hostAddress6,
  machineRoutes,
  randomPrefix6,
  type Subnet,
  subnetOf,
} from './subnet.js';

/** Another run may take a subnet between our look and our request; so often is another one tried. */
const MAX_ATTEMPTS = 8;

export interface RunNetwork {
  readonly id: string;
  readonly name: string;
  /** The machine's end, on the bridge: where the clients are, on a controller that is no container. */
  readonly gateway: Addresses;
  /** What a controller gets that is a container, and joins. */
  readonly controller: Addresses;
  addressesOf(index: number): Addresses;
}

/**
 * Makes the network. `cidr` asks for one subnet (a.b.c.0/24). `routes`: those of the engine's machine. Throws UsageError 'bad-subnet' when it is none and
 * FaultlineError 'busy-subnet' when it is in use, or nothing is free.
 */
export async function createNetwork(
  docker: Docker,
  runId: string,
  name: string,
  cidr: string | null,
  routes = machineRoutes(),
): Promise<RunNetwork> {
  const taken = [...routes, ...(await engineSubnets(docker))];
  for (const subnet of candidates(cidr, taken)) {
    const prefix6 = randomPrefix6();
    try {
      return await create(docker, runId, name, subnet, prefix6);
    } catch (error) {
      if (!/overlap/i.test(messageOf(error))) throw error;
      if (cidr !== null) throw busy(cidr, 'another network of the engine');
    }
  }
  throw busy('10.201.0.0/16 to 10.247.0.0/16', 'routes and other networks');
}

function candidates(cidr: string | null, taken: readonly string[]): readonly Subnet[] {
  if (cidr === null) return [...take(freeSubnets(taken, randomInt(2 ** 20)), MAX_ATTEMPTS)];
  const subnet = subnetOf(cidr);
  if (subnet === null) {
    throw new UsageError(`${cidr} is not a subnet for nodes`, {
      code: 'bad-subnet',
      value: cidr,
      hint: 'name one as a.b.c.0/24',
    });
  }
  const other = clash(cidr, taken);
  if (other !== null) throw busy(cidr, other);
  return [subnet];
}

async function create(
  docker: Docker,
  runId: string,
  name: string,
  subnet: Subnet,
  prefix6: string,
): Promise<RunNetwork> {
  const four = { Subnet: subnet.cidr, Gateway: subnet.gateway };
  const six = { Subnet: `${prefix6}::/64`, Gateway: `${prefix6}::1` };
  // Internal: no node reaches anything but its peers and us, whatever the machine forwards.
  const options = {
    Name: name,
    Driver: 'bridge',
    Internal: true,
    CheckDuplicate: true,
    Labels: { ...runLabels(runId) },
  };
  const made = async (withSix: boolean): Promise<RunNetwork> => {
    const network = await docker.createNetwork({
      ...options,
      EnableIPv6: withSix,
      IPAM: { Driver: 'default', Config: withSix ? [four, six] : [four] },
    });
    return {
      id: network.id,
      name,
      gateway: { address: subnet.gateway, address6: withSix ? `${prefix6}::1` : null },
      controller: {
        address: controllerAddress(subnet),
        address6: withSix ? controllerAddress6(prefix6) : null,
      },
      addressesOf: (index) => ({
        address: hostAddress(subnet, index),
        address6: withSix ? hostAddress6(prefix6, index) : null,
      }),
    };
  };
  try {
    return await made(true);
  } catch (error) {
    // A kernel without IPv6 is no reason to have no cluster.
    if (statusOf(error) === null || /overlap/i.test(messageOf(error))) throw error;
    return made(false);
  }
}

async function engineSubnets(docker: Docker): Promise<readonly string[]> {
  const networks = await docker.listNetworks();
  return networks.flatMap(({ IPAM }) => (IPAM?.Config ?? []).flatMap(({ Subnet: subnet }) => subnet ?? []));
}

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const item of items) {
    if (left === 0) return;
    left -= 1;
    yield item;
  }
}

function busy(cidr: string, by: string): FaultlineError {
  return new FaultlineError(`the subnet ${cidr} is busy: ${by}`, {
    code: 'busy-subnet',
    value: cidr,
    hint: 'name a free one in FAULTLINE_DOCKER_SUBNET=a.b.c.0/24, or remove leftovers with: faultline heal',
  });
}
