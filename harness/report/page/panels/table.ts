/** What a panel draws as a table of at most about sixty rows, made when somebody opens it. */
import { element } from '../drawing/elements.js';
import { momentIn } from '../drawing/time-axis.js';
import { type Slots, slotFrom, slotsFor } from './data/slots.js';
import type { Frame } from './frame.js';

const MOST_ROWS = 58;

export interface Column {
  readonly name: string;
  /** What stands in the row of a slot. */
  readonly cell: (slot: number) => string;
}

export class TableFallback {
  readonly element: HTMLDetailsElement;
  private frame: Frame | null = null;

  /** `columns` answers what the panel says of each slot. */
  constructor(
    private readonly title: string,
    private readonly columns: (slots: Slots, frame: Frame) => readonly Column[],
  ) {
    const summary = element('summary', '', 'As a table', element('span', 'spoken', `: ${title}`));
    this.element = element('details', 'panel-table', summary);
    this.element.addEventListener('toggle', () => this.fill());
  }

  /** The window has changed. */
  follow(frame: Frame): void {
    this.frame = frame;
    if (this.element.open) this.fill();
  }

  private fill(): void {
    const { element: details, frame, title } = this;
    details.querySelector('.table-wrap')?.remove();
    if (!details.open || frame === null) return;
    const slots = slotsFor(frame.window, frame.measured.run, Number.POSITIVE_INFINITY, MOST_ROWS);
    const columns = this.columns(slots, frame);
    const windowNs = frame.window.toNs - frame.window.fromNs;
    const head = element('tr', '', heading('From', 'col'), ...columns.map(({ name }) => heading(name, 'col')));
    const rows = Array.from({ length: slots.count }, (_, slot) => {
      const fromNs = Math.max(slotFrom(slots, slot), frame.measured.run.fromNs);
      const cells = columns.map(({ cell }) => element('td', '', cell(slot)));
      return element('tr', '', heading(momentIn(fromNs, windowNs), 'row'), ...cells);
    });
    const caption = element('caption', 'spoken', title);
    const table = element('table', '', caption, element('thead', '', head), element('tbody', '', ...rows));
    const wrap = element('div', 'table-wrap', table);
    wrap.tabIndex = 0;
    wrap.setAttribute('role', 'region');
    wrap.setAttribute('aria-label', `${title}, as a table`);
    details.append(wrap);
  }
}

function heading(text: string, scope: 'col' | 'row'): HTMLTableCellElement {
  const cell = element('th', '', text);
  cell.scope = scope;
  return cell;
}
