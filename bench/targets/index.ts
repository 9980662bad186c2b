/** What it takes to bring a database: the lines of its folder, and how long it is from its start until clients are served. */
import { lines } from './lines.js';
import { startTimes } from './start-times.js';

export const describe =
  'lines of each target (aim: 150 without clients); start times --on local, beside those measured by hand';

export async function run(): Promise<void> {
  await lines();
  await startTimes();
}
