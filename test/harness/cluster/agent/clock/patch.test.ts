/** The plan of a patch: read from this machine's own vDSO, and from damaged ones. */
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseVdso } from '../../../../../harness/cluster/agent/clock/elf.js';
import { type PatchPlan, planPatch } from '../../../../../harness/cluster/agent/clock/patch.js';
import type { Stub } from '../../../../../harness/cluster/agent/clock/stub.js';
import { STUB_AARCH64 } from '../../../../../harness/cluster/agent/clock/stub-aarch64.js';
import { STUB_X86_64 } from '../../../../../harness/cluster/agent/clock/stub-x86-64.js';
import { findProgram } from '../../../../../harness/cluster/local/enter.js';
import { root } from '../../../../house/files.js';
import { describePart } from '../../../../setup/parts.js';

function ownVdso(): Buffer {
  const [, from = '0', to = '0'] = /^(\w+)-(\w+) .*\[vdso\]$/m.exec(readFileSync('/proc/self/maps', 'latin1')) ?? [];
  const image = Buffer.alloc(Number(BigInt(`0x${to}`) - BigInt(`0x${from}`)));
  const memory = openSync('/proc/self/mem', 'r');
  readSync(memory, image, 0, image.length, BigInt(`0x${from}`));
  closeSync(memory);
  return image;
}

function planned(image: Buffer): PatchPlan {
  const plan = planPatch(image);
  if (typeof plan === 'string') throw new Error(plan);
  return plan;
}

describePart(
  'local',
  process.arch === 'x64' && process.platform === 'linux' ? null : 'not x86-64 Linux',
  "this machine's vDSO",
  () => {
    const image = ownVdso();

    test('has the three clock functions, and each is to jump into the spare bytes', () => {
      const plan = planned(image);
      expect(parseVdso(image)?.functions.has('__vdso_clock_gettime')).toBe(true);
      expect(plan.entries).toHaveLength(3);
      expect(plan.stubOffset + plan.stub.length).toBeLessThanOrEqual(image.length);
      for (const [index, { offset, after }] of plan.entries.entries()) {
        const target = offset + 5 + after.readInt32LE(1);
        expect([after[0], target]).toEqual([0xe9, plan.stubOffset + (STUB_X86_64.entries[index]?.offset ?? -1)]);
      }
    });

    test('is refused when its spare bytes are in use, or too few, or it has been patched before', () => {
      const used = Buffer.from(image);
      used[used.length - 1] = 1;
      expect(planPatch(used)).toContain('in use');
      expect(planPatch(image.subarray(0, planned(image).stubOffset + 64))).toContain('to spare');
      const patched = Buffer.from(image);
      planned(image).stub.copy(patched, planned(image).stubOffset);
      expect(planPatch(patched)).toContain('in use');
    });

    test('is planned or refused in words, never in an error, however it is damaged', () => {
      const damage = fc.array(fc.tuple(fc.nat(0x800), fc.nat(255)), { maxLength: 20 });
      fc.assert(
        fc.property(damage, fc.nat(image.length), (bytes, length) => {
          const damaged = Buffer.from(image.subarray(0, length));
          for (const [at, byte] of bytes) if (at < length) damaged[at] = byte;
          planPatch(damaged);
        }),
      );
    });
  },
);

const assembled: readonly (readonly [string, string, Stub])[] = [
  ['stub-x86-64.s', process.arch === 'x64' ? '' : 'x86_64-linux-gnu-', STUB_X86_64],
  ['stub-aarch64.s', process.arch === 'arm64' ? '' : 'aarch64-linux-gnu-', STUB_AARCH64],
];
for (const [source, prefix, stub] of assembled) {
  const missing = ['as', 'objcopy', 'nm'].map((name) => prefix + name).find((name) => findProgram(name) === null);
  describePart('assemblers', missing === undefined ? null : `there is no ${missing}`, `the bytes of ${source}`, () => {
    test('are what it assembles to, with its parameters behind them', () => {
      const folder = mkdtempSync(join(tmpdir(), 'faultline-stub-'));
      try {
        const [object, binary] = [join(folder, 'stub.o'), join(folder, 'stub.bin')];
        execaSync(`${prefix}as`, [join(root, 'harness/cluster/agent/clock', source), '-o', object]);
        execaSync(`${prefix}objcopy`, ['-O', 'binary', '-j', '.text', object, binary]);
        const symbols = new Map(
          execaSync(`${prefix}nm`, [object])
            .stdout.split('\n')
            .map((line) => {
              const [value = '', , name = ''] = line.split(' ');
              return [name, Number.parseInt(value, 16)] as const;
            }),
        );
        expect(symbols.get('parameters')).toBe(stub.code.length);
        expect(readFileSync(binary).subarray(0, stub.code.length).equals(stub.code)).toBe(true);
        for (const { symbol, offset } of stub.entries) {
          expect(symbols.get(symbol.replace(/^__(vdso|kernel)_/, ''))).toBe(offset);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
}

describe('the bytes of the stubs', () => {
  test('lead an indirect call on aarch64 to a landing pad, then to the stub', () => {
    const image = Buffer.alloc(0x1000);
    image.write('\x7fELF\x02\x01', 'latin1');
    image.writeUInt16LE(183, 18);
    image.writeBigUInt64LE(64n, 32);
    image.writeUInt16LE(56, 54);
    image.writeUInt16LE(1, 56);
    image.writeUInt32LE(2, 64);
    image.writeBigUInt64LE(0x200n, 64 + 16);
    image.writeBigUInt64LE(0x600n, 64 + 40);
    for (const [index, [tag, value]] of [
      [4, 0x300],
      [5, 0x400],
      [6, 0x500],
    ].entries()) {
      image.writeBigUInt64LE(BigInt(tag ?? 0), 0x200 + index * 16);
      image.writeBigUInt64LE(BigInt(value ?? 0), 0x208 + index * 16);
    }
    image.writeUInt32LE(2, 0x304);
    image.write('\0__kernel_clock_gettime\0', 0x400, 'latin1');
    image.writeUInt32LE(1, 0x500 + 24);
    image.writeUInt8(0x12, 0x500 + 28);
    image.writeBigUInt64LE(0x100n, 0x500 + 32);
    image.writeBigUInt64LE(0x40n, 0x500 + 40);
    const plan = planned(image);
    expect(plan.stubOffset).toBe(0x800);
    expect(plan.entries.map(({ offset, after }) => [offset, after.readUInt32LE(0), after.readUInt32LE(4)])).toEqual([
      [0x100, 0xd503245f, 0x14000000 | ((0x800 - 0x104) / 4)],
    ]);
  });
});
