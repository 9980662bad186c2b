/** Availability: a lane for each node, filled from the foot as far as what was asked of it ended ok. */
import { count, duration } from '../../html/numbers.js';
import { element } from '../drawing/elements.js';
import { type NodeOperations, shareBetween, sharesIn } from './data/availability.js';
import { type Slots, slotAt, slotFrom } from './data/slots.js';
import type { Frame } from './frame.js';
import type { Panel } from './panel.js';
import { Plot } from './plot.js';

const LANE_PX = 26;
const GAP_PX = 4;

export class AvailabilityPanel implements Panel {
  readonly plot: Plot;
  readonly pointed = null;
  private frame: Frame | null = null;

  constructor(nodes: readonly NodeOperations[]) {
    this.plot = new Plot({
      title: 'Availability',
      unit: '',
      heightPx: nodes.length * LANE_PX,
      legend: [element('span', 'key lane-ok', 'ended ok'), element('span', 'key lane-not-ok', 'failed or unknown')],
      columns: (slots, { filtered }) =>
        filtered.nodes.map((node) => ({ name: `${node.node}, ok`, cell: (slot) => shareInSlot(node, slots, slot) })),
    });
    this.plot.nameLanes(
      nodes.map(({ node }) => node),
      LANE_PX,
    );
  }

  draw(frame: Frame): void {
    this.frame = frame;
    const { filtered, slots, colors, x, widthPx } = frame;
    const context = this.plot.begin(frame, null);
    const { surface } = this.plot;
    for (const [lane, node] of filtered.nodes.entries()) {
      const top = lane * LANE_PX + GAP_PX / 2;
      const heightPx = LANE_PX - GAP_PX;
      sharesIn(node, slots).forEach((share, slot) => {
        if (Number.isNaN(share)) return;
        const left = surface.edge(Math.max(0, x(slotFrom(slots, slot))));
        const width = surface.edge(Math.min(widthPx, x(slotFrom(slots, slot + 1)))) - left;
        // What is there is seen: not one failure is rounded away, and not one success.
        const lost = share === 1 ? 0 : Math.min(heightPx - (share > 0 ? 2 : 0), Math.max(2, (1 - share) * heightPx));
        context.fillStyle = colors.of('fail');
        context.fillRect(left, top, width, lost);
        context.globalAlpha = 0.3 + 0.4 * share;
        context.fillStyle = colors.of('ok');
        context.fillRect(left, top + lost, width, heightPx - lost);
        context.globalAlpha = 1;
      });
    }
    this.plot.sayUnit(`of what was asked of each node, over ${duration(slots.widthNs)}`);
  }

  read(timeNs: number): string {
    const { frame } = this;
    if (frame === null) return '';
    const slot = slotAt(frame.slots, timeNs);
    const words = frame.filtered.nodes.map((node) => `${node.node} ${shareInSlot(node, frame.slots, slot)}`);
    return `ended ok: ${words.join(', ')}`;
  }
}

function shareInSlot(node: NodeOperations, slots: Slots, slot: number): string {
  const { operations, ok } = shareBetween(node, slotFrom(slots, slot), slotFrom(slots, slot + 1));
  return shareText(ok, operations);
}

/** "98 %", never 100 % where one failed nor 0 % where one ended ok; "nothing asked". */
export function shareText(ok: number, operations: number): string {
  if (operations === 0) return 'nothing asked';
  const share = (100 * ok) / operations;
  if (ok < operations && share > 99) return `${Math.min(99.9, Number(share.toFixed(1)))} %`;
  return ok > 0 && share < 1 ? 'below 1 %' : `${count(Math.round(share))} %`;
}
