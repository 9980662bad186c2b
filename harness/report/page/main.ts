/** The program of a report's page: reads what the page carries, and brings every part of it to life. */
import { decodePayload } from '../payload/decode.js';
import { whenIdle } from './drawing/frames.js';
import { mountLogs } from './logs/index.js';
import { mountPanels } from './panels/index.js';
import { mountTimeline } from './timeline/index.js';
import { View } from './view.js';

/** Events whose values are read in about a millisecond. */
const READ_AHEAD = 5_000;

/** Elements of the page, by their id. */
const PARTS = { 'time-panels': mountPanels, 'timeline-canvas': mountTimeline, 'log-lines': mountLogs } as const;

async function start(): Promise<void> {
  const text = document.getElementById('faultline-payload')?.textContent ?? '';
  const payload = await decodePayload(text);
  const view = new View(payload);
  for (const [id, mount] of Object.entries(PARTS)) {
    const root = document.getElementById(id);
    if (root !== null) mount(root, view);
  }
  document.documentElement.dataset['ready'] = 'true';
  // Nobody is to wait for all values when they have come close enough to see some.
  whenIdle(() => payload.operations.readAhead(READ_AHEAD));
}

void start();
