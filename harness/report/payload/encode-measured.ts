/** Writes what was measured beside the operations as columns. */
import type { ContainerWriter } from './container-writer.js';
import { encodeLogs } from './encode-logs.js';
import type { Payload } from './payload.js';
import type { MeasuredHead } from './payload-head.js';
import { PHI_STEP, STEP_MS, STEP_NS, writeSeries } from './series-columns.js';

/** Answers what the JSON has to say of them. */
export function encodeMeasured(payload: Payload, to: ContainerWriter): MeasuredHead {
  const { clocks, delays, suspicion, health, logs } = payload;
  clocks.forEach(({ timesNs, offsetsNs, uncertaintiesNs }, index) => {
    writeSeries(to, `clock ${index} times`, timesNs, STEP_NS);
    writeSeries(to, `clock ${index} offsets`, offsetsNs, STEP_NS);
    writeSeries(to, `clock ${index} uncertainties`, uncertaintiesNs, STEP_NS);
  });
  delays.forEach(({ timesNs, delaysNs }, index) => {
    writeSeries(to, `delay ${index} times`, timesNs, STEP_NS);
    writeSeries(to, `delay ${index} delays`, delaysNs, STEP_NS);
  });
  suspicion.forEach(({ timesNs, values }, index) => {
    writeSeries(to, `suspicion ${index} times`, timesNs, STEP_NS);
    writeSeries(to, `suspicion ${index} values`, values, PHI_STEP);
  });
  if (health !== null) {
    writeSeries(to, 'health times', health.timesNs, STEP_NS);
    writeSeries(to, 'health late', health.lateMs, STEP_MS);
    writeSeries(to, 'health collecting', health.collectingMs, STEP_MS);
  }
  return {
    clocks: clocks.map(({ node, source }) => ({ node, source })),
    delays: delays.map(({ from, to: receiver }) => ({ from, to: receiver })),
    suspicion: suspicion.map(({ node }) => ({ node })),
    hasHealth: health !== null,
    logs: encodeLogs(logs, to),
  };
}
