/** Probes of single packets and connections: each is sent until what should come has come, and says what it saw. */
import type { NetworkState, Sample } from '../../contracts/cluster.js';
import type { Cut, LinkTrouble } from '../../contracts/trouble.js';
import { type AddressesOf, type AddressPair, addressPairs, directionKey } from './addresses.js';
import { expectedCarriage, expectedReach } from './expected-reach.js';

/** Longer IP packets are sent in pieces by every device of ours, so that no packet on the way is longer. */
const DEVICE_MTU_BYTES = 1_500;
/** Shorter packets than this cannot be told from those of other probes. */
const SIZED_MIN_BYTES = 128;

/** What a prober is told, or is to say. */
export interface ProberLine {
  readonly at: string;
  readonly line: string;
}

export interface PacketProbe {
  /** To be told again and again, until everything `due` was said. */
  readonly lines: readonly ProberLine[];
  readonly due: readonly ProberLine[];
  judge(heard: (line: ProberLine) => boolean): Sample;
}

export interface PacketProbeOptions {
  /** Is in the names of what is sent. */
  readonly round: number;
  /** Has the prober of that end a connection to this address, from before? */
  readonly holds: (name: string, address: string) => boolean;
}

/**
 * Probes of cuts by port, of cuts with an answer, of mtuBytes and of responsesLost. Where something else in force
 * makes their outcome a matter of chance, or keeps the answer from coming, there is none.
 */
export function packetProbes(
  state: NetworkState,
  addressesOf: AddressesOf,
  { round, holds }: PacketProbeOptions,
): readonly PacketProbe[] {
  const carries = expectedCarriage(state);
  const reach = expectedReach(state);
  const probes: PacketProbe[] = [];
  const silenced = new Set(
    state.links.filter(({ quality }) => quality.responsesLost === true).map((link) => directionKey(link)),
  );
  const nextName = (): string => `${round}.${probes.length}`;
  for (const cut of state.cuts) {
    const back = { from: cut.to, to: cut.from };
    const told = cut.how !== undefined && carries(cut) === 'arrives' && carries(back) === 'arrives';
    for (const pair of addressPairs(cut, addressesOf)) {
      // From port 0 is from any.
      if (cut.port !== undefined || told) probes.push(portProbe(cut, cut.port ?? 0, pair, told, nextName()));
      if (cut.port !== undefined || cut.how !== 'reset' || !told) continue;
      probes.push(resetProbe(cut, pair, nextName()));
      if (holds(cut.from, pair.to) && !silenced.has(directionKey(cut))) probes.push(breakProbe(cut, pair, nextName()));
    }
  }
  for (const link of state.links) {
    const back = { from: link.to, to: link.from };
    const both = reach(link) === 'arrives' && reach(back) === 'arrives';
    for (const pair of addressPairs(link, addressesOf)) {
      const { mtuBytes, responsesLost } = link.quality;
      if (mtuBytes !== undefined && mtuBytes >= SIZED_MIN_BYTES && reach(link) === 'arrives') {
        probes.push(lengthProbe(link, mtuBytes, pair, nextName()));
      }
      if (responsesLost === true && both) {
        probes.push(responseProbe(link, pair, silenced.has(directionKey(back)), nextName()));
      }
    }
  }
  return probes;
}

/**
 * A datagram from that port. Which of its two ports it is makes no difference to a cut, and nobody has to listen. ICMP
 * is looked for with datagrams, because a kernel may miss it when it comes while a connection is being asked for.
 */
function portProbe(cut: Cut, port: number, pair: AddressPair, told: boolean, name: string): PacketProbe {
  const arrival = { at: cut.to, line: `got ${name}/${pair.family}` };
  const refusal = { at: cut.from, line: `refused ${name}/${pair.family}` };
  return {
    lines: [{ at: cut.from, line: `from ${port} ${name} ${pair.to}` }],
    due: told ? [refusal] : [],
    judge: (heard) => {
      const [arrived, refused] = [heard(arrival), heard(refusal)];
      return {
        subject: port === 0 ? `packet ${words(cut, pair)}` : `port ${port} ${words(cut, pair)}`,
        expected: cut.how === undefined ? 'a datagram vanishes' : 'a datagram is answered by ICMP',
        measured: arrived ? 'it arrived' : refused ? 'it was answered by ICMP' : 'it vanished',
        ok: !arrived && refused === told,
      };
    },
  };
}

function resetProbe(cut: Cut, pair: AddressPair, name: string): PacketProbe {
  const request = { at: cut.to, line: `asked ${name}` };
  const refusal = { at: cut.from, line: `refused ${name}` };
  return {
    lines: [{ at: cut.from, line: `connect ${name} ${pair.to}` }],
    due: [refusal],
    judge: (heard) => {
      const [arrived, refused] = [heard(request), heard(refusal)];
      return {
        subject: `connection ${words(cut, pair)}`,
        expected: 'reset',
        measured: arrived ? 'it was made' : refused ? 'reset' : 'no answer',
        ok: refused && !arrived,
      };
    },
  };
}

/** Something is sent on a connection that was there before the cut. */
function breakProbe(cut: Cut, pair: AddressPair, name: string): PacketProbe {
  const end = { at: cut.from, line: `broken ${name}` };
  return {
    lines: [{ at: cut.from, line: `poke ${name} ${pair.to}` }],
    due: [end],
    judge: (heard) => ({
      subject: `established connection ${words(cut, pair)}`,
      expected: 'broken',
      measured: heard(end) ? 'broken' : 'not broken',
      ok: heard(end),
    }),
  };
}

/** The longest datagram that passes, and one that is a byte longer. */
function lengthProbe(link: LinkTrouble, mtuBytes: number, pair: AddressPair, name: string): PacketProbe {
  const longest = Math.min(mtuBytes, DEVICE_MTU_BYTES);
  const fits = { at: link.to, line: `got ${name}f/${pair.family}` };
  const longer = { at: link.to, line: `got ${name}l/${pair.family}` };
  const tooLong = mtuBytes < DEVICE_MTU_BYTES;
  const lines = [{ at: link.from, line: `sized ${name}f ${longest} ${pair.to}` }];
  if (tooLong) lines.push({ at: link.from, line: `sized ${name}l ${mtuBytes + 1} ${pair.to}` });
  return {
    lines,
    due: [fits],
    judge: (heard) => {
      const [short, long] = [heard(fits), heard(longer)];
      return {
        subject: `packet length ${words(link, pair)}`,
        expected: `${longest} bytes pass${tooLong ? `, ${mtuBytes + 1} vanish` : ''}`,
        measured: `${longest} bytes ${short ? 'passed' : 'vanished'}${tooLong ? `, ${mtuBytes + 1} ${long ? 'passed' : 'vanished'}` : ''}`,
        ok: short && !long,
      };
    },
  };
}

/**
 * A connection against the direction that loses responses is made, its request arrives unless that is lost as well
 * (`silenced`), and no answer comes.
 */
function responseProbe(link: LinkTrouble, pair: AddressPair, silenced: boolean, name: string): PacketProbe {
  const connection = { at: link.to, line: `connected ${name}` };
  const request = { at: link.from, line: `asked ${name}` };
  const answer = { at: link.to, line: `answered ${name}` };
  return {
    lines: [{ at: link.to, line: `connect ${name} ${pair.from}` }],
    due: silenced ? [connection] : [connection, request],
    judge: (heard) => {
      const [connected, asked, answered] = [heard(connection), heard(request), heard(answer)];
      const reached = connected ? 'only a connection was made' : 'no connection was made';
      return {
        subject: `response ${words(link, pair)}`,
        expected: silenced ? 'a connection is made, its request vanishes' : 'a request arrives, its answer vanishes',
        measured: answered ? 'the answer arrived' : asked ? 'only the request arrived' : reached,
        ok: connected && asked === !silenced && !answered,
      };
    },
  };
}

export function words({ from, to }: { readonly from: string; readonly to: string }, pair?: AddressPair): string {
  return `from ${from} to ${to}${pair === undefined ? '' : ` (IPv${pair.family})`}`;
}
