/** The traffic control filters that divert the packets of chosen directions into the switch, as `tc` scripts. */
import type { Direction } from '../../contracts/trouble.js';
import { directionsOf, type End } from './switchboard.js';
import { FROM_DEVICE } from './taps.js';

/** An end, and where its packets can be caught. */
export interface SwitchEnd extends End {
  /** The controller's side of its veth pair; null for the clients, who sit on the bridge itself. */
  readonly device: string | null;
}

/** One filter. The preference names it on its hook: no two directions have the same. */
interface Filter {
  readonly device: string;
  /** A node's packets come in by its veth; the clients' go out of the bridge. */
  readonly hook: 'ingress' | 'egress';
  readonly preference: number;
  readonly match: string;
}

export class Diversions {
  private readonly filters = new Map<string, readonly Filter[]>();
  private readonly devices: readonly string[];
  /** Names of the directions whose filters are in the kernel. */
  private inForce: ReadonlySet<string> = new Set();

  constructor(bridge: string, ends: readonly SwitchEnd[]) {
    this.devices = ends.map(({ device }) => device ?? bridge);
    directionsOf(ends).forEach(({ from, to }, index) => {
      const place = { device: from.device ?? bridge, hook: from.device === null ? 'egress' : 'ingress' } as const;
      const filters: Filter[] = [
        {
          ...place,
          preference: 2 * index + 1,
          match: `protocol ip u32 match ip src ${from.address}/32 match ip dst ${to.address}/32`,
        },
      ];
      if (from.address6 !== null && to.address6 !== null) {
        const match = `protocol ipv6 u32 match ip6 src ${from.address6}/128 match ip6 dst ${to.address6}/128`;
        filters.push({ ...place, preference: 2 * index + 2, match });
      }
      this.filters.set(nameOf({ from: from.name, to: to.name }), filters);
    });
  }

  /** Is there such a direction? */
  has(direction: Direction): boolean {
    return this.filters.has(nameOf(direction));
  }

  /**
   * What brings `tc -batch` from the filters in force to exactly these; '' when they are the same. Filters that stay
   * are not touched, so that their packets keep flowing. `done` says that it was carried out.
   */
  change(directions: readonly Direction[]): { readonly script: string; readonly done: () => void } {
    const wanted = new Set(directions.map(nameOf));
    const added = this.filtersOf([...wanted].filter((name) => !this.inForce.has(name)));
    const removed = this.filtersOf([...this.inForce].filter((name) => !wanted.has(name)));
    const before = new Set(this.filtersOf([...this.inForce]).map(({ device }) => device));
    const after = new Set(this.filtersOf([...wanted]).map(({ device }) => device));
    const lines = [
      ...[...after].filter((device) => !before.has(device)).map((device) => `qdisc add dev ${device} clsact`),
      ...added.map(
        ({ device, hook, preference, match }) =>
          `filter add dev ${device} ${hook} pref ${preference} ${match} action mirred egress redirect dev ${FROM_DEVICE}`,
      ),
      ...removed
        .filter(({ device }) => after.has(device))
        .map(({ device, hook, preference }) => `filter del dev ${device} ${hook} pref ${preference}`),
      ...[...before].filter((device) => !after.has(device)).map((device) => `qdisc del dev ${device} clsact`),
    ];
    return {
      script: lines.map((line) => `${line}\n`).join(''),
      done: () => {
        this.inForce = wanted;
      },
    };
  }

  /** Removes whatever is there, for `tc -force -batch`, which goes on where there is nothing. */
  removal(): { readonly script: string; readonly done: () => void } {
    return {
      script: this.devices.map((device) => `qdisc del dev ${device} clsact\n`).join(''),
      done: () => {
        this.inForce = new Set();
      },
    };
  }

  /** What of ours is in the output of `tc qdisc show`. */
  audit(qdiscs: string): readonly string[] {
    const found = [...qdiscs.matchAll(/^qdisc clsact \S+ dev (\S+)/gm)].map((match) => match[1] ?? '');
    return found
      .filter((device) => this.devices.includes(device))
      .map((device) => `packets are diverted by a clsact qdisc on ${device}`);
  }

  private filtersOf(names: readonly string[]): readonly Filter[] {
    return names.flatMap((name) => this.filters.get(name) ?? []);
  }
}

export function nameOf({ from, to }: Direction): string {
  return `${from}>${to}`;
}
