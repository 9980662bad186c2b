/** A list of which only what is visible exists, so that a hundred thousand lines cost no more than twenty. */
import { moment } from '../../html/numbers.js';
import { element } from '../drawing/elements.js';
import { whenInSight } from '../drawing/sight.js';
import type { LogEntry } from './entries.js';

const NARROW_PX = 560;
/** Heights of a row as the style has them. */
const ROW_PX = 24;
const NARROW_ROW_PX = 42;
/** Rows above and below what can be seen. */
const SPARE = 6;
/** Of a line in the list; all of it is shown when it is chosen. */
const MAX_TEXT = 600;

export class LogList {
  readonly element = element('div', 'log-list');
  private readonly rows = element('div', 'log-rows');
  private entries: readonly LogEntry[] = [];
  private active = -1;

  /** `choose` is called when the user chooses an entry. */
  constructor(private readonly choose: (entry: LogEntry) => void) {
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'listbox');
    this.element.setAttribute('aria-label', 'Log lines');
    this.rows.setAttribute('role', 'presentation');
    this.element.append(this.rows);
    const draw = whenInSight(this.element, () => this.draw());
    this.redraw = draw;
    this.element.addEventListener('scroll', draw, { passive: true });
    new ResizeObserver(draw).observe(this.element);
    this.element.addEventListener('click', (event) => {
      const row = event.target instanceof Element ? event.target.closest('.log-row') : null;
      if (row instanceof HTMLElement) this.pick(Number(row.dataset['place']));
    });
    this.element.addEventListener('keydown', (event) => {
      const next = this.nextActive(event.key);
      if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.pick(next);
    });
  }

  private readonly redraw: () => void;

  /** Shows these, with the entry at `active` marked and, if `follow`, in sight. */
  show(entries: readonly LogEntry[], active: number, follow: boolean): void {
    const moved = active !== this.active || entries !== this.entries;
    this.entries = entries;
    this.active = active;
    this.rows.style.height = `${entries.length * this.rowPx()}px`;
    if (follow && moved) this.reveal(true);
    this.redraw();
  }

  private pick(place: number): void {
    const entry = this.entries[place];
    if (entry === undefined) return;
    this.active = place;
    this.reveal(false);
    this.redraw();
    this.choose(entry);
  }

  private nextActive(key: string): number | null {
    const last = this.entries.length - 1;
    if (last < 0) return null;
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.rowPx()) - 1);
    const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page };
    if (key === 'Home') return 0;
    if (key === 'End') return last;
    const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
    return step === undefined ? null : Math.min(last, Math.max(0, this.active + step));
  }

  /** `middle`: in the middle of the list, where it is not in sight already. */
  private reveal(middle: boolean): void {
    const rowPx = this.rowPx();
    const { scrollTop, clientHeight } = this.element;
    const topPx = this.active * rowPx;
    const room = middle ? rowPx : 0;
    if (topPx >= scrollTop + room && topPx + rowPx <= scrollTop + clientHeight - room) return;
    if (middle) this.element.scrollTop = topPx - clientHeight / 2 + rowPx / 2;
    else this.element.scrollTop = topPx < scrollTop ? topPx : topPx + rowPx - clientHeight;
  }

  private rowPx(): number {
    return window.innerWidth <= NARROW_PX ? NARROW_ROW_PX : ROW_PX;
  }

  private draw(): void {
    const rowPx = this.rowPx();
    this.rows.style.height = `${this.entries.length * rowPx}px`;
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / rowPx) - SPARE);
    const end = Math.min(this.entries.length, Math.ceil((scrollTop + clientHeight) / rowPx) + SPARE);
    const drawn: HTMLElement[] = [];
    for (let place = first; place < end; place += 1) drawn.push(this.rowOf(place, rowPx));
    this.rows.replaceChildren(...drawn);
    // The list speaks of a row only while there is one.
    if (this.active >= first && this.active < end) {
      this.element.setAttribute('aria-activedescendant', `log-row-${this.active}`);
    } else this.element.removeAttribute('aria-activedescendant');
  }

  private rowOf(place: number, rowPx: number): HTMLElement {
    const entry = this.entries[place]!;
    const row = element('div', classOf(entry), element('span', 'log-time', moment(entry.timeNs)), ...cellsOf(entry));
    row.id = `log-row-${place}`;
    row.style.top = `${place * rowPx}px`;
    row.dataset['place'] = `${place}`;
    row.setAttribute('role', 'option');
    row.setAttribute('aria-selected', String(place === this.active));
    row.setAttribute('aria-setsize', String(this.entries.length));
    row.setAttribute('aria-posinset', String(place + 1));
    return row;
  }
}

function classOf(entry: LogEntry): string {
  if (entry.kind === 'line') return `log-row level-${entry.line.level ?? 'none'}`;
  return `log-row event ${entry.kind}-event`;
}

function cellsOf(entry: LogEntry): readonly HTMLElement[] {
  if (entry.kind !== 'line') return [element('span', 'log-text', entry.text)];
  const { node, source, level, text } = entry.line;
  return [
    element('span', 'log-node', node ?? 'harness'),
    element('span', 'log-source', source),
    element('span', 'log-level', level ?? ''),
    element('span', 'log-text', text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text),
  ];
}
