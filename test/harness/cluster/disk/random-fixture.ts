/** Operations drawn at random, on a disk that can lie, on a plain folder, and in a model of what is durable; prints how it ended. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { TestDisk } from './test-disk.js';

const RUNS = 60;

const name = fc.constantFrom('a', 'b', 'c');
const folder = fc.constantFrom('', 'd');
const offset = fc.oneof(
  fc.integer({ min: 0, max: 10 }),
  fc.integer({ min: 0, max: 9_000 }),
  fc.constantFrom(4_095, 4_096),
);
const kinds = [
  'write',
  'append',
  'truncate',
  'unlink',
  'rename',
  'link',
  'sync',
  'sync-folder',
  'open-truncated',
] as const;
const step = fc.record({
  kind: fc.constantFrom(...kinds, 'cut' as const),
  folder,
  name,
  to: name,
  offset,
  length: fc.integer({ min: 1, max: 6_000 }),
  byte: fc.integer({ min: 1, max: 255 }),
});
type Step = typeof step extends fc.Arbitrary<infer Kind> ? Kind : never;

/** A file of the model: the bytes that it durably has. What it has now is what the plain folder says. */
interface File {
  durable: Buffer;
}
type Names = Record<string, File>;

class Model {
  live: Record<string, Names> = { '': {}, d: {} };
  durable: Record<string, Names> = { '': {}, d: {} };

  take({ kind, folder: at, name: from, to }: Step, contentNow: () => Buffer): void {
    const names = this.live[at]!;
    const file = names[from];
    if (kind === 'write' || kind === 'append' || kind === 'open-truncated')
      names[from] ??= { durable: Buffer.alloc(0) };
    else if (file === undefined && kind !== 'sync-folder') return;
    else if (kind === 'unlink') delete names[from];
    else if (kind === 'rename' && from !== to && names[to] !== file) {
      names[to] = file!;
      delete names[from];
    } else if (kind === 'link' && names[to] === undefined) names[to] = file!;
    else if (kind === 'sync') file!.durable = contentNow();
    else if (kind === 'sync-folder') this.durable[at] = { ...names };
  }

  cut(): void {
    for (const at of ['', 'd']) this.live[at] = { ...this.durable[at] };
  }
}

/** The same calls on either; answers the code of what went wrong, or ''. */
function carryOut(root: string, { kind, folder: at, name: from, to, offset: begin, length, byte }: Step): string {
  const path = join(root, at, from);
  const other = join(root, at, to);
  const withFile = (flags: string, work: (file: number) => void): void => {
    const file = fs.openSync(path, flags);
    try {
      work(file);
    } finally {
      fs.closeSync(file);
    }
  };
  try {
    const bytes = Buffer.alloc(length, byte);
    if (kind === 'write')
      withFile(fs.existsSync(path) ? 'r+' : 'wx', (file) => fs.writeSync(file, bytes, 0, length, begin));
    else if (kind === 'append') withFile('a', (file) => fs.writeSync(file, bytes));
    else if (kind === 'truncate') fs.truncateSync(path, begin);
    else if (kind === 'open-truncated') withFile('w', () => {});
    else if (kind === 'unlink') fs.unlinkSync(path);
    else if (kind === 'rename') fs.renameSync(path, other);
    else if (kind === 'link') fs.linkSync(path, other);
    else if (kind === 'sync') withFile('r+', (file) => (byte % 2 === 0 ? fs.fsyncSync(file) : fs.fdatasyncSync(file)));
    else if (kind === 'sync-folder') {
      const file = fs.openSync(join(root, at), 'r');
      fs.fsyncSync(file);
      fs.closeSync(file);
    }
    return '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function contentsOf(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const at of ['', 'd']) {
    for (const entry of fs.readdirSync(join(root, at), { withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(root, at, entry.name);
      const bytes = fs.readFileSync(path);
      if (fs.statSync(path).size !== bytes.length) throw new Error(`${path} has not the size that it has`);
      found[join(at, entry.name)] = bytes.toString('latin1');
    }
  }
  return found;
}

const test = await TestDisk.create({ directoryEntries: 'need-their-own-sync' });
const plain = join(test.folder, 'plain');

function requireSame(what: string, actual: Record<string, string>, expected: Record<string, string>): void {
  const text = (contents: Record<string, string>): string =>
    Object.entries(contents)
      .sort()
      .map(
        ([path, bytes]) =>
          `${path}: ${bytes.length} bytes ${Buffer.from(bytes, 'latin1')
            .toString('hex')
            .replace(/(..)\1{7,}/g, '$1..')}`,
      )
      .join('; ');
  if (text(actual) !== text(expected)) throw new Error(`${what}: ${text(actual)}, and should be ${text(expected)}`);
}

let cuts = 0;
const outcome = await fc.check(
  fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
    await test.clear();
    for (const root of [plain, test.mount]) {
      fs.rmSync(join(root, 'd'), { recursive: true, force: true });
      if (root === plain) fs.rmSync(root, { recursive: true, force: true });
      fs.mkdirSync(join(root, 'd'), { recursive: true });
    }
    await test.disk.sync();
    const model = new Model();
    for (const each of [...steps, { ...steps[0]!, kind: 'cut' as const }]) {
      if (each.kind === 'cut') {
        cuts += 1;
        const wrong = (await test.disk.powerCut({ torn: false, seed: 1 })).filter(({ ok }) => !ok);
        if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
        model.cut();
        rebuild(model);
        requireSame('after a power failure', contentsOf(test.mount), contentsOf(plain));
        continue;
      }
      const [there, here] = [carryOut(test.mount, each), carryOut(plain, each)];
      if (there !== here)
        throw new Error(`${each.kind} ended with ${there || 'success'}, and should with ${here || 'success'}`);
      model.take(each, () => fs.readFileSync(join(plain, each.folder, each.name)));
    }
    requireSame('at last', contentsOf(test.mount), contentsOf(plain));
  }),
  { numRuns: RUNS, seed: Number(process.env['FAULTLINE_TEST_SEED'] ?? Date.now() % 2 ** 31) },
);

/** The plain folder is what is durable, hard links and all. */
function rebuild(model: Model): void {
  fs.rmSync(plain, { recursive: true });
  fs.mkdirSync(join(plain, 'd'), { recursive: true });
  const written = new Map<File, string>();
  for (const at of ['', 'd']) {
    for (const [base, file] of Object.entries(model.live[at]!)) {
      const path = join(plain, at, base);
      const first = written.get(file);
      if (first !== undefined) fs.linkSync(first, path);
      else fs.writeFileSync(path, file.durable);
      written.set(file, first ?? path);
    }
  }
}

await test.close();
const result = { failed: outcome.failed, report: outcome.failed ? fc.defaultReportMessage(outcome) : '', cuts };
export type Random = typeof result;
console.log(JSON.stringify(result));
