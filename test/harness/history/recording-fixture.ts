/** Records without end, and says once how much it had recorded 300 ms before: recording-fixture.ts FILE. */
import { Recorder } from '../../../harness/history/recorder.js';

const recorder = Recorder.create({ path: process.argv[2] ?? '' });
let next = 0;
setInterval(() => {
  for (let count = 0; count < 20; count += 1) {
    recorder.complete(
      recorder.invoke(next++, 'write', [1, next], next, Number.NaN, 'n1'),
      'ok',
      undefined,
      undefined,
      next,
    );
  }
}, 5);
setTimeout(() => {
  const before = recorder.length;
  setTimeout(() => process.stdout.write(`${before}\n`), 300);
}, 300);
