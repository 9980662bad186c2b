/** The program of a report's page: reads what the page carries, and brings every part of it to life. */
import { decodePayload } from '../payload/decode.js';
import { mountLogs } from './logs/index.js';
import { mountPanels } from './panels/index.js';
import { mountTimeline } from './timeline/index.js';
import { View } from './view.js';

/** Elements of the page, by their id. */
const PARTS = { 'time-panels': mountPanels, 'timeline-canvas': mountTimeline, 'log-lines': mountLogs } as const;

async function start(): Promise<void> {
  const text = document.getElementById('faultline-payload')?.textContent ?? '';
  const view = new View(await decodePayload(text));
  for (const [id, mount] of Object.entries(PARTS)) {
    const root = document.getElementById(id);
    if (root !== null) mount(root, view);
  }
  document.documentElement.dataset['ready'] = 'true';
}

void start();
