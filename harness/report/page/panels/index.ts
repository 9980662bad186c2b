/** The panels over time: all on one axis, with one cursor and one zoom. */
import { element } from '../drawing/elements.js';
import type { View } from '../view.js';
import { AvailabilityPanel } from './availability.js';
import { ClocksPanel } from './clocks.js';
import { DelaysPanel } from './delays.js';
import { HealthPanel } from './health.js';
import { Measured } from './measured.js';
import type { Panel } from './panel.js';
import { Stack } from './stack.js';
import { SuspicionPanel } from './suspicion.js';

/** Builds the panels into an element, whose content they replace, and keeps them with the view from then on. */
export function mountPanels(root: HTMLElement, view: View): void {
  const measured = new Measured(view.payload);
  const { panels, missing } = measuredPanels(measured);
  const stack = new Stack(view, measured, panels);
  const note = missing.length === 0 ? null : element('p', 'note', `Not measured in this run: ${missing.join(', ')}.`);
  root.replaceChildren(stack.element, ...(note === null ? [] : [note]));
  stack.draw();
}

/** Panels of what was measured, and the names of what was not. */
function measuredPanels(measured: Measured): {
  readonly panels: readonly Panel[];
  readonly missing: readonly string[];
} {
  const { suspicion, delays, clocks, health, operations } = measured.payload;
  const { nodes } = measured.matching(null);
  const wanted: readonly (readonly [name: string, panel: Panel | null])[] = [
    ['which node answered what', nodes.length > 0 && operations.length > 0 ? new AvailabilityPanel(nodes) : null],
    ['suspicion of nodes', suspicion.some(isMeasured) ? new SuspicionPanel(suspicion.filter(isMeasured)) : null],
    ['delays between nodes', delays.some(isMeasured) ? new DelaysPanel(delays.filter(isMeasured)) : null],
    ['clocks', clocks.some(isMeasured) ? new ClocksPanel(clocks.filter(isMeasured)) : null],
    ['how the harness itself did', health !== null && isMeasured(health) ? new HealthPanel(health) : null],
  ];
  return {
    panels: wanted.flatMap(([, panel]) => panel ?? []),
    missing: wanted.flatMap(([name, panel]) => (panel === null ? [name] : [])),
  };
}

function isMeasured({ timesNs }: { readonly timesNs: Float64Array }): boolean {
  return timesNs.length > 0;
}
