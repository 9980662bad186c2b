/** Requests of 30 clients through five nodes, with a partition every ten seconds that spares three of them. */
import type { FaultEventValue } from '../../harness/contracts/fault.js';
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import { Recorder } from '../../harness/history/recorder.js';

const CLIENTS = 30;
const NODES = 5;
const STEP_NS = 20_000;
const FAULT_EVERY_NS = 10e9;
const FAULT_LASTS_NS = 5e9;

export function simulateRequests(operations: number, random: Random): History {
  const recorder = Recorder.create({ path: null });
  const flights: (number | null)[] = Array<number | null>(CLIENTS).fill(null);
  const processes = Array.from({ length: CLIENTS }, (_, client) => client);
  let [begun, nowNs, faults] = [0, 0, 0];
  let inForce = false;
  const nemesis = (phase: FaultEventValue['phase'], majority?: readonly string[]): void => {
    const value = { fault: 'partition', id: `f${faults}`, victims: ['n1', 'n2'], phase };
    recorder.nemesis('partition', majority === undefined ? value : { ...value, majority }, nowNs);
  };
  while (begun < operations) {
    nowNs += STEP_NS;
    const inCycle = nowNs % FAULT_EVERY_NS;
    if (!inForce && inCycle >= FAULT_EVERY_NS - FAULT_LASTS_NS) {
      inForce = true;
      faults += 1;
      nemesis('inject');
      nemesis('verified', ['n3', 'n4', 'n5']);
    } else if (inForce && inCycle < FAULT_EVERY_NS - FAULT_LASTS_NS) {
      inForce = false;
      nemesis('heal');
      nemesis('healed', ['n1', 'n2', 'n3', 'n4', 'n5']);
    }
    const client = random.integer(CLIENTS);
    const flight = flights[client] ?? null;
    const node = client % NODES;
    if (flight === null) {
      begun += 1;
      flights[client] = recorder.invoke(processes[client]!, 'read', null, nowNs, Number.NaN, `n${node + 1}`);
      continue;
    }
    flights[client] = null;
    const isCutOff = inForce && node < 2;
    if (isCutOff || random.integer(100) === 0) {
      recorder.complete(flight, 'info', undefined, 'timeout', nowNs);
      processes[client]! += CLIENTS;
    } else recorder.complete(flight, 'ok', 1, undefined, nowNs);
  }
  return recorder.toHistory();
}
