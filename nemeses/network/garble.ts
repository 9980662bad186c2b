/** What networks do to packets besides losing and delaying them: they come twice, out of order, or changed. */
import { z } from 'zod';
import type { Capability } from '../../harness/contracts/cluster.js';
import { defineFault, type Fault } from '../../harness/contracts/fault.js';
import type { Demands } from '../../harness/contracts/system-model.js';
import type { LinkQuality } from '../../harness/contracts/trouble.js';
import { asksClients } from '../victims.js';
import { drawLinks, linkParameters, linkPlan } from './links.js';

interface Garbling {
  readonly name: string;
  readonly describe: string;
  readonly measured: string;
  readonly limits?: string;
  readonly defaultPercent: number;
  readonly drawn: readonly number[];
  readonly quality: (probability: number) => LinkQuality;
  readonly verb: string;
  readonly needs: Capability;
  readonly demands: Demands;
}

const schema = (percent: number) =>
  z.strictObject({
    ...linkParameters,
    percent: z.number().min(0.01).max(100).default(percent).describe('of the packets, in each direction'),
  });

function garbling(kind: Garbling): Fault<z.infer<ReturnType<typeof schema>>> {
  const { name, describe, measured, limits, defaultPercent, drawn, quality, verb, needs, demands } = kind;
  return defineFault({
    name,
    family: 'network',
    describe,
    measured,
    ...(limits === undefined ? {} : { limits }),
    needs: [needs],
    demands,
    parameters: schema(defaultPercent),
    draw: (random) => ({ ...drawLinks(random), percent: random.pick(drawn) }),
    asksPrimaries: ({ victims }) => victims === 'primaries',
    asksClients,
    plan: (chosen, context) => linkPlan(chosen, context, quality(chosen.percent / 100), `${chosen.percent} % ${verb}`),
  });
}

export const duplicate = garbling({
  name: 'duplicate',
  describe: 'delivers packets twice',
  measured:
    'Numbered datagrams are sent over each direction; the share that comes twice must be what was asked, up to chance.',
  limits: 'TCP drops what comes twice: this is for protocols over UDP, and for the kernels of both ends.',
  defaultPercent: 10,
  drawn: [1, 10, 30],
  quality: (probability) => ({ duplicate: probability }),
  verb: 'twice',
  needs: 'link-emulation',
  demands: { links: 'fair-loss', because: 'messages are repeated' },
});

/** A packet can only overtake what waits. */
const REORDER_DELAY = { ms: 20, jitterMs: 0, distribution: 'normal' } as const;

export const reorder = garbling({
  name: 'reorder',
  describe: 'lets packets overtake those before them, which wait 20 ms',
  measured:
    'Numbered datagrams are sent over each direction; the share that overtakes must be what was asked, up to chance.',
  limits: 'TCP puts them in order again, and takes what overtakes for a sign of loss: it slows down.',
  defaultPercent: 25,
  drawn: [5, 25, 50],
  quality: (probability) => ({ reorder: probability, delay: REORDER_DELAY }),
  verb: 'out of order',
  needs: 'link-emulation',
  demands: { links: 'fair-loss', because: 'messages are overtaken' },
});

export const corrupt = garbling({
  name: 'corrupt',
  describe: 'flips a bit of the payload and makes the checksums right again, so that the application sees it',
  measured:
    'Datagrams of known content are sent over each direction; the share that comes changed must be what was asked, up to chance.',
  limits:
    'No real network does so often, but some do (Stone and Partridge, 2000). A database without checksums of its own on the wire, as most without TLS, takes it for what was sent: expect violations and crashes, which are its own.',
  defaultPercent: 1,
  drawn: [0.1, 1, 5],
  quality: (probability) => ({ corrupt: probability }),
  verb: 'changed',
  needs: 'corruption',
  demands: {
    links: 'arbitrary',
    because: 'what arrives is not what was sent, and nothing below the application notices',
  },
});
