/** The measurement that all probers do together: is the network as it should be, whatever made it so? */
import {
  CLIENTS,
  type Heartbeat,
  type NetworkMeasurement,
  type NetworkState,
  type Reach,
  type Sample,
} from '../../contracts/cluster.js';
import type { LinkTrouble } from '../../contracts/trouble.js';
import { type Addresses, addressPairs, directionKey } from './addresses.js';
import { expectedReach, longestDelayMs } from './expected-reach.js';
import { type PacketProbe, type ProberLine, packetProbes, words } from './packet-probes.js';
import { type ProberEnd, Probers } from './probers.js';
import { judgeRate, RATE_WINDOW_MS, ratePlans } from './rate-probes.js';
import { judgeStreams, STREAM_BYTES, type StreamCount, streamPlans } from './stream-probes.js';

const ARRIVAL_TIMEOUT_MS = 1_500;
const RESEND_INTERVAL_MS = 50;
/** How much longer than the slowest expected packet a forbidden one is waited for, ms. */
const GRACE_MS = 20;
/** Wait where no packet at all is expected, ms. */
const NOTHING_EXPECTED_MS = 100;
/** How often a delay is suffered before a connection's request has arrived and its answer is back. */
const TRIPS = 4;
/** How much longer than planned a stream may take to be sent, ms. */
const SEND_TIMEOUT_MS = 5_000;
/** Longest wait for a prober's report, ms. */
const REPORT_TIMEOUT_MS = 2_000;
/** Until what was sent last has been read by a busy prober, ms. */
const READ_MS = 30;

/** Between the heartbeats of a direction, ms. */
const BEAT_MS = 500;
/** Links narrower than this carry no heartbeats: those would fill them. */
const BEAT_RATE_KBIT = 64;

type Pair = Omit<Reach, 'arrived'>;

/** One stream of datagrams that belongs to a direction. */
interface Stream {
  readonly name: string;
  readonly link: LinkTrouble;
  readonly from: string;
  readonly to: string;
}

/** What probes can tell of a network. */
export type ProbedNetwork = Omit<NetworkMeasurement, 'carried'>;

export class ProberMesh {
  private readonly probers: Probers;
  private round = 0;
  /** Counts of streams so far, by direction and quality. */
  private pooled = new Map<string, StreamCount>();
  private tail: Promise<unknown> = Promise.resolve();
  private isWatched = false;

  /** `arrivalTimeoutMs`: how long packets that should arrive are waited for; delays in force come on top. */
  constructor(
    ends: readonly ProberEnd[],
    private readonly arrivalTimeoutMs = ARRIVAL_TIMEOUT_MS,
  ) {
    this.probers = new Probers(ends);
  }

  /** Resolves when every prober answers. Throws FaultlineError 'prober-gone' or 'not-on-host'. */
  whenReady(): Promise<void> {
    return this.probers.whenReady();
  }

  /**
   * Proves a state: packets over every direction and address family, and a sample of everything else that it asks for.
   * Where chance decides, the samples of measurements of the same link quality are taken together. One measurement
   * runs at a time. Throws FaultlineError 'prober-gone'.
   */
  measure(state: NetworkState): Promise<ProbedNetwork> {
    const result = this.tail.then(() => this.measureNow(state));
    this.tail = result.catch(() => {});
    return result;
  }

  /** From now on every node sends to every other one twice a second, and `heard` is told of what arrives. */
  async watch(heard: (beat: Heartbeat) => void): Promise<void> {
    await this.probers.whenReady();
    const names = new Map(this.probers.ends.map(({ name, address }) => [address, name]));
    this.probers.hearBeats((to, address, sentNs, arrivedNs) => {
      const from = names.get(address);
      if (from !== undefined) heard({ from, to, sentNs, arrivedNs });
    });
    this.isWatched = true;
    this.sendBeats({ cuts: [], links: [] });
  }

  close(): void {
    this.probers.close();
  }

  private sendBeats({ links }: NetworkState): void {
    if (!this.isWatched) return;
    const nodes = this.probers.ends.filter(({ name }) => name !== CLIENTS);
    const isNarrow = (from: string, to: string): boolean =>
      links.some(
        (link) => link.from === from && link.to === to && (link.quality.rateKbit ?? BEAT_RATE_KBIT) < BEAT_RATE_KBIT,
      );
    for (const { name } of nodes) {
      const others = nodes.filter((other) => other.name !== name && !isNarrow(name, other.name));
      this.probers.tell(name, [['beat', BEAT_MS, ...others.map(({ address }) => address)].join(' ')]);
    }
  }

  private async measureNow(state: NetworkState): Promise<ProbedNetwork> {
    await this.probers.whenReady();
    this.round += 1;
    this.sendBeats(state);
    this.probers.forget();
    const delayMs = longestDelayMs(state);
    const probes = packetProbes(state, (name) => this.addressesOf(name), {
      round: this.round,
      holds: (name, address) => this.probers.holds(name, address),
    });
    this.holdConnections(state);
    const reach = await this.sendPackets(state, probes, delayMs);
    const samples = probes.map((probe) => probe.judge(({ at, line }) => this.probers.heard(at, line)));
    samples.push(
      ...totalLoss(state, reach),
      ...(await this.runStreams(state, delayMs)),
      ...(await this.runRates(state)),
    );
    return { reach, samples };
  }

  /** Where nothing is wrong connections are made that stand, so that a later reset has something to break. */
  private holdConnections(state: NetworkState): void {
    const reach = expectedReach(state);
    const lines = this.pairs().flatMap(({ from, to, family }) => {
      const { address, address6 } = this.addressesOf(to);
      const target = family === 4 ? address : address6;
      const free = reach({ from, to }) === 'arrives' && reach({ from: to, to: from }) === 'arrives';
      return free && target !== null && !this.probers.holds(from, target) ? [{ at: from, line: `hold ${target}` }] : [];
    });
    this.tellAll(lines);
  }

  /** Sends a packet over every direction and family, and what `probes` want, until everything that should come has come. */
  private async sendPackets(
    state: NetworkState,
    probes: readonly PacketProbe[],
    delayMs: number,
  ): Promise<readonly Reach[]> {
    const expected = expectedReach(state);
    const pairs = this.pairs();
    const due = [
      ...pairs.filter((pair) => expected(pair) === 'arrives').map((pair) => this.arrival(pair)),
      ...probes.flatMap((probe) => probe.due),
    ];
    const lines = [...this.reachLines(), ...probes.flatMap((probe) => probe.lines)];
    const isComplete = (): boolean => due.every(({ at, line }) => this.probers.heard(at, line));
    const timeoutMs = due.length === 0 ? NOTHING_EXPECTED_MS : this.arrivalTimeoutMs;
    const deadline = performance.now() + timeoutMs + TRIPS * delayMs;
    do {
      this.tellAll(lines);
      await this.probers.waitUntil(() => due.length > 0 && isComplete(), RESEND_INTERVAL_MS);
    } while (!(due.length > 0 && isComplete()) && performance.now() < deadline);
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS + delayMs));
    // What is answered has to be read, then the answer: nobody is too busy for either.
    for (let round = 0; round < 2; round += 1) await this.probers.quiet(this.arrivalTimeoutMs);
    return pairs.map((pair) => {
      const { at, line } = this.arrival(pair);
      return { ...pair, arrived: this.probers.heard(at, line) };
    });
  }

  private async runStreams(state: NetworkState, delayMs: number): Promise<readonly Sample[]> {
    const plans = streamPlans(state);
    if (plans.length === 0) {
      this.pooled.clear();
      return [];
    }
    const streams = plans.map(({ link, count, durationMs }, index) => {
      const parts = this.streamsOf(link, `${this.round}.s${index}`);
      const each = Math.ceil(count / parts.length);
      const intervalUs = Math.floor((durationMs * 1_000) / each);
      this.tellAll(parts.map((part) => streamLine(part, each, intervalUs, STREAM_BYTES)));
      return { link, parts, sent: each * parts.length };
    });
    const longestMs = Math.max(...plans.map(({ durationMs }) => durationMs));
    const parts = streams.flatMap(({ parts: each }) => each);
    // A busy prober sends later than it was told, and what was not sent is not lost.
    const isSent = (): boolean => parts.every(({ name, link }) => this.probers.heard(link.from, `sent ${name}`));
    await this.probers.waitUntil(isSent, longestMs + SEND_TIMEOUT_MS);
    await new Promise((resolve) => setTimeout(resolve, delayMs + READ_MS));
    await this.probers.quiet(this.arrivalTimeoutMs);
    const reports = await this.collect(parts);
    const pooled = new Map<string, StreamCount>();
    const samples = streams.flatMap(({ link, parts, sent }) => {
      const key = `${directionKey(link)} ${JSON.stringify(link.quality)}`;
      const before = this.pooled.get(key);
      const count: StreamCount = {
        sent: sent + (before?.sent ?? 0),
        reports: [...parts.flatMap((part) => reports.get(part.name) ?? []), ...(before?.reports ?? [])],
      };
      const judged = judgeStreams(link, count);
      // What is wrong now may be right the next time: it is not to be held against it.
      if (judged.every(({ ok }) => ok)) pooled.set(key, count);
      return judged;
    });
    this.pooled = pooled;
    return samples;
  }

  private async runRates(state: NetworkState): Promise<readonly Sample[]> {
    const plans = ratePlans(state);
    if (plans.length === 0) return [];
    const streams = plans.map(({ link, count, bytes }, index) => {
      const parts = this.streamsOf(link, `${this.round}.r${index}`);
      const each = Math.ceil(count / parts.length);
      const intervalUs = Math.max(1, Math.floor((RATE_WINDOW_MS * 1_000) / each));
      this.tellAll(parts.map((part) => streamLine(part, each, intervalUs, bytes)));
      return { link, parts, offeredBytes: each * parts.length * bytes };
    });
    await new Promise((resolve) => setTimeout(resolve, RATE_WINDOW_MS + READ_MS));
    const reports = await this.collect(streams.flatMap(({ parts }) => parts));
    return streams.map(({ link, parts, offeredBytes }) =>
      judgeRate(
        link,
        offeredBytes,
        parts.flatMap((part) => reports.get(part.name) ?? []),
      ),
    );
  }

  private async collect(streams: readonly Stream[]) {
    const wanted = streams.map(({ name, link, from }) => ({ at: link.to, stream: name, from }));
    const reports = await this.probers.collect(wanted, REPORT_TIMEOUT_MS);
    return new Map(streams.map(({ name }, index) => [name, reports.slice(index, index + 1)]));
  }

  private streamsOf(link: LinkTrouble, name: string): readonly Stream[] {
    const pairs = addressPairs(link, (end) => this.addressesOf(end));
    return pairs.map(({ family, from, to }) => ({ name: `${name}v${family}`, link, from, to }));
  }

  private addressesOf(name: string): Addresses {
    const end = this.probers.ends.find((candidate) => candidate.name === name);
    if (end === undefined) throw new Error(`there is no prober on ${name}`);
    return end;
  }

  private pairs(): readonly Pair[] {
    const { ends } = this.probers;
    return ends.flatMap((from) =>
      ends
        .filter((to) => to !== from)
        .flatMap((to) => {
          const direction = { from: from.name, to: to.name };
          return addressPairs(direction, (name) => this.addressesOf(name)).map(({ family }) => ({
            ...direction,
            family,
          }));
        }),
    );
  }

  private arrival({ from, to, family }: Pair): ProberLine {
    return { at: to, line: `got ${this.round},${from},${to}/${family}` };
  }

  private reachLines(): readonly ProberLine[] {
    const { ends } = this.probers;
    return ends.flatMap((from) =>
      ends
        .filter((to) => to !== from)
        .map((to) => {
          const addresses = [to.address, to.address6 ?? []].flat().join(' ');
          return { at: from.name, line: `send ${this.round},${from.name},${to.name} ${addresses}` };
        }),
    );
  }

  private tellAll(lines: readonly ProberLine[]): void {
    const byEnd = new Map<string, string[]>();
    for (const { at, line } of lines) byEnd.set(at, [...(byEnd.get(at) ?? []), line]);
    for (const [name, told] of byEnd) this.probers.tell(name, told);
  }
}

function streamLine({ name, link, to }: Stream, count: number, intervalUs: number, bytes: number): ProberLine {
  return { at: link.from, line: `stream ${name} ${to} ${count} ${intervalUs} ${bytes}` };
}

/** Links that lose everything are measured as cuts are. */
function totalLoss(state: NetworkState, reach: readonly Reach[]): readonly Sample[] {
  const links = state.links.filter(({ quality }) => (quality.loss?.probability ?? 0) >= 1);
  return links.map((link) => {
    const arrived = reach.some((each) => each.from === link.from && each.to === link.to && each.arrived);
    return {
      subject: `loss ${words(link)}`,
      expected: '100 %',
      measured: arrived ? 'a packet arrived' : 'no packet arrived',
      ok: !arrived,
    };
  });
}
