/** The network of a local cluster, brought to a state: filters on the bridge, answers and queues at the ends, a switch between. */
import { execa } from 'execa';
import { type Carried, CLIENTS, type NetworkState } from '../../contracts/cluster.js';
import { FaultlineError } from '../../contracts/errors.js';
import type { LinkTrouble } from '../../contracts/trouble.js';
import type { AddressesOf } from '../network/addresses.js';
import { bridgeScript, loadScript, nodeScript, TABLE } from '../network/filter.js';
import { bringAll, CLEAN_NETWORK, Place } from '../network/place.js';
import { QUEUE_MARK, shapingScript } from '../network/shaping.js';
import { LinkSwitch, SWITCHED } from '../switch/link-switch.js';
import type { LocalNode } from './node.js';
import { BRIDGE, GATEWAY, portOf } from './node-root.js';

const NODE_DEVICE = 'eth0';
/** Seeds what the switch leaves to chance; what a run is about is in its schedule. */
const SWITCH_SEED = 1;

export class LocalNetwork {
  private readonly places: readonly Place[];
  private linkSwitch: Promise<LinkSwitch> | null = null;

  constructor(
    private readonly nodes: readonly LocalNode[],
    private readonly hasNetem: boolean,
  ) {
    const addressesOf: AddressesOf = (name) => this.addressesOf(name);
    const filter = (name: string) => (state: NetworkState) => nodeScript(name, state, addressesOf, { bridged: true });
    const queue = (name: string, device: string) => (state: NetworkState) =>
      shapingScript(name, state, addressesOf, { device, netem: hasNetem });
    this.places = [
      new Place({ scriptOf: (state) => bridgeScript(state, addressesOf), run: nft }),
      new Place({ scriptOf: filter(CLIENTS), run: nft }),
      new Place({ scriptOf: queue(CLIENTS, BRIDGE), run: shell }),
      ...nodes.flatMap((node) => [
        new Place({
          scriptOf: filter(node.name),
          run: (ruleset) => node.faultScript(loadScript(ruleset)),
        }),
        new Place({ scriptOf: queue(node.name, NODE_DEVICE), run: (script) => node.faultScript(script) }),
      ]),
    ];
  }

  async apply(state: NetworkState): Promise<void> {
    const done = await Promise.allSettled([bringAll(this.places, state), this.emulate(state)]);
    const failed = done.find((part) => part.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** Starts the switch before it is needed, so that the first fault does not wait for it. */
  async prepareEmulation(): Promise<void> {
    if (!this.hasNetem) await this.startSwitch();
  }

  /** What has gone through the switch. */
  async carried(): Promise<readonly Carried[]> {
    return this.linkSwitch === null ? [] : (await this.linkSwitch).counts();
  }

  async audit(): Promise<readonly string[]> {
    const tables = await execa('nft', ['list', 'tables']);
    const left = this.linkSwitch === null ? [] : await (await this.linkSwitch).audit();
    const queues = await execa('tc', ['qdisc', 'show']);
    return [
      ...(tables.stdout.includes(TABLE) ? [`packet filter table ${TABLE} on the bridge`] : []),
      ...(queues.stdout.includes(QUEUE_MARK) ? ["a queue on the clients' end"] : []),
      ...left,
    ];
  }

  async close(): Promise<void> {
    await this.linkSwitch?.then((running) => running.close()).catch(() => {});
    await this.apply(CLEAN_NETWORK).catch(() => {});
  }

  private async emulate({ links }: NetworkState): Promise<void> {
    const emulated = links.flatMap(({ from, to, quality }): LinkTrouble[] => {
      // netem would leave the checksums wrong, so that nobody saw what was corrupted.
      if (this.hasNetem)
        return quality.corrupt === undefined ? [] : [{ from, to, quality: { corrupt: quality.corrupt } }];
      return SWITCHED.some((name) => quality[name] !== undefined) ? [{ from, to, quality }] : [];
    });
    if (emulated.length === 0 && this.linkSwitch === null) return;
    await (await this.startSwitch()).apply(emulated);
  }

  private startSwitch(): Promise<LinkSwitch> {
    const ends = this.nodes.map(({ name, slot, address, address6 }) => ({
      name,
      device: portOf(slot),
      address,
      address6,
    }));
    const running =
      this.linkSwitch ??
      LinkSwitch.start({
        bridge: BRIDGE,
        seed: SWITCH_SEED,
        ends: [...ends, { name: CLIENTS, device: null, ...GATEWAY }],
      });
    this.linkSwitch = running;
    return running;
  }

  private addressesOf(name: string): { readonly address: string; readonly address6: string | null } {
    if (name === CLIENTS) return GATEWAY;
    const node = this.nodes.find((candidate) => candidate.name === name);
    if (node === undefined) throw new FaultlineError(`there is no node ${name}`, { code: 'unknown-node', value: name });
    return node;
  }
}

const nft = (script: string): Promise<void> => run('nft', ['-f', '-'], script);
const shell = (script: string): Promise<void> => run('sh', ['-es'], script);

/** Runs a program of the controller's own. Throws FaultlineError 'command-failed' with what it said. */
export async function run(program: string, words: readonly string[], input: string): Promise<void> {
  const result = await execa(program, words, { input, reject: false });
  if (result.exitCode === 0) return;
  throw new FaultlineError(`${program} refused: ${result.stderr.trim() || result.shortMessage}`, {
    code: 'command-failed',
    value: input,
  });
}
