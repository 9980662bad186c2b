/** The clients' place in a run's network: a controller that is a container joins it, any other is on the bridge already. */
import type Docker from 'dockerode';
import type { Addresses } from '../network/addresses.js';
import type { RunNetwork } from './network.js';
import { oneCommand } from './one-command.js';
import { ROUTES_FILE, routesIn } from './subnet.js';

/**
 * Puts the controller's container (null: it is in none) into the network, and answers the addresses at which the nodes
 * see the clients. It leaves with `removeRun`.
 */
export async function joinNetwork(docker: Docker, network: RunNetwork, own: string | null): Promise<Addresses> {
  if (own === null) return network.gateway;
  const { address, address6 } = network.controller;
  await docker.getNetwork(network.id).connect({
    Container: own,
    EndpointConfig: {
      IPAMConfig: { IPv4Address: address, ...(address6 === null ? {} : { IPv6Address: address6 }) },
    },
  });
  return network.controller;
}

/** The routes of the engine's machine, which a container does not see. */
export async function engineRoutes(docker: Docker, runId: string, image: string): Promise<readonly string[]> {
  const host = { NetworkMode: 'host' };
  return routesIn((await oneCommand(docker, { image, command: ['cat', ROUTES_FILE], runId, host })).text);
}
