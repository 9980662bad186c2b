/** What the keys do while the panels have the focus. */
import type { View } from '../view.js';
import type { Violation } from './measured.js';

/** Steps of the cursor, as shares of the window. */
const STEP = 0.01;
const BIG_STEP = 0.1;
const ZOOM = 0.6;

export const KEYS_HELP =
  'Keys: arrows move the cursor (with shift further), + and − zoom, Home and End go to the edges of the run, 0 shows the whole run, n and p go to the next and the previous violation.';

/** True: the key meant something here. */
export function pressed(key: string, shift: boolean, view: View, violations: readonly Violation[]): boolean {
  const { fromNs, toNs, cursorNs } = view.state;
  const { payload } = view;
  const hereNs = cursorNs ?? (fromNs + toNs) / 2;
  const stepNs = (toNs - fromNs) * (shift ? BIG_STEP : STEP);
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => goTo(view, hereNs - stepNs),
    ArrowRight: () => goTo(view, hereNs + stepNs),
    Home: () => goTo(view, payload.fromNs),
    End: () => goTo(view, payload.toNs),
    '+': () => view.zoom(ZOOM, hereNs),
    '=': () => view.zoom(ZOOM, hereNs),
    '-': () => view.zoom(1 / ZOOM, hereNs),
    '0': () => view.showAll(),
    n: () => goToViolation(view, nextViolation(violations, cursorNs)),
    p: () => goToViolation(view, previousViolation(violations, cursorNs)),
    Escape: () => {
      if (toNs - fromNs < payload.toNs - payload.fromNs) view.showAll();
      else view.point(null);
    },
  };
  const action = actions[key];
  action?.();
  return action !== undefined;
}

/** The first after the cursor; the first of all where there is no cursor or none after it. */
export function nextViolation(violations: readonly Violation[], cursorNs: number | null): Violation | undefined {
  return violations.find(({ timeNs }) => cursorNs === null || timeNs > cursorNs) ?? violations[0];
}

/** The last before the cursor; the last of all where there is no cursor or none before it. */
export function previousViolation(violations: readonly Violation[], cursorNs: number | null): Violation | undefined {
  return violations.findLast(({ timeNs }) => cursorNs === null || timeNs < cursorNs) ?? violations.at(-1);
}

export function goToViolation(view: View, violation: Violation | undefined): void {
  if (violation !== undefined) goTo(view, violation.timeNs);
}

/** Puts the cursor there, within the run, and the window around it where it does not hold it. */
function goTo(view: View, timeNs: number): void {
  const { payload } = view;
  const wantedNs = Math.min(payload.toNs, Math.max(payload.fromNs, timeNs));
  const { fromNs, toNs } = view.state;
  if (wantedNs < fromNs || wantedNs > toNs) view.reveal(wantedNs);
  view.point(wantedNs);
}
