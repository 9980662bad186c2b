/** The entries of --faults: 'partition', 'partition:shape=ring', 'partition+kill', 'swarm', 'none'. */
import { UsageError } from '../harness/contracts/errors.js';
import type { AnyFault } from '../harness/contracts/fault.js';
import { type FaultChoice, type FaultEntry, listParameters, readFixed } from '../harness/run/schedule/index.js';
import { jsonOrText } from './values.js';

/** Each run draws a subset of the faults from its seed. */
export const SWARM = 'swarm';
/** A run without faults. */
export const NONE = 'none';

/**
 * One entry as a user writes it, neither 'swarm' nor 'none'. Throws UsageError for a fault, a parameter or a value that
 * there is not.
 */
export function readEntry(text: string, faultNamed: (name: string) => AnyFault): FaultEntry {
  // A plus inside a value, as in 1e+3, stands before a digit.
  const [first = '', ...others] = text.split(/\+(?=[a-z])/);
  const choices = [readChoice(first, faultNamed), ...others.map((part) => readChoice(part, faultNamed))] as const;
  return { name: text, choices };
}

function readChoice(text: string, faultNamed: (name: string) => AnyFault): FaultChoice {
  // One of the clients is one word: client:2.
  const [name = '', ...settings] = text.split(/(?<!=client):/);
  if (name === SWARM || name === NONE) {
    throw new UsageError(`"${name}" takes neither parameters nor another fault at the same moment`, {
      code: 'bad-faults',
      value: text,
      hint: `write it as an entry of its own: --faults ${name}`,
    });
  }
  const fault = faultNamed(name);
  const given = settings.map((setting) => {
    const at = setting.indexOf('=');
    if (at > 0) return [setting.slice(0, at), jsonOrText(setting.slice(at + 1))] as const;
    throw new UsageError(`"${setting}" in ${text} is not PARAMETER=VALUE`, {
      code: 'bad-parameter',
      value: setting,
      hint: `the parameters of ${fault.name}: ${listParameters(fault)}`,
    });
  });
  return { fault, fixed: readFixed(fault, Object.fromEntries(given)) };
}
