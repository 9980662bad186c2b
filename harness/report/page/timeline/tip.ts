/** A word on what the pointer points at, beside it. */

import { type FaultSpan, nameFault, verifiedOf } from '../../fault-span.js';
import { moment } from '../../html/numbers.js';
import type { Payload } from '../../payload/payload.js';
import { element, fill } from '../drawing/elements.js';
import type { Hit } from './hits.js';
import type { TimelineModel } from './model.js';
import { anomaliesOf, tell, tellCounts } from './telling.js';

/** In CSS pixels within the frame. */
export interface TipPlace {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

const AWAY_PX = 14;

export class Tip {
  readonly element = element('div', 'operations-tip');

  constructor(
    private readonly payload: Payload,
    private readonly model: TimelineModel,
  ) {
    // It repeats what is told elsewhere.
    this.element.setAttribute('aria-hidden', 'true');
    this.element.hidden = true;
  }

  hide(): void {
    this.element.hidden = true;
  }

  showHit({ at, fromSlot, toSlot }: Hit, matching: Uint8Array | null, place: TipPlace): void {
    const { payload } = this;
    const anomalies = anomaliesOf(payload, at);
    const marked = anomalies.length === 0 ? null : element('b', '', `part of ${anomalies[0]?.type ?? ''}`);
    if (toSlot - fromSlot < 2) {
      fill(this.element, tell(payload.operations, at), marked === null ? null : element('br', ''), marked);
    } else {
      const { all, fails, infos } = this.model.tally(matching);
      const counts = [all, fails, infos].map((column) => column[toSlot]! - column[fromSlot]!);
      const [some = 0, failed = 0, unknown = 0] = counts;
      const told = some === 0 ? 'nothing that matches' : tellCounts(some - failed - unknown, failed, unknown);
      fill(
        this.element,
        `${told}; zoom in, or click for #${payload.operations.invocations[at]}`,
        marked === null ? null : element('br', ''),
        marked,
      );
    }
    this.place(place);
  }

  showFault(span: FaultSpan, place: TipPlace): void {
    const window = verifiedOf(span, this.payload.toNs);
    const proven =
      window === null ? `never in force (${span.end})` : `in force ${moment(window[0])} to ${moment(window[1])}`;
    const detail = span.detail === null ? '' : `: ${span.detail}`;
    fill(this.element, element('b', '', nameFault(span)), element('br', ''), `${proven}${detail}`);
    this.place(place);
  }

  /** Right of the pointer and below it, where there is room. */
  private place({ leftPx, topPx, widthPx, heightPx }: TipPlace): void {
    this.element.hidden = false;
    const { offsetWidth, offsetHeight } = this.element;
    const fitsRight = leftPx + AWAY_PX + offsetWidth <= widthPx;
    const fitsBelow = topPx + AWAY_PX + offsetHeight <= heightPx;
    const left = fitsRight ? leftPx + AWAY_PX : Math.max(0, leftPx - AWAY_PX - offsetWidth);
    const top = fitsBelow ? topPx + AWAY_PX : Math.max(0, topPx - AWAY_PX - offsetHeight);
    this.element.style.transform = `translate(${left}px, ${top}px)`;
  }
}
