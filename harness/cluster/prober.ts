/** The prober: a small program on every node that sends packets and says which arrived, so that cuts are measured. */
import type { Reach } from '../contracts/cluster.js';
import { FaultlineError } from '../contracts/errors.js';
import type { ShellStreams } from './kept-shell.js';
import type { Addresses } from './packet-filter.js';

/** UDP port of the prober, inside the nodes' own networks only. */
export const PROBER_PORT = 9799;

/**
 * In Perl, because perl-base is an essential package: it is in every Debian machine and image.
 * stdin: `send PAYLOAD ADDRESS...`; stdout: `ready`, then `got PAYLOAD` for each datagram that arrived.
 */
const PROGRAM = `
use strict; use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6 IPPROTO_IPV6 IPV6_V6ONLY);
$| = 1;
my ($four, $six);
socket($four, PF_INET, SOCK_DGRAM, 0) or die "socket: $!";
bind($four, sockaddr_in(${PROBER_PORT}, INADDR_ANY)) or die "bind: $!";
if (socket($six, PF_INET6, SOCK_DGRAM, 0)) {
  setsockopt($six, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  bind($six, pack_sockaddr_in6(${PROBER_PORT}, inet_pton(AF_INET6, "::"))) or undef $six;
}
print "ready\\n";
my $input = "";
while (1) {
  my $bits = "";
  vec($bits, fileno(STDIN), 1) = 1; vec($bits, fileno($four), 1) = 1; vec($bits, fileno($six), 1) = 1 if $six;
  next if select($bits, undef, undef, undef) < 0;
  for my $socket ($four, $six) {
    next unless $socket && vec($bits, fileno($socket), 1);
    my $payload; print "got $payload\\n" if defined recv($socket, $payload, 512, 0);
  }
  if (vec($bits, fileno(STDIN), 1)) {
    exit 0 unless sysread(STDIN, $input, 65536, length $input);
    while ($input =~ s/^([^\\n]*)\\n//) {
      my ($verb, $payload, @addresses) = split / /, $1;
      for my $address (@addresses) {
        if ($address =~ /:/) { send($six, "$payload/6", 0, pack_sockaddr_in6(${PROBER_PORT}, inet_pton(AF_INET6, $address))) if $six }
        else { send($four, "$payload/4", 0, sockaddr_in(${PROBER_PORT}, inet_aton($address))) }
      }
    }
  }
}
`;

/** The command that runs the prober on a node. */
export const PROBER_COMMAND: readonly string[] = ['perl', '-e', PROGRAM];

/** One end of the mesh: a node's name, its addresses, and the streams of its prober. */
export interface ProberEnd extends Addresses {
  readonly name: string;
  readonly streams: ShellStreams;
}

/** Longest wait for packets that should arrive, ms. */
const ARRIVAL_TIMEOUT_MS = 1_000;
const RESEND_INTERVAL_MS = 50;
/** How much longer than the slowest expected packet a forbidden one is waited for, ms. */
const GRACE_MS = 20;
/** Wait where no packet at all is expected, ms. */
const NOTHING_EXPECTED_MS = 100;

/** The probers of all nodes, and the measurement that they do together. */
export class ProberMesh {
  private round = 0;
  private arrived = new Set<string>();
  private wake: () => void = () => {};
  private readonly ready: Promise<void>;

  constructor(private readonly ends: readonly ProberEnd[]) {
    this.ready = Promise.all(ends.map((end) => this.listen(end))).then(() => {});
    this.ready.catch(() => {});
  }

  /** Resolves when every prober answers; rejects when one cannot. */
  whenReady(): Promise<void> {
    return this.ready;
  }

  /** Sends a packet over every direction and family, and says which arrived. */
  async measure(expectArrival: (from: string, to: string) => boolean): Promise<readonly Reach[]> {
    await this.ready;
    this.round += 1;
    this.arrived = new Set();
    const pairs = this.pairs();
    const expected = pairs.filter(({ from, to }) => expectArrival(from, to));
    const deadline = performance.now() + (expected.length === 0 ? NOTHING_EXPECTED_MS : ARRIVAL_TIMEOUT_MS);
    let complete = false;
    while (!complete && performance.now() < deadline) {
      this.sendAll();
      await this.sleepUntilArrival(RESEND_INTERVAL_MS, () => expected.every((pair) => this.hasArrived(pair)));
      complete = expected.length > 0 && expected.every((pair) => this.hasArrived(pair));
    }
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
    return pairs.map((pair) => ({ ...pair, arrived: this.hasArrived(pair) }));
  }

  close(): void {
    for (const { streams } of this.ends) {
      streams.stdin.destroy();
      streams.stdout.destroy();
      streams.stderr.destroy();
    }
  }

  private pairs(): Omit<Reach, 'arrived'>[] {
    return this.ends.flatMap((from) =>
      this.ends
        .filter((to) => to !== from)
        .flatMap((to) => {
          const pair = { from: from.name, to: to.name };
          const both = from.address6 !== null && to.address6 !== null;
          return both
            ? [
                { ...pair, family: 4 as const },
                { ...pair, family: 6 as const },
              ]
            : [{ ...pair, family: 4 as const }];
        }),
    );
  }

  private hasArrived(pair: Omit<Reach, 'arrived'>): boolean {
    return this.arrived.has(`${this.round},${pair.from},${pair.to}/${pair.family}`);
  }

  private sendAll(): void {
    for (const from of this.ends) {
      const lines = this.ends
        .filter((to) => to !== from)
        .map(
          (to) => `send ${this.round},${from.name},${to.name} ${[to.address, to.address6 ?? []].flat().join(' ')}\n`,
        );
      if (from.streams.stdin.writable) from.streams.stdin.write(lines.join(''));
    }
  }

  private async sleepUntilArrival(ms: number, done: () => boolean): Promise<void> {
    const deadline = performance.now() + ms;
    while (!done()) {
      const left = deadline - performance.now();
      if (left <= 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  private listen({ name, streams }: ProberEnd): Promise<void> {
    return new Promise((resolve, reject) => {
      let text = '';
      let complaint = '';
      streams.stderr.on('data', (chunk: Buffer) => {
        complaint += chunk.toString();
      });
      streams.stdin.on('error', () => {});
      streams.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        for (const line of lines) {
          if (line === 'ready') resolve();
          else if (line.startsWith('got ')) this.arrived.add(line.slice(4));
        }
        this.wake();
      });
      const end = (): void =>
        reject(new FaultlineError(`the prober on ${name} ended: ${complaint.trim()}`, { code: 'prober-gone' }));
      streams.stdout.on('end', end);
      streams.stdout.on('error', end);
    });
  }
}
