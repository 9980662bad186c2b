/** A network like that of a local cluster, but of nothing else: a bridge and a network namespace for each node. Inside only. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Addresses } from '../../../../harness/cluster/network/addresses.js';
import { ANSWER_SETTINGS, bridgeScript, nodeScript } from '../../../../harness/cluster/network/filter.js';
import { ProberMesh } from '../../../../harness/cluster/network/prober.js';
import { proberCommand } from '../../../../harness/cluster/network/prober-program.js';
import { shapingScript } from '../../../../harness/cluster/network/shaping.js';
import { CLIENTS, type NetworkState } from '../../../../harness/contracts/cluster.js';

export const BRIDGE = 'faultline0';
const GATEWAY: Addresses = { address: '10.88.0.1', address6: 'fd88::1' };
const TRAFFIC = fileURLToPath(new URL('./traffic.mjs', import.meta.url));

/** A program of traffic.mjs that runs. */
export interface Traffic {
  /** The next line that it says, as a value; null when there is none within `ms`. */
  next(ms?: number): Promise<unknown>;
  tell(line: string): void;
  end(): void;
}

export class TestNetwork {
  private constructor(
    readonly nodes: readonly string[],
    private readonly holders: readonly ChildProcessWithoutNullStreams[],
    readonly mesh: ProberMesh,
    private readonly probers: readonly ChildProcess[],
  ) {}

  static async create(count: number, arrivalTimeoutMs?: number): Promise<TestNetwork> {
    const holders = Array.from({ length: count }, () => spawn('unshare', ['--net', 'sleep', 'infinity']));
    const own = readlinkSync('/proc/self/ns/net');
    for (const { pid } of holders) {
      while (readlinkSync(`/proc/${pid}/ns/net`) === own) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const links = holders.map(
      ({ pid }, index) =>
        `link add fl${index} type veth peer name eth0 netns ${pid}\nlink set fl${index} master ${BRIDGE} up\n`,
    );
    await run(
      'ip',
      ['-batch', '-'],
      `link add ${BRIDGE} type bridge stp_state 0 forward_delay 0
addr add ${GATEWAY.address}/24 dev ${BRIDGE}
addr add ${GATEWAY.address6}/64 dev ${BRIDGE} nodad
link set ${BRIDGE} up
${links.join('')}`,
    );
    const nodes = holders.map((_, index) => `n${index + 1}`);
    for (const [index, { pid }] of holders.entries()) {
      const { address, address6 } = addressesOf(nodes[index] ?? '');
      await run(
        'nsenter',
        ['-t', String(pid), '--net', 'ip', '-batch', '-'],
        `link set lo up
addr add ${address}/24 dev eth0
addr add ${address6}/64 dev eth0 nodad
link set eth0 up
`,
      );
    }
    const [program = '', ...words] = proberCommand();
    const ends = nodes.map((name, index) => ({
      name,
      ...addressesOf(name),
      streams: spawn('nsenter', ['-t', String(holders[index]?.pid), '--net', program, ...words]),
    }));
    const [controller = '', ...own4] = proberCommand([GATEWAY.address, GATEWAY.address6 ?? '']);
    const mesh = new ProberMesh(
      [...ends, { name: CLIENTS, ...GATEWAY, streams: spawn(controller, own4) }],
      arrivalTimeoutMs,
    );
    await mesh.whenReady();
    const network = new TestNetwork(
      nodes,
      holders,
      mesh,
      ends.map(({ streams }) => streams),
    );
    const settings = Object.entries(ANSWER_SETTINGS).map(([key, value]) => `${key}=${value}`);
    for (const name of [...nodes, CLIENTS]) await network.run(name, ['sysctl', '-qw', ...settings]);
    return network;
  }

  /** As a local cluster does it, or, with `bridged` false, as one whose bridge is not ours. */
  async apply(state: NetworkState, bridged = true): Promise<void> {
    if (bridged) await this.run(CLIENTS, ['nft', '-f', '-'], bridgeScript(state, addressesOf));
    for (const name of bridged ? [...this.nodes, CLIENTS] : this.nodes) {
      await this.run(name, ['nft', '-f', '-'], nodeScript(name, state, addressesOf, { bridged }));
      const device = name === CLIENTS ? BRIDGE : 'eth0';
      await this.run(name, ['sh', '-s'], shapingScript(name, state, addressesOf, { device, netem: false }));
    }
  }

  /** Until `done`, the prober of `name` has the processor for 10 ms in every 300 only, as on a machine with too much to do. */
  async starve(name: string, done: Promise<unknown>): Promise<void> {
    const prober = this.probers[this.nodes.indexOf(name)];
    let isDone = false;
    const end = done.finally(() => {
      isDone = true;
    });
    for (let stops = true; !isDone; stops = !stops) {
      prober?.kill(stops ? 'SIGSTOP' : 'SIGCONT');
      await sleep(stops ? 290 : 10);
    }
    prober?.kill('SIGCONT');
    await end;
  }

  /** Runs a command in the network namespace of a node, or in the controller's. Throws when it fails. */
  async run(name: string, command: readonly string[], input = ''): Promise<string> {
    const [program = '', ...words] = [...this.enter(name), ...command];
    return run(program, words, input);
  }

  /** Starts a program of traffic.mjs there. */
  traffic(name: string, words: readonly (string | number)[]): Traffic {
    const [program = '', ...rest] = [...this.enter(name), process.execPath, TRAFFIC, ...words.map(String)];
    const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    let pending: Promise<IteratorResult<string>> | null = null;
    return {
      next: async (ms = 5_000) => {
        pending ??= lines.next();
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<null>((resolve) => {
          timer = setTimeout(() => resolve(null), ms);
        });
        const line = await Promise.race([pending, late]);
        clearTimeout(timer);
        if (line === null) return null;
        pending = null;
        return line.done === true ? null : JSON.parse(line.value);
      },
      tell: (line) => child.stdin.write(`${line}\n`),
      end: () => child.kill('SIGKILL'),
    };
  }

  close(): void {
    this.mesh.close();
    for (const holder of this.holders) holder.kill('SIGKILL');
  }

  private enter(name: string): readonly string[] {
    if (name === CLIENTS) return [];
    return ['nsenter', '-t', String(this.holders[this.nodes.indexOf(name)]?.pid), '--net'];
  }
}

export function addressesOf(name: string): Addresses {
  if (name === CLIENTS) return GATEWAY;
  const index = 9 + Number(name.slice(1));
  return { address: `10.88.0.${index}`, address6: `fd88::${index.toString(16)}` };
}

async function run(program: string, words: readonly string[], input: string): Promise<string> {
  const result = await execa(program, words, { input, reject: false });
  if (result.exitCode !== 0) throw new Error(`${program} ${words.join(' ')}: ${result.stderr}\n${input}`);
  return result.stdout;
}
