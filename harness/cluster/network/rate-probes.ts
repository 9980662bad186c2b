/** Probes of slow links: more is sent than they may carry, and what arrives is weighed against the time that it took. */
import { CLIENTS, type NetworkState, type Sample } from '../../contracts/cluster.js';
import type { LinkTrouble } from '../../contracts/trouble.js';
import { expectedReach } from './expected-reach.js';
import { words } from './packet-probes.js';
import type { StreamReport } from './probers.js';

/** How long packets are sent, ms. */
export const RATE_WINDOW_MS = 250;
/** By how much more than the rate may arrive: of the rate, and bytes that a queue lets go at once. */
const TOLERANCE = 1.15;
const BURST_BYTES = 4_096;
const BURST_MS = 20;
/** The same from the clients, whose rate may be held without a queue (see nodeScript). */
const CLIENTS_BURST_MS = 1_020;
/** How much more is sent than may arrive, so that one address family alone would be too much if it were let by. */
const OFFERED = 3;
/** Where more would have to be sent nothing is told, because that cannot be done while everything else runs. */
const OFFERED_MAX_BYTES = 10_000_000;
const PACKET_BYTES = 1_400;
/** No fewer datagrams than this, so that one is not all. */
const COUNT_MIN = 16;

export interface RatePlan {
  readonly link: LinkTrouble;
  readonly count: number;
  /** Of each datagram with its IP header. */
  readonly bytes: number;
}

/** Of links with a rate that carry anything. */
export function ratePlans(state: NetworkState): readonly RatePlan[] {
  const reach = expectedReach(state);
  return state.links.flatMap((link) => {
    const { rateKbit, mtuBytes } = link.quality;
    if (rateKbit === undefined || reach(link) === 'vanishes') return [];
    const offered = OFFERED * allowedBytes(link, rateKbit, RATE_WINDOW_MS);
    if (offered > OFFERED_MAX_BYTES) return [];
    const bytes = Math.min(PACKET_BYTES, Math.floor(offered / COUNT_MIN), mtuBytes ?? PACKET_BYTES);
    return [{ link, count: Math.ceil(offered / bytes), bytes }];
  });
}

/** What a link may have carried after `ms`. */
function allowedBytes({ from }: LinkTrouble, rateKbit: number, ms: number): number {
  const bytesPerMs = rateKbit / 8;
  const burst = bytesPerMs * (from === CLIENTS ? CLIENTS_BURST_MS : BURST_MS);
  return bytesPerMs * ms * TOLERANCE + BURST_BYTES + burst;
}

export function judgeRate(link: LinkTrouble, offeredBytes: number, reports: readonly StreamReport[]): Sample {
  const rateKbit = link.quality.rateKbit ?? 0;
  const bytes = reports.reduce((sum, report) => sum + report.bytes, 0);
  const elapsedMs = Math.max(...reports.map(({ elapsedNs }) => elapsedNs)) / 1e6;
  const allowed = Math.round(allowedBytes(link, rateKbit, elapsedMs));
  return {
    subject: `rate ${words(link)}`,
    expected: `${rateKbit} kbit/s: at most ${allowed} of ${offeredBytes} bytes in ${elapsedMs.toFixed(0)} ms`,
    measured: `${bytes} bytes`,
    ok: bytes <= allowed && allowed < offeredBytes,
  };
}
