/** What the page shows at the moment: one window of time, one cursor and one selection, shared by everything on it. */
import type { Payload } from '../payload/payload.js';

/** Narrower windows cannot be told apart on a screen. */
const NARROWEST_NS = 1_000;

export interface ViewState {
  /** The window of time, ns since the run began. */
  readonly fromNs: number;
  readonly toNs: number;
  /** Where the pointer or the keyboard points, whatever it points at. */
  readonly cursorNs: number | null;
  /** Place in the columns of the operation that is looked at. */
  readonly selected: number | null;
  /** A byte for each operation: 1 where the filter lets it through. Null: there is no filter. */
  readonly matching: Uint8Array | null;
}

export type ViewListener = (state: ViewState, before: ViewState) => void;

export class View {
  private current: ViewState;
  private readonly listeners: ViewListener[] = [];

  constructor(readonly payload: Payload) {
    const { fromNs, toNs } = payload;
    this.current = { fromNs, toNs, cursorNs: null, selected: null, matching: null };
  }

  get state(): ViewState {
    return this.current;
  }

  /** Called after every change, once for each. */
  onChange(listener: ViewListener): void {
    this.listeners.push(listener);
  }

  /** Shows this window, as far as it is within the run. */
  show(fromNs: number, toNs: number): void {
    const { payload } = this;
    const wholeNs = payload.toNs - payload.fromNs;
    const widthNs = Math.min(wholeNs, Math.max(NARROWEST_NS, toNs - fromNs));
    const start = Math.min(Math.max(fromNs, payload.fromNs), payload.toNs - widthNs);
    this.change({ fromNs: start, toNs: start + widthNs });
  }

  showAll(): void {
    this.show(this.payload.fromNs, this.payload.toNs);
  }

  /** `factor` below 1 shows less time; what is at `aroundNs` stays where it is. */
  zoom(factor: number, aroundNs: number): void {
    const { fromNs, toNs } = this.current;
    this.show(aroundNs - (aroundNs - fromNs) * factor, aroundNs + (toNs - aroundNs) * factor);
  }

  /** By a share of the window; positive is later. */
  pan(share: number): void {
    const { fromNs, toNs } = this.current;
    const byNs = (toNs - fromNs) * share;
    this.show(fromNs + byNs, toNs + byNs);
  }

  /** The same window, moved as little as it takes to hold that moment well within. */
  reveal(timeNs: number): void {
    const { fromNs, toNs } = this.current;
    const widthNs = toNs - fromNs;
    const marginNs = widthNs / 10;
    if (timeNs >= fromNs + marginNs && timeNs <= toNs - marginNs) return;
    this.show(timeNs - widthNs / 2, timeNs + widthNs / 2);
  }

  point(cursorNs: number | null): void {
    this.change({ cursorNs });
  }

  select(selected: number | null): void {
    this.change({ selected });
  }

  filter(matching: Uint8Array | null): void {
    this.change({ matching });
  }

  private change(part: Partial<ViewState>): void {
    const before = this.current;
    const after = { ...before, ...part };
    const names = Object.keys(part) as (keyof ViewState)[];
    if (names.every((name) => after[name] === before[name])) return;
    this.current = after;
    for (const listener of this.listeners) listener(after, before);
  }
}
