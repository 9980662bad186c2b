/** What faults do to the network of one machine, and what brings it back: our table, our queue, and the settings that we change. */
import { CLIENTS, type NetworkState } from '../../contracts/cluster.js';
import type { AddressesOf } from '../network/addresses.js';
import { ANSWER_SETTINGS, loadScript, nodeScript, TABLE } from '../network/filter.js';
import { CLEAN_NETWORK } from '../network/place.js';
import { QUEUE_MARK, shapingScript } from '../network/shaping.js';
import { type ControlConnection, deviceTo, type MachineFacts } from './survey.js';

export interface MachineNetworkOptions {
  /** The node's name. */
  readonly name: string;
  readonly facts: MachineFacts;
  /** Addresses of all other ends, the clients' included. */
  readonly peers: readonly string[];
  readonly addressesOf: AddressesOf;
  readonly hasNetem: boolean;
}

export class MachineNetwork {
  /** null: packets leave by several devices, and none is shaped. */
  readonly device: string | null;
  private readonly control: ControlConnection;

  constructor(private readonly options: MachineNetworkOptions) {
    this.device = deviceTo(options.facts, options.peers);
    this.control = options.facts.control;
  }

  /** For a shell of root's: brings the packet filter to exactly this. */
  filterScript(state: NetworkState): string {
    const { name, addressesOf } = this.options;
    const { peer, port } = this.control;
    const ruleset = nodeScript(name, state, addressesOf, { bridged: false, spares: { peer, port } });
    const isAnswered = state.cuts.some(
      ({ how, from, to }) => how !== undefined && (to === name || (from === name && to === CLIENTS)),
    );
    return [...this.settingLines(isAnswered), loadScript(ruleset)].join('\n');
  }

  /** The same of the queue; nothing where none of ours may be. */
  queueScript(state: NetworkState): string {
    const { name, addressesOf, facts, hasNetem } = this.options;
    const { device } = this;
    if (device === null || !facts.programs.has('tc')) return 'true';
    const { peer, port } = this.control;
    const segments = facts.segments.get(device);
    return shapingScript(name, state, addressesOf, {
      ...{ device, netem: hasNetem, spares: { peer, port } },
      ...(segments === undefined ? {} : { segments }),
    });
  }

  /** Is anything in force here in that state? */
  troubles(state: NetworkState): boolean {
    const isClean = (scriptOf: (each: NetworkState) => string): boolean => scriptOf(state) === scriptOf(CLEAN_NETWORK);
    return !isClean((each) => this.filterScript(each)) || !isClean((each) => this.queueScript(each));
  }

  /** For a shell of root's, whatever is in force: the machine's network as it was. Doing it twice is nothing. */
  restoreScript(): string {
    const { device } = this;
    const segments = device === null ? undefined : this.options.facts.segments.get(device);
    const queue = [
      `case "$(tc qdisc show dev ${device} 2>/dev/null)" in *'${QUEUE_MARK}'*) tc qdisc del dev ${device} root;; esac`,
      ...(segments === undefined ? [] : [`ip link set dev ${device} gso_max_segs ${segments}`]),
    ];
    return [
      'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      `nft delete table inet ${TABLE} 2> /dev/null`,
      ...(device === null ? [] : queue),
      ...this.settingLines(false),
      'true',
    ].join('\n');
  }

  /** For a shell of root's: says what of ours is in force, a line each. */
  auditScript(): string {
    const { device } = this;
    const segments = device === null ? undefined : this.options.facts.segments.get(device);
    const settings = [...this.options.facts.settings].map(
      ([name, value]) => `[ "$(cat ${fileOf(name)})" = ${value} ] || echo "the setting ${name}"`,
    );
    return [
      `nft list tables 2>/dev/null | grep -qw ${TABLE} && echo 'packet filter table ${TABLE}'`,
      `tc qdisc show 2>/dev/null | grep -q '${QUEUE_MARK}' && echo 'a queue'`,
      ...(segments === undefined
        ? []
        : [`ip -d link show dev ${device} | grep -qw 'gso_max_segs ${segments}' || echo 'gso_max_segs of ${device}'`]),
      ...settings,
      'true',
    ].join('\n');
  }

  /** The kernel answers at once whatever a filter of ours refuses, or as it did before. */
  private settingLines(isAnswered: boolean): readonly string[] {
    return [...this.options.facts.settings].map(
      ([name, before]) => `echo ${isAnswered ? ANSWER_SETTINGS[name] : before} > ${fileOf(name)}`,
    );
  }
}

function fileOf(setting: string): string {
  return `/proc/sys/${setting.replaceAll('.', '/')}`;
}
