/** The bar over the panels: the moment at the cursor in words, and buttons for what keys and pointer do as well. */

import { longDuration } from '../drawing/durations.js';
import { button, element, fill } from '../drawing/elements.js';
import { momentIn } from '../drawing/time-axis.js';
import type { View } from '../view.js';
import { goToViolation, KEYS_HELP, nextViolation, previousViolation } from './keyboard.js';
import type { Violation } from './measured.js';
import type { Moment } from './words.js';

const HINT =
  'Point at a panel to read a moment. Drag to zoom in; ctrl and the wheel, or a pinch, zoom too; shift and drag moves the window.';
const ZOOM = 0.5;

export class Controls {
  readonly element: HTMLElement;
  private readonly words = element('p', 'moment', HINT);
  private readonly span = element('span', 'window-span');
  private readonly whole: HTMLButtonElement;

  constructor(view: View, violations: readonly Violation[]) {
    // Read aloud when the keyboard moves the cursor; a pointer that sweeps over the panels would only chatter.
    this.words.id = 'moment';
    this.words.setAttribute('aria-live', 'polite');
    const middle = (): number => view.state.cursorNs ?? (view.state.fromNs + view.state.toNs) / 2;
    this.whole = button('Whole run', () => view.showAll());
    const zoomIn = button('+', () => view.zoom(ZOOM, middle()), 'Zoom in');
    const zoomOut = button('−', () => view.zoom(1 / ZOOM, middle()), 'Zoom out');
    const next = button(
      'Next ›',
      () => goToViolation(view, nextViolation(violations, view.state.cursorNs)),
      'Next violation',
    );
    const previous = button(
      '‹ Previous',
      () => goToViolation(view, previousViolation(violations, view.state.cursorNs)),
      'Previous violation',
    );
    const steps =
      violations.length === 0
        ? null
        : element('span', 'violation-steps', element('span', '', 'violation'), previous, next);
    this.element = element(
      'div',
      'time-bar',
      element('div', 'time-buttons', this.span, zoomIn, zoomOut, this.whole, steps),
      this.words,
    );
  }

  showWindow(fromNs: number, toNs: number, isWhole: boolean): void {
    const widthNs = toNs - fromNs;
    const text = `${momentIn(fromNs, widthNs)} to ${momentIn(toNs, widthNs)} (${longDuration(widthNs)})`;
    if (this.span.textContent !== text) this.span.textContent = text;
    this.whole.disabled = isWhole;
  }

  /** `spoken`: a screen reader reads it. */
  say(moment: Moment | null, spoken: boolean): void {
    this.words.setAttribute('aria-live', spoken ? 'polite' : 'off');
    if (moment === null) fill(this.words, HINT);
    else fill(this.words, element('b', '', moment.at), ' · ', moment.facts.join(' · '));
  }
}

/** What the keys do, for the foot of the panels. */
export function keysNote(): HTMLElement {
  return element('p', 'note', KEYS_HELP);
}
