/** Several registers that are read and written together, at one moment. */

import { show } from '../../../harness/history/canonical-json.js';
import { type Call, ILLEGAL, type Model, UNKNOWN } from '../model.js';
import { unknownFunction, wrongInput } from './vocabulary.js';

/** Values by register; what is absent is null, and not in it. */
type Registers = Readonly<Record<string, unknown>>;
/** ["r", register, value] or ["w", register, value]. */
type Step = readonly ['r' | 'w', unknown, unknown];

function isRegisters(value: unknown): value is Registers {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSteps(value: unknown): value is readonly Step[] {
  return (
    Array.isArray(value) &&
    value.every((step) => Array.isArray(step) && (step[0] === 'r' || step[0] === 'w') && step.length >= 2)
  );
}

function nameOf(register: unknown): string {
  return typeof register === 'string' ? register : show(register);
}

/** What a call does, one register after the other; the answers that are known are in it. */
function stepsOf({ f, input, output }: Call): readonly Step[] {
  if (f === 'txn')
    return (isSteps(output) ? output : isSteps(input) ? input : []).map(([kind, ...rest]) => [kind, rest[0], rest[1]]);
  const registers = f === 'read' ? output : input;
  if (!isRegisters(registers)) return [];
  return Object.entries(registers).map(([name, value]) => [f === 'read' ? 'r' : 'w', name, value]);
}

export const multiRegisterModel: Model<Registers> = {
  name: 'multi-register',
  describe: 'several values at once: read {k: v}, write {k: v}, txn [["r", k, v], ["w", k, v]]',
  init: {},
  complain: (call) => {
    const complaint = unknownFunction('a multi-register', ['read', 'write', 'txn'], call);
    if (complaint !== null) return complaint;
    const { f, input, output } = call;
    if (f === 'txn') {
      if (!isSteps(input)) return wrongInput(call, '[["r", k, null], ["w", k, v], …]');
      return output === UNKNOWN || isSteps(output) ? null : `txn answers [["r", k, v], …], not ${show(output)}`;
    }
    if (f === 'write' && !isRegisters(input)) return wrongInput(call, '{register: value}');
    if (f === 'read' && output !== UNKNOWN && !isRegisters(output))
      return `read answers {register: value}, not ${show(output)}`;
    return null;
  },
  step: (state, call) => {
    let next = state;
    for (const [kind, register, value] of stepsOf(call)) {
      const name = nameOf(register);
      if (kind === 'w') {
        const { [name]: _, ...others } = next;
        next = value === null || value === undefined ? others : { ...others, [name]: value };
      } else if (call.output !== UNKNOWN && show(next[name] ?? null) !== show(value ?? null)) return ILLEGAL;
    }
    return next;
  },
  readOnly: (call) => call.f === 'read' || (call.f === 'txn' && stepsOf(call).every(([kind]) => kind === 'r')),
  sayCall: (call) => {
    const what =
      call.f === 'read' ? call.output : call.f === 'txn' && call.output !== UNKNOWN ? call.output : call.input;
    return what === UNKNOWN ? call.f : `${call.f} of ${show(what)}`;
  },
  sayState: show,
};
