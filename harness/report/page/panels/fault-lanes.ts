/** The faults as lanes: the whole of each faint, its proven window strong; and where violations became certain. */
import { type FaultSpan, nameFault, verifiedOf, wholeOf } from '../../fault-span.js';
import { element, fill } from '../drawing/elements.js';
import { momentIn } from '../drawing/time-axis.js';
import type { View } from '../view.js';
import type { Frame } from './frame.js';
import type { Measured } from './measured.js';
import { packLanes } from './packing.js';

/** A bar narrower than this says what it is only when pointed at. */
const TEXT_PX = 34;
/** Room for a sign and a word. */
const WORD_PX = 66;
/** Violation marks closer than this are one. */
const MARK_PX = 7;

interface Bar {
  readonly span: FaultSpan;
  readonly whole: HTMLElement;
  readonly verified: HTMLElement | null;
  readonly text: HTMLElement;
  /** When the next one of its lane begins, ns. */
  readonly nextNs: number;
}

export class FaultLanes {
  readonly element: HTMLElement;
  private readonly bars: readonly Bar[];
  private readonly marks = element('div', 'plot');

  constructor(
    private readonly measured: Measured,
    private readonly view: View,
  ) {
    const { faults, toNs } = measured.payload;
    const bars: Bar[] = [];
    const lanes = packLanes(faults, toNs).map(({ kind, number, spans }) => {
      const mine = spans.map((span, at) => barOf(span, spans[at + 1]?.injectNs ?? toNs, measured));
      bars.push(...mine);
      const plot = element(
        'div',
        'plot',
        mine.flatMap(({ whole, verified, text }) => [whole, verified, text]),
      );
      return laneOf(number === 0 ? kind : '', 'fault-lane', plot);
    });
    this.bars = bars;
    const violations = measured.violations.length === 0 ? null : laneOf('violation', 'violation-lane', this.marks);
    this.element = element('div', 'fault-lanes', lanes, violations);
  }

  draw(frame: Frame): void {
    const { toNs } = this.measured.payload;
    for (const { span, whole, verified, text, nextNs } of this.bars) {
      const wholePx = place(whole, wholeOf(span, toNs), frame);
      const window = verifiedOf(span, toNs);
      const verifiedPx = verified === null || window === null ? 0 : place(verified, window, frame);
      const widthPx = place(text, window ?? wholeOf(span, toNs), frame);
      const never = window === null && (span.end === 'skipped' || span.end === 'failed');
      // One that never was in force has no length: its word may stand until the next one begins.
      const roomPx = never ? frame.x(nextNs) - frame.x(span.injectNs) : widthPx;
      text.classList.toggle('too-narrow', roomPx < (never ? WORD_PX : TEXT_PX));
      text.hidden ||= wholePx + verifiedPx === 0;
    }
    this.drawMarks(frame);
  }

  private drawMarks({ x, widthPx, window, measured }: Frame): void {
    const made: HTMLElement[] = [];
    let beforePx = Number.NEGATIVE_INFINITY;
    for (const { timeNs, name } of measured.violations) {
      const at = x(timeNs);
      if (at < 0 || at > widthPx || at - beforePx < MARK_PX) continue;
      beforePx = at;
      const mark = element('button', 'violation-mark');
      mark.type = 'button';
      // The keys n and p go from one to the next; a hundred stops for the tab key would help nobody.
      mark.tabIndex = -1;
      mark.title = `${name} at ${momentIn(timeNs, window.toNs - window.fromNs)}`;
      mark.setAttribute('aria-label', mark.title);
      mark.style.left = `${at}px`;
      mark.addEventListener('click', () => this.view.point(timeNs));
      made.push(mark);
    }
    fill(this.marks, made);
  }
}

function laneOf(name: string, className: string, plot: HTMLElement): HTMLElement {
  const label = element('span', 'lane-name', name);
  label.title = name;
  return element('div', `row lane ${className}`, element('div', 'gutter', label), plot);
}

function barOf(span: FaultSpan, nextNs: number, { run }: Measured): Bar {
  const ended = { healed: 'healed', 'in force': 'in force to the end', skipped: 'skipped', failed: 'failed' }[span.end];
  const why = span.detail === null ? '' : `: ${span.detail}`;
  const never = span.verifiedNs === null && (span.end === 'skipped' || span.end === 'failed');
  const named = span.summary === '' ? span.victims.join(' ') : span.summary;
  const text = element('span', `fault-text ${span.end.replace(' ', '-')}${never ? ' never' : ''}`);
  if (never) fill(text, span.end === 'skipped' ? '◇' : '✕', element('span', 'word', ` ${span.end}`));
  else text.textContent = named;
  text.title = `${nameFault(span)} at ${momentIn(span.injectNs, run.toNs - run.fromNs)}, ${ended}${why}`;
  const whole = element('span', `fault-whole ${span.end.replace(' ', '-')}`);
  const verified = span.verifiedNs === null ? null : element('span', 'fault-verified');
  return { span, whole, verified, text, nextNs };
}

/** Puts an element where the window shows its time, and answers how wide that is, CSS pixels. */
function place(
  target: HTMLElement,
  [fromNs, untilNs]: readonly [number, number],
  { window, x, widthPx }: Frame,
): number {
  const outside = untilNs < window.fromNs || fromNs > window.toNs;
  target.hidden = outside;
  if (outside) return 0;
  const left = Math.max(0, Math.min(widthPx - 2, x(fromNs)));
  const width = Math.max(2, Math.min(widthPx, x(untilNs)) - left);
  target.style.left = `${left}px`;
  target.style.width = `${width}px`;
  return width;
}
