/** Two inserts for every key, of which the first one to come succeeds. */
import { adyaG2 } from '../../checkers/adya-g2/index.js';
import { Recorder } from '../../harness/history/recorder.js';
import type { PropertyBench } from './shape.js';

const CLIENTS = 30;

export const bench: PropertyBench = {
  checker: adyaG2,
  keyed: false,
  // Half of the inserts fail, which the other simulations have no word for.
  simulate: (operations, random) => {
    const recorder = Recorder.create({ path: null });
    const doing: { readonly invocation: number; readonly key: number; readonly process: number }[] = [];
    const inserted = new Set<number>();
    let now = 0;
    for (let begun = 0; begun < operations; begun += 1) {
      now += 1_000;
      const key = begun >>> 1;
      const process = begun % CLIENTS;
      const waiting = doing.findIndex((each) => each.process === process);
      const [last] = waiting < 0 ? [] : doing.splice(waiting, 1);
      if (last !== undefined) {
        const type = random.integer(100) > 0 && !inserted.has(last.key) ? 'ok' : 'fail';
        if (type === 'ok') inserted.add(last.key);
        recorder.complete(last.invocation, type, undefined, undefined, now);
      }
      const value = [key, begun % 2 === 0 ? [begun, null] : [null, begun]];
      doing.push({ invocation: recorder.invoke(process, 'insert', value, now, Number.NaN, 'n1'), key, process });
    }
    return recorder.toHistory();
  },
};
