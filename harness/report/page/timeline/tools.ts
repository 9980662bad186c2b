/** What stands over the timeline: by what it is grouped, buttons for those who use none of the keys, and the legend. */
import { button, element } from '../drawing/elements.js';
import type { View } from '../view.js';
import { canGroupBy, GROUPINGS, type Grouping } from './lanes.js';

const ZOOM_FACTOR = 0.5;

export function toolsOf(view: View, group: (grouping: Grouping) => void): HTMLElement {
  const select = element('select', '');
  for (const grouping of GROUPINGS.filter((each) => canGroupBy(view.payload, each))) {
    const option = element('option', '', grouping);
    option.value = grouping;
    select.append(option);
  }
  select.addEventListener('change', () => {
    const chosen = GROUPINGS.find((grouping) => grouping === select.value);
    if (chosen !== undefined) group(chosen);
  });
  const middle = (): number => (view.state.fromNs + view.state.toNs) / 2;
  return element(
    'div',
    'operations-tools',
    element('label', '', 'Lanes by ', select),
    element(
      'span',
      'operations-zoom',
      button('−', () => view.zoom(1 / ZOOM_FACTOR, middle()), 'Zoom out'),
      button('+', () => view.zoom(ZOOM_FACTOR, middle()), 'Zoom in'),
      button('Whole run', () => view.showAll()),
    ),
    element(
      'span',
      'operations-legend',
      ...['ok', 'fail', 'info', 'anomaly'].map((kind) => element('span', `shape ${kind}`, LEGEND[kind] ?? '')),
    ),
  );
}

const LEGEND: Readonly<Record<string, string>> = {
  ok: 'ok',
  fail: 'failed',
  info: 'unknown',
  anomaly: 'in an anomaly',
};
