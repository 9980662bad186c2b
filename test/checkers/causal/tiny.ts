/** Tiny registers that show what is there, or what was there before, or now and then what nobody wrote. */
import type { TinyShape, TinySystem } from '../tiny-histories.js';

type Registers = Map<number, (number | null)[]>;

export const tinyRegisters: TinySystem<Registers> = {
  start: () => new Map(),
  ask: (pick, turn) => {
    const key = (pick >> 3) % 4 === 0 ? 1 : 0;
    return pick % 7 < 3 ? { f: 'write', value: [key, turn + 1] } : { f: 'read', value: [key, null] };
  },
  answer: (registers, { f, value }, lie) => {
    const [key, written] = value as [number, number | null];
    const versions = registers.get(key) ?? [null];
    registers.set(key, versions);
    if (f === 'write') {
      // A lie puts it before what is there already.
      if (lie % 2 === 1) versions.splice(versions.length - 1, 0, written);
      else versions.push(written);
      return value;
    }
    if (lie === 0) return [key, versions.at(-1)];
    return [key, lie % 40 === 0 ? 99 : (versions[lie % versions.length] ?? null)];
  },
};

/** Few enough for brute force. */
export const TINY: TinyShape = {
  ...{ processes: 2, maxLength: 15, liesOneIn: 2 },
  outcomes: [...Array<'ok'>(20).fill('ok'), 'fail', 'info'],
};
