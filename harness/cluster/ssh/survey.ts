/** What a machine is and has, looked at before anything is changed: a script for root, and what it says as data. */
import type { Capability } from '../../contracts/cluster.js';
import { FaultlineError } from '../../contracts/errors.js';
import { clockMissing } from '../local/capabilities.js';
import { ANSWER_SETTINGS } from '../network/filter.js';
import type { Machine } from './machine.js';

/** Without these a machine cannot be a node, and the packages that have them. */
const REQUIRED: Readonly<Record<string, string>> = {
  perl: 'perl-base',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setsid: 'util-linux',
  flock: 'util-linux',
  mount: 'mount',
  hostname: 'hostname',
  ip: 'iproute2',
};

/** How this connection looks from the machine: it is spared by everything that we do to its network. */
export interface ControlConnection {
  /** Who connects: we, or the machine that we go through. */
  readonly peer: string;
  /** The machine's own end. */
  readonly address: string;
  readonly port: number;
}

export interface Route {
  readonly device: string;
  /** The machine's own address on that way. */
  readonly source: string;
}

export interface MachineFacts {
  readonly control: ControlConnection;
  /** x86_64, aarch64, ... */
  readonly processor: string;
  /** Such as "debian 12". */
  readonly release: string;
  /** Programs that are there. */
  readonly programs: ReadonlySet<string>;
  /** null: it can be done; else why it cannot. */
  readonly namespaces: string | null;
  readonly packetFilter: string | null;
  readonly slowQueues: string | null;
  readonly netem: string | null;
  readonly fineClock: boolean;
  readonly addresses: readonly string[];
  /** By the address that it leads to. */
  readonly routes: ReadonlyMap<string, Route>;
  /** By device: the line of `tc qdisc show` of its root. */
  readonly queues: ReadonlyMap<string, string>;
  /** By device: what the kernel hands on as one packet, in segments. */
  readonly segments: ReadonlyMap<string, number>;
  /** Of the kernel, by name; those that cannot be written are left out. */
  readonly settings: ReadonlyMap<string, string>;
}

const SCRIPT = `
say() { printf '%s\\n' "$*"; }
try() { name=$1; shift; if why=$("$@" 2>&1); then say "$name ok"; else say "$name no $(printf %s "\${why:-it failed}" | tr '\\n' ' ')"; fi; }
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
say "processor $(uname -m)"
say "release $(. /etc/os-release 2>/dev/null; echo "$ID $VERSION_ID")"
for program in ${Object.keys(REQUIRED).join(' ')} nft tc dpkg $PROGRAMS; do command -v "$program" > /dev/null && say "program $program"; done
try namespaces unshare --mount --propagation slave --pid --uts --ipc --fork true
try filter nft list tables
try queues unshare --net tc qdisc add dev lo root htb
try netem unshare --net tc qdisc add dev lo root netem
try clock perl -MTime::HiRes -e 1
ip -o addr show 2>/dev/null | while read -r index device family address rest; do say "address \${address%/*}"; done
for peer in "$@"; do say "route $peer $(ip -o route get "$peer" 2>/dev/null)"; done
for device in /sys/class/net/*; do
  device=\${device##*/}
  say "queue $device $(tc qdisc show dev "$device" root 2>/dev/null | head -n 1)"
  say "segments $device $(ip -d link show dev "$device" 2>/dev/null | sed -n 's/.*gso_max_segs \\([0-9]*\\).*/\\1/p' | head -n 1)"
done
for name in ${Object.keys(ANSWER_SETTINGS).join(' ')}; do
  file=/proc/sys/$(echo "$name" | tr . /)
  [ -w "$file" ] && say "setting $name $(cat "$file")"
done
true`;

/**
 * `peers`: addresses that packets will go to; `programs`: whatever else is asked for. Throws FaultlineError 'no-root',
 * and what a connection throws.
 */
export async function survey(
  machine: Machine,
  control: ControlConnection,
  peers: readonly string[],
  programs: readonly string[] = [],
): Promise<MachineFacts> {
  const { stdout } = await machine.sayAsRoot(`PROGRAMS='${programs.join(' ')}'\n${SCRIPT}`, ...peers);
  return { control, ...readFacts(stdout) };
}

/** Throws FaultlineError 'no-address', and what a connection throws. */
export async function controlConnection(machine: Machine): Promise<ControlConnection> {
  const { stdout } = await machine.say('printf \'%s\' "$SSH_CONNECTION"');
  const [peer, , address, port] = stdout.trim().split(' ');
  if (peer === undefined || address === undefined || port === undefined) {
    throw new FaultlineError(`${machine.place} does not say by what it was connected to: "${stdout.trim()}"`, {
      code: 'no-address',
      hint: 'its login shell must print nothing, and SSH_CONNECTION must be set, as sshd does',
    });
  }
  return { peer: plainAddress(peer), address: plainAddress(address), port: Number(port) };
}

/** Exported for tests. */
export function readFacts(text: string): Omit<MachineFacts, 'control'> {
  const lines = text.split('\n').map((line) => line.split(' '));
  const rest = (name: string): readonly (readonly string[])[] =>
    lines.filter(([first]) => first === name).map((words) => words.slice(1));
  const trial = (name: string): string | null => {
    const [verdict, ...why] = rest(name)[0] ?? [];
    return verdict === 'ok' ? null : why.join(' ').trim() || 'it could not be tried';
  };
  const routes = rest('route').flatMap(([peer = '', ...words]): [string, Route][] => {
    const after = (word: string): string | undefined => words[words.indexOf(word) + 1];
    if (!words.includes('dev') || !words.includes('src')) return [];
    return [[peer, { device: after('dev') ?? '', source: after('src') ?? '' }]];
  });
  return {
    processor: rest('processor')[0]?.[0] ?? '',
    release: (rest('release')[0] ?? []).join(' '),
    programs: new Set(rest('program').map(([name = '']) => name)),
    namespaces: trial('namespaces'),
    packetFilter: trial('filter'),
    slowQueues: trial('queues'),
    netem: trial('netem'),
    fineClock: trial('clock') === null,
    addresses: rest('address').map(([address = '']) => address),
    routes: new Map(routes),
    queues: new Map(rest('queue').map(([device = '', ...line]) => [device, line.join(' ')])),
    segments: new Map(rest('segments').map(([device = '', count]) => [device, Number(count || 65_535)])),
    settings: new Map(rest('setting').map(([name = '', value = '']) => [name, value])),
  };
}

/** Throws FaultlineError 'bad-machine' where a machine cannot be a node. */
export function requireUsable(facts: MachineFacts, place: string): void {
  const missing = Object.entries(REQUIRED).filter(([program]) => !facts.programs.has(program));
  if (missing.length > 0) {
    const packages = [...new Set(missing.map(([, name]) => name))].join(' ');
    throw new FaultlineError(`${place} has no ${missing.map(([program]) => program).join(', ')}`, {
      ...{ code: 'bad-machine', value: place, hint: `on that machine: apt-get install ${packages}` },
    });
  }
  if (facts.namespaces !== null) {
    throw new FaultlineError(`${place} lets us make no namespaces: ${facts.namespaces}`, {
      code: 'bad-machine',
      value: place,
      hint: 'a machine that is a container needs the capability SYS_ADMIN',
    });
  }
}

/** Does nobody have a queue there that would be replaced? A handle of its own means that somebody made it. */
export function isUsualQueue(line: string): boolean {
  return line === '' || /^qdisc \S+ 0: /.test(line);
}

/** null: it is there; else why it is not. */
export function capabilitiesOf(facts: MachineFacts, peers: readonly string[]): ReadonlyMap<Capability, string | null> {
  const processor = { x86_64: 'x64', aarch64: 'arm64' }[facts.processor] ?? facts.processor;
  const shaping = shapingMissing(facts, peers);
  const notHere = 'on machines by ssh there is none so far: use --on docker';
  return new Map<Capability, string | null>([
    ['packet-filter', facts.packetFilter],
    ['shaping', shaping],
    ['link-emulation', shaping ?? (facts.netem === null ? null : `netem is absent (${facts.netem})`)],
    ['corruption', 'only a local cluster has a switch of our own, and netem leaves the checksums wrong'],
    ['signals', null],
    ['freezer', notHere],
    ['scheduling', null],
    ['cpu-quota', notHere],
    ['memory-limit', notHere],
    ['clock', clockMissing(processor) ?? (facts.fineClock ? null : 'Perl has no Time::HiRes there (package perl)')],
    ['disk', 'a disk that lies is mounted by the controller, which a machine by ssh is not: use --on local or docker'],
    ['files', null],
  ]);
}

/** The device that leads to all of them; null where they are several, or there is no way. */
export function deviceTo(facts: MachineFacts, peers: readonly string[]): string | null {
  const devices = new Set(peers.map((peer) => facts.routes.get(peer)?.device ?? ''));
  const [only = ''] = devices;
  return devices.size === 1 && only !== '' && only !== 'lo' ? only : null;
}

function shapingMissing(facts: MachineFacts, peers: readonly string[]): string | null {
  if (!facts.programs.has('tc')) return 'there is no tc (package iproute2)';
  if (facts.slowQueues !== null) return `its kernel has no htb (${facts.slowQueues})`;
  const device = deviceTo(facts, peers);
  if (device === null) return 'its peers are reached through several devices, or none';
  const queue = facts.queues.get(device) ?? '';
  return isUsualQueue(queue) ? null : `${device} has a queue of somebody's already (${queue})`;
}

/** sshd may give an IPv4 address as an IPv6 one. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:/i, '').replace(/%.*$/, '');
}
