/** The logs of nodes and harness around the moment that is looked at. */
import { count, moment, plural } from '../../html/numbers.js';
import { type Content, element, fill } from '../drawing/elements.js';
import { whenInSight } from '../drawing/sight.js';
import type { View } from '../view.js';
import {
  bytesInWords,
  firstMoment,
  type LogEntry,
  linesBefore,
  logEntries,
  nearestEntry,
  nodesOf,
  placesWithin,
} from './entries.js';
import { LogList } from './list.js';
import { logTools } from './tools.js';

/** Between two times that the list follows the window. */
const PAUSE_MS = 80;

export function mountLogs(root: HTMLElement, view: View): void {
  const { payload } = view;
  const { lines, leftOutBytes } = payload.logs;
  if (lines.length === 0) {
    fill(root, element('p', '', 'The page has no log lines of this run.'), leftOut(leftOutBytes));
    return;
  }
  let momentNs = firstMoment(payload);
  let entries: readonly LogEntry[] = [];
  let before = linesBefore(entries);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  /** What the user has just chosen in the list: the list is where it should be then. */
  let chosen: LogEntry | null = null;
  const status = element('p', 'log-count');
  status.setAttribute('role', 'status');
  const whole = element('div', 'log-whole');
  whole.hidden = true;
  const tools = logTools(nodesOf(lines), () => refilter());
  const list = new LogList((entry) => {
    chosen = entry;
    momentNs = entry.timeNs;
    showWhole(whole, entry);
    view.reveal(entry.timeNs);
    view.point(entry.timeNs);
  });
  const draw = whenInSight(root, () => {
    const [first, end] = tools.onlyWindow() ? placesWithin(entries, view.state) : [0, entries.length];
    const shown = entries.slice(first, end);
    const place = chosen === null ? -1 : shown.indexOf(chosen);
    list.show(shown, place >= 0 ? place : nearestEntry(shown, momentNs), place < 0);
    tellCount(before[end]! - before[first]!);
  });

  function refilter(): void {
    entries = logEntries(payload, tools.filter(), view.state.selected);
    before = linesBefore(entries);
    draw();
  }

  function tellCount(visible: number): void {
    const text =
      visible === lines.length ? plural(visible, 'line') : `${plural(visible, 'line')} of ${count(lines.length)}`;
    // Said again only when it is another one.
    if (status.textContent !== text) status.textContent = text;
  }

  view.onChange((state, last) => {
    if (state.selected !== last.selected) {
      refilter();
      if (state.selected !== null) {
        momentNs = payload.operations.startsNs[state.selected] ?? momentNs;
        chosen = null;
      }
    }
    // A pointer that leaves does not move the list: it may be on its way here.
    if (state.cursorNs !== last.cursorNs && state.cursorNs !== null && state.cursorNs !== chosen?.timeNs) {
      momentNs = state.cursorNs;
      chosen = null;
    }
    // Nobody reads lines while they fly past; what moves the window stays smooth.
    if (waiting !== undefined) return;
    waiting = setTimeout(() => {
      waiting = undefined;
      draw();
    }, PAUSE_MS);
  });
  fill(root, tools.element, status, list.element, whole, leftOut(leftOutBytes));
  refilter();
}

function showWhole(into: HTMLElement, entry: LogEntry): void {
  into.hidden = false;
  if (entry.kind === 'line') {
    const { node, source, text } = entry.line;
    fill(into, `${node ?? 'harness'}, ${source}, at ${moment(entry.timeNs)}`, element('pre', '', text));
  } else fill(into, `At ${moment(entry.timeNs)}: ${entry.text}`);
}

function leftOut(bytes: number): Content {
  if (bytes === 0) return null;
  const folder = element('a', '', 'nodes/');
  folder.href = 'nodes/';
  return element(
    'p',
    'note',
    `${bytesInWords(bytes)} of logs are not in this page: they are in `,
    folder,
    ' beside it.',
  );
}
