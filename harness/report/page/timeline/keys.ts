/** The timeline by keyboard. */
import { firstFrom } from '../drawing/search.js';
import type { View } from '../view.js';
import type { TimelineFrame } from './frame.js';
import { ROW_PX } from './geometry.js';
import type { TimelineModel } from './model.js';
import { acrossRows, alongLane, nextBreaking } from './steps.js';
import type { Visits } from './visits.js';

const PAN_SHARE = 0.1;
const ZOOM_FACTOR = 0.6;
const ROWS_PER_STEP = 2;

/** Said to those who ask what the keys do. */
export const KEYS_IN_WORDS =
  'Arrow keys move it, + and − zoom, 0 shows the whole run, Home and End its ends. [ and ] go to the previous and the ' +
  'next operation of the lane, { and } to the lane above and below, p and n to the previous and the next violation, / to ' +
  'the search, Escape to none.';

export interface KeysOptions {
  readonly view: View;
  readonly model: TimelineModel;
  readonly frame: TimelineFrame;
  readonly visits: Visits;
}

export function listenForKeys({ view, model, frame, visits }: KeysOptions): void {
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => view.pan(-PAN_SHARE),
    ArrowRight: () => view.pan(PAN_SHARE),
    ArrowUp: () => frame.scrollBy(-ROWS_PER_STEP * ROW_PX),
    ArrowDown: () => frame.scrollBy(ROWS_PER_STEP * ROW_PX),
    PageUp: () => frame.scrollBy(-10 * ROW_PX),
    PageDown: () => frame.scrollBy(10 * ROW_PX),
    '+': () => view.zoom(ZOOM_FACTOR, focusNs()),
    '=': () => view.zoom(ZOOM_FACTOR, focusNs()),
    '-': () => view.zoom(1 / ZOOM_FACTOR, focusNs()),
    '0': () => view.showAll(),
    Home: () => view.pan((view.payload.fromNs - view.state.fromNs) / (view.state.toNs - view.state.fromNs)),
    End: () => view.pan((view.payload.toNs - view.state.toNs) / (view.state.toNs - view.state.fromNs)),
    '[': () => along(-1),
    ']': () => along(1),
    '{': () => across(-1),
    '}': () => across(1),
    n: () => violation(1),
    p: () => violation(-1),
    Escape: () => visits.none(),
  };
  frame.element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
    if (act === undefined) return;
    event.preventDefault();
    act();
  });

  function along(step: 1 | -1): void {
    const { selected } = view.state;
    go(selected === null ? inTheMiddle() : alongLane(model.lanes, selected, step));
  }

  function across(step: 1 | -1): void {
    const { selected } = view.state;
    go(selected === null ? inTheMiddle() : acrossRows(model.lanes, selected, step));
  }

  function violation(step: 1 | -1): void {
    const { selected } = view.state;
    const from = { selected, timeNs: selected === null ? view.state.fromNs : timeOf(selected) };
    go(nextBreaking(model.breaking, view.payload.operations, from, step));
  }

  function go(at: number | null): void {
    if (at !== null) visits.operation(at, 'step');
  }

  /** Where there is none to go on from: the operation in the middle of what is shown. */
  function inTheMiddle(): number | null {
    const { lanes } = model;
    const row = frame.middleRow();
    const { fromNs, toNs } = view.state;
    const [from, to] = [lanes.firstSlots[row] ?? 0, lanes.firstSlots[row + 1] ?? 0];
    if (from === to) return null;
    const slot = firstFrom(lanes.startsNs, (fromNs + toNs) / 2, from, to);
    return lanes.places[Math.min(slot, to - 1)]!;
  }

  /** What stays where it is when the keyboard zooms. */
  function focusNs(): number {
    const { selected, cursorNs, fromNs, toNs } = view.state;
    const wanted = selected === null ? cursorNs : timeOf(selected);
    return wanted !== null && wanted >= fromNs && wanted <= toNs ? wanted : (fromNs + toNs) / 2;
  }

  function timeOf(at: number): number {
    return view.payload.operations.startsNs[at] ?? 0;
  }
}
