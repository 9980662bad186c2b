/** A small cluster for the tests of the switch: a bridge in this network namespace, three nodes on it, a peer at every end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { SwitchEnd } from '../../../../harness/cluster/switch/link-switch.js';
import type { Arrival, Fetched, PeerRequest } from './peer.js';

export const BRIDGE = 'test0';

export const ENDS: readonly SwitchEnd[] = [
  ...[0, 1, 2].map((index) => ({
    name: `n${index + 1}`,
    device: `port${index}`,
    address: `10.77.0.${10 + index}`,
    address6: `fd77::${10 + index}`,
  })),
  { name: 'clients', device: null, address: '10.77.0.1', address6: 'fd77::1' },
];

const SETTLE_MS = 30;

class Peer {
  private readonly answers: ((answer: unknown) => void)[] = [];
  private tail: Promise<unknown>;

  constructor(readonly child: ChildProcess) {
    this.tail = new Promise((resolve) => this.answers.push(resolve));
    createInterface({ input: child.stdout! }).on('line', (line) => this.answers.shift()?.(JSON.parse(line)));
  }

  /** Answers come in the order of the requests. */
  ask(request: PeerRequest): Promise<unknown> {
    const answer = this.tail.then(
      () =>
        new Promise((resolve) => {
          this.answers.push(resolve);
          this.child.stdin?.write(`${JSON.stringify(request)}\n`);
        }),
    );
    this.tail = answer;
    return answer;
  }

  whenUp(): Promise<unknown> {
    return this.tail;
  }
}

export interface Stream {
  readonly from: string;
  readonly to: string;
  readonly family?: 4 | 6;
  readonly count: number;
  readonly everyMs: number;
  readonly bytes?: number;
}

export class TestBridge {
  private tags = 0;

  private constructor(
    private readonly peers: ReadonlyMap<string, Peer>,
    private readonly nodes: readonly ChildProcess[],
  ) {}

  static async create(): Promise<TestBridge> {
    await execa('ip', ['-batch', '-'], {
      input: `link add ${BRIDGE} type bridge stp_state 0 forward_delay 0
addr add 10.77.0.1/24 dev ${BRIDGE}
addr add fd77::1/64 dev ${BRIDGE} nodad
link set ${BRIDGE} up
`,
    });
    const peerWords = [process.execPath, ...process.execArgv, fileURLToPath(new URL('./peer.ts', import.meta.url))];
    const nodes: ChildProcess[] = [];
    const peers = new Map<string, Peer>();
    for (const { name, device, address, address6 } of ENDS) {
      let enter: string[] = [];
      if (device !== null) {
        const node = spawn('unshare', ['--net', 'sh', '-c', 'echo; exec sleep 600'], { stdio: 'pipe' });
        await new Promise((resolve) => node.stdout.once('data', resolve));
        nodes.push(node);
        const input = `link add ${device} type veth peer name eth0 netns ${node.pid}\nlink set ${device} master ${BRIDGE} up\n`;
        await execa('ip', ['-batch', '-'], { input });
        enter = ['nsenter', '-t', String(node.pid), '--net'];
        const inside = `link set lo up\naddr add ${address}/24 dev eth0\naddr add ${address6}/64 dev eth0 nodad\nlink set eth0 up\n`;
        await execa('nsenter', [...enter.slice(1), 'ip', '-batch', '-'], { input: inside });
      }
      const [program = '', ...words] = [...enter, ...peerWords];
      peers.set(name, new Peer(spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] })));
    }
    await Promise.all([...peers.values()].map((peer) => peer.whenUp()));
    return new TestBridge(peers, nodes);
  }

  /** Sends datagrams, does something meanwhile, waits `lingerMs` after the last, and answers what arrived, in order. */
  async stream(stream: Stream, lingerMs = SETTLE_MS, meanwhile?: () => Promise<void>): Promise<readonly Arrival[]> {
    this.tags += 1;
    const tag = this.tags;
    const { from, to, family = 4, count, everyMs, bytes = 100 } = stream;
    const sent = this.peer(from).ask({ kind: 'send', to: this.addressOf(to, family), tag, count, everyMs, bytes });
    await meanwhile?.();
    await sent;
    await sleep(lingerMs);
    return (await this.peer(to).ask({ kind: 'arrivals', tag })) as readonly Arrival[];
  }

  /** `by` opens a connection to `from` and gets so many bytes. */
  async fetch(by: string, from: string, bytes: number, family: 4 | 6 = 4): Promise<Fetched> {
    const answer = await this.peer(by).ask({ kind: 'fetch', from: this.addressOf(from, family), bytes });
    if ('error' in (answer as object)) throw new Error(JSON.stringify(answer));
    return answer as Fetched;
  }

  close(): void {
    for (const { child } of this.peers.values()) child.kill('SIGKILL');
    for (const node of this.nodes) node.kill('SIGKILL');
  }

  private peer(name: string): Peer {
    const peer = this.peers.get(name);
    if (peer === undefined) throw new Error(`no peer ${name}`);
    return peer;
  }

  private addressOf(name: string, family: 4 | 6): string {
    const end = ENDS.find((candidate) => candidate.name === name);
    return (family === 4 ? end?.address : end?.address6) ?? '';
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The value below which so many of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;
}
