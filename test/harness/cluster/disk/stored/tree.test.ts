/** Names as they are and as they durably are, against a model that keeps whole trees. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Folder, Inode } from '../../../../../harness/cluster/disk/stored/inode.js';
import { type DirectoryEntries, Tree } from '../../../../../harness/cluster/disk/stored/tree.js';

const OWNER = { user: 0, group: 0 };

class Names {
  readonly root = new Folder(1, 0o755, OWNER);
  readonly tree: Tree;
  readonly gone: number[] = [];
  private next = 2;

  constructor(directoryEntries: DirectoryEntries) {
    this.tree = new Tree(this.root, directoryEntries);
    this.tree.onNameless = ({ number }) => this.gone.push(number);
  }

  folder(path: string): Folder {
    const found = path === '' ? this.root : this.at(path);
    if (!(found instanceof Folder)) throw new Error(`${path} is no folder`);
    return found;
  }

  at(path: string): Inode | undefined {
    let at: Inode | undefined = this.root;
    for (const name of path.split('/')) at = at instanceof Folder ? at.get(name) : undefined;
    return at;
  }

  make(path: string, isFolder = false): Inode {
    const { folder, name } = this.place(path);
    const number = this.next;
    this.next += 1;
    const inode = isFolder ? new Folder(number, 0o755, OWNER) : new Inode(number, 0o100644, OWNER);
    this.tree.attach(folder, name, inode);
    return inode;
  }

  remove(path: string): void {
    const { folder, name } = this.place(path);
    this.tree.detach(folder, name);
  }

  rename(from: string, to: string): void {
    this.tree.rename(this.place(from), this.place(to));
  }

  sync(path: string): void {
    const inode = path === '' ? this.root : this.at(path);
    if (inode !== undefined) this.tree.sync(inode);
  }

  /** Every path, with the number of what it stands for. */
  listing(): Readonly<Record<string, number>> {
    const listed: Record<string, number> = {};
    const walk = (folder: Folder, above: string): void => {
      for (const [name, { inode }] of folder.entries) {
        listed[above + name] = inode.number;
        if (inode instanceof Folder) walk(inode, `${above}${name}/`);
      }
    };
    walk(this.root, '');
    return listed;
  }

  cut(): readonly string[] {
    this.tree.revert();
    return Object.keys(this.listing()).sort();
  }

  private place(path: string): { folder: Folder; name: string } {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    return { folder: this.folder(parts.join('/')), name };
  }
}

describe('names that need a sync of their folder', () => {
  const strict = (): Names => new Names('need-their-own-sync');

  test('a new name is gone without it, and stays with it', () => {
    const names = strict();
    names.make('kept');
    names.sync('');
    const { number } = names.make('lost');
    names.sync('lost');
    expect(names.cut()).toEqual(['kept']);
    expect(names.gone).toEqual([number]);
  });

  test('a removed name is back', () => {
    const names = strict();
    names.make('file');
    names.make('folder', true);
    names.sync('');
    names.remove('file');
    names.remove('folder');
    expect(names.cut()).toEqual(['file', 'folder']);
    expect(names.gone).toEqual([]);
  });

  test('a rename is undone, and what it replaced is back', () => {
    const names = strict();
    const [old, replacement] = [names.make('file'), names.make('new')];
    names.sync('');
    names.rename('new', 'file');
    expect(names.at('file')).toBe(replacement);
    expect(names.cut()).toEqual(['file', 'new']);
    expect(names.at('file')).toBe(old);
  });

  test('a folder in a folder that is not durable is not durable', () => {
    const names = strict();
    names.make('above', true);
    names.make('above/below');
    names.sync('above');
    expect(names.cut()).toEqual([]);
    expect(names.gone.sort()).toEqual([2, 3]);
  });

  test.each(['from', 'to'])('a rename from one folder to another is durable when %s is synced', (synced) => {
    const names = strict();
    for (const folder of ['from', 'to']) names.make(folder, true);
    names.make('from/file');
    names.sync('');
    names.sync('from');
    names.rename('from/file', 'to/file');
    names.sync(synced);
    expect(names.cut()).toEqual(['from', 'to', 'to/file']);
  });

  test('a new folder that is synced with what was renamed into it is there after all', () => {
    const names = strict();
    names.make('file');
    names.sync('');
    names.make('new', true);
    names.rename('file', 'new/file');
    names.sync('new');
    expect(names.cut()).toEqual(['new', 'new/file']);
  });

  test('what was moved out of a folder that is then durably removed is not lost with it', () => {
    const names = strict();
    for (const folder of ['from', 'to']) names.make(folder, true);
    names.make('from/file');
    names.tree.syncAll();
    names.rename('from/file', 'to/file');
    names.remove('from');
    names.sync('');
    expect(names.cut()).toEqual(['to', 'to/file']);
  });

  test('what is renamed into a new folder is not lost with it', () => {
    const names = strict();
    names.make('file');
    names.sync('');
    names.make('new', true);
    names.rename('file', 'new/file');
    names.sync('');
    expect(names.cut()).toEqual(['new', 'new/file']);
  });
});

describe('names that come with the file', () => {
  test('a synced file has its name, and the folders above it', () => {
    const names = new Names('come-with-the-file');
    names.make('above', true);
    names.make('above/synced');
    names.make('above/unsynced');
    names.sync('above/synced');
    expect(names.cut()).toEqual(['above', 'above/synced']);
  });

  test('a rename without any sync is undone', () => {
    const names = new Names('come-with-the-file');
    names.make('file');
    names.sync('file');
    names.rename('file', 'other');
    expect(names.cut()).toEqual(['file']);
  });
});

test('a file that is replaced by renames, again and again, is there after a power failure', () => {
  const names = new Names('come-with-the-file');
  for (let time = 0; time < 4; time += 1) {
    names.make('file.new');
    names.sync('file.new');
    names.rename('file.new', 'file');
  }
  expect(names.cut()).toContain('file');
  expect(names.gone).not.toContain(names.at('file')?.number);
});

const path = fc.constantFrom('a', 'b', 'A', 'B', 'A/a', 'A/b', 'B/a', 'B/b', 'A/C', 'B/C', 'A/C/a', 'B/C/a');
const rename = fc.record({ kind: fc.constant('rename' as const), path, to: path });
const sync = fc.record({ kind: fc.constant('sync' as const), path: fc.oneof(path, fc.constant('')) });
const step = fc.oneof(
  fc.record({ kind: fc.constantFrom('make' as const, 'make-folder' as const, 'remove' as const), path }),
  rename,
  sync,
  fc.record({ kind: fc.constant('cut' as const), path }),
);
type Step = typeof step extends fc.Arbitrary<infer Kind> ? Kind : never;

/** Answers whether a file system would have done it. */
function carryOut(names: Names, each: Step): boolean {
  const isThere = (asked: string): boolean => names.at(asked) !== undefined;
  const hasRoom = (asked: string): boolean =>
    !asked.includes('/') || names.at(asked.slice(0, asked.lastIndexOf('/'))) instanceof Folder;
  const isEmpty = (asked: string): boolean => {
    const inode = names.at(asked);
    return !(inode instanceof Folder) || inode.entries.size === 0;
  };
  switch (each.kind) {
    case 'make':
    case 'make-folder':
      if (isThere(each.path) || !hasRoom(each.path)) return false;
      names.make(each.path, each.kind === 'make-folder');
      return true;
    case 'remove':
      if (!isThere(each.path) || !isEmpty(each.path)) return false;
      names.remove(each.path);
      return true;
    case 'rename': {
      const inode = names.at(each.path);
      if (inode === undefined || !hasRoom(each.to) || `${each.to}/`.startsWith(`${each.path}/`)) return false;
      const replaced = names.at(each.to);
      if (replaced !== undefined && (replaced instanceof Folder !== inode instanceof Folder || !isEmpty(each.to)))
        return false;
      names.rename(each.path, each.to);
      return true;
    }
    case 'sync':
      names.sync(each.path);
      return true;
    case 'cut':
      names.tree.revert();
      return true;
  }
}

describe.each(['need-their-own-sync', 'come-with-the-file'] as const)(
  'whatever is done, names %s',
  (directoryEntries) => {
    test('after everything is synced a power failure changes nothing', () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
          const names = new Names(directoryEntries);
          for (const each of steps) carryOut(names, each);
          const before = names.listing();
          names.tree.syncAll();
          names.tree.revert();
          expect(names.listing()).toEqual(before);
        }),
        { numRuns: 500 },
      );
    });

    test('a power failure brings back what the last one left when nothing was synced since', () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 60 }), fc.array(step, { maxLength: 20 }), (steps, unsynced) => {
          const names = new Names(directoryEntries);
          for (const each of steps) carryOut(names, each);
          names.tree.revert();
          const before = names.listing();
          for (const each of unsynced) if (each.kind !== 'sync') carryOut(names, each);
          names.tree.revert();
          expect(names.listing()).toEqual(before);
        }),
        { numRuns: 500 },
      );
    });

    test('what was durable and is only renamed never goes', () => {
      const often = fc.oneof(
        { weight: 3, arbitrary: rename },
        { weight: 2, arbitrary: sync },
        { weight: 1, arbitrary: step },
      );
      fc.assert(
        fc.property(fc.array(often, { maxLength: 30 }), (steps) => {
          const names = new Names(directoryEntries);
          for (const folder of ['A', 'B', 'A/C']) names.make(folder, true);
          for (const file of ['a', 'A/a', 'B/a', 'A/C/a']) names.make(file);
          names.tree.syncAll();
          let durable = new Set(Object.values(names.listing()));
          // What a removal or a replacement takes may go.
          const removed = new Set<number>();
          for (const each of [...steps, { kind: 'cut', path: 'a' } as const]) {
            const lost = each.kind === 'remove' ? each.path : each.kind === 'rename' ? each.to : null;
            const victim = lost === null ? undefined : names.at(lost);
            if (victim !== undefined) removed.add(victim.number);
            carryOut(names, each);
            if (each.kind !== 'cut') continue;
            const there = new Set(Object.values(names.listing()));
            expect([...durable].filter((number) => !there.has(number) && !removed.has(number))).toEqual([]);
            durable = there;
          }
        }),
        { numRuns: 1_000 },
      );
    });
  },
);

test('a power failure leaves exactly what single folders durably held', () => {
  const names = fc.constantFrom('x', 'y', 'z');
  const folders = fc.constantFrom('', 'A', 'B');
  const move = fc.oneof(
    fc.record({ kind: fc.constantFrom('make' as const, 'remove' as const), folder: folders, name: names }),
    fc.record({ kind: fc.constant('sync' as const), folder: folders, name: names }),
    // Within one folder: the model knows nothing of what goes from one to another.
    fc.record({ kind: fc.constant('rename' as const), folder: folders, name: names, to: names }),
    fc.record({ kind: fc.constant('cut' as const), folder: folders, name: names }),
  );
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const tested = new Names('need-their-own-sync');
      for (const folder of ['A', 'B']) tested.make(folder, true);
      tested.sync('');
      const live: Record<string, Record<string, number>> = { '': {}, A: {}, B: {} };
      let durable = structuredClone(live);
      for (const each of moves) {
        const at = (name: string): string => (each.folder === '' ? name : `${each.folder}/${name}`);
        const here = live[each.folder]!;
        if (each.kind === 'make' && here[each.name] === undefined) here[each.name] = tested.make(at(each.name)).number;
        if (each.kind === 'remove' && here[each.name] !== undefined) {
          tested.remove(at(each.name));
          delete here[each.name];
        }
        if (each.kind === 'rename' && each.to !== each.name && here[each.name] !== undefined) {
          tested.rename(at(each.name), at(each.to));
          here[each.to] = here[each.name]!;
          delete here[each.name];
        }
        if (each.kind === 'sync') {
          tested.sync(each.folder);
          durable[each.folder] = { ...here };
        }
        if (each.kind === 'cut') {
          tested.tree.revert();
          durable = structuredClone(durable);
          for (const folder of Object.keys(live)) live[folder] = { ...durable[folder] };
        }
        const listed = Object.entries(tested.listing()).filter(([name]) => name !== 'A' && name !== 'B');
        const expected = Object.entries(live).flatMap(([folder, held]) =>
          Object.entries(held).map(([name, number]) => [folder === '' ? name : `${folder}/${name}`, number] as const),
        );
        expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(expected));
      }
    }),
    { numRuns: 1_000 },
  );
});
