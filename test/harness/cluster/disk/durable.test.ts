/** After a power failure there is what was synced, exactly: told on the bytes of files that real programs wrote. */
import { beforeAll, expect, test } from 'vitest';
import { diskMissing } from '../../../../harness/cluster/disk/missing.js';
import { missingForLocal, runInside } from '../../../setup/inside.js';
import { describePart } from '../../../setup/parts.js';
import type { Durable } from './durable-fixture.js';

const missing = (await missingForLocal()) ?? (await diskMissing());

describePart('fuse', missing, 'a power failure', () => {
  let seen: Durable;
  beforeAll(async () => {
    seen = (await runInside('harness/cluster/disk/durable-fixture.ts')) as Durable;
  });

  test('leaves what was synced, by fsync and by synchronous writes', () => {
    expect(seen.synced).toEqual({ f: 'new' });
    expect(seen.synchronous).toEqual({ f: 'now' });
    expect(seen.dataSynchronous).toEqual({ f: 'now bytes' });
    expect(seen.overwrittenAndSynced).toEqual({ f: 'old BYTES' });
    expect(seen.truncatedAndSynced).toEqual({ f: 'old' });
    expect(seen.longer).toEqual({ f: 'old bytes\0\0\0' });
  });

  test('takes contents, sizes and names that were not synced', () => {
    expect(seen.unsyncedContent).toEqual({ f: '' });
    expect(seen.unsyncedName).toEqual({});
    expect(seen.nothingSynced).toEqual({});
    expect(seen.overwritten).toEqual({ f: 'old bytes' });
    expect(seen.appended).toEqual({ f: 'old bytes' });
    expect(seen.appendedInPart).toEqual({ f: 'old bytes and' });
  });

  test('brings back what was cut off', () => {
    expect(seen.truncated).toEqual({ f: 'old bytes' });
    expect(seen.truncatedAndLonger).toEqual({ f: 'old bytes' });
    expect(seen.truncatedByOpening).toEqual({ f: 'old bytes' });
  });

  test('undoes renames whose folder was not synced, with what they replaced', () => {
    expect(seen.renamed).toEqual({ f: 'old bytes' });
    expect(seen.renamedAndSynced).toEqual({ g: 'old bytes' });
    expect(seen.replaced).toEqual({ f: 'old bytes' });
    expect(seen.replacedAndSynced).toEqual({ f: 'new' });
    expect(seen.replacedUnsynced).toEqual({ f: '' });
    expect(seen.acrossFolders).toEqual({ d: '/', e: '/', 'e/f': 'x' });
    expect(seen.folderRenamed).toEqual({ d: '/', 'd/f': 'y' });
  });

  test('brings back what was unlinked, as it was last synced', () => {
    expect(seen.unlinked).toEqual({ f: 'old bytes' });
    expect(seen.unlinkedAndSynced).toEqual({});
    expect(seen.unlinkedWhileOpen).toEqual({ f: 'otherytes' });
    expect(seen.unlinkedAndMadeAgain).toEqual({ f: 'old bytes' });
  });

  test('treats folders and links as it does files', () => {
    expect(seen.folder).toEqual({});
    expect(seen.folderAndSynced).toEqual({ d: '/', 'd/f': 'x' });
    expect(seen.folderRemoved).toEqual({ d: '/', 'd/f': 'x' });
    expect(seen.linked).toEqual({ f: 'OLD bytes', g: 'OLD bytes' });
    expect(seen.symbolicLink).toEqual({ f: 'old bytes', s: 'old bytes' });
  });

  test('tears the last write that was not synced, its first or its second half', () => {
    const sectors = (letters: string): string => letters.replace(/./gs, (letter) => letter.repeat(512));
    const [first, second] = [sectors('ooo1'), sectors('ooo\x005')];
    const torn = seen.tornAppend.map(({ f }) => f);
    expect(torn.every((text) => text === first || text === second)).toBe(true);
    expect(new Set(torn).size).toBe(2);
    expect([sectors('oEo'), sectors('ooG')]).toContain(seen.tornOverwrite['f']);
    // A disk writes a sector as a whole.
    expect(['old bytes', 'old EFGHs']).toContain(seen.tornWithinSector['f']);
    expect(seen.tornSynced).toEqual({ f: 'ABCDbytes' });
  });

  test('knows what was written through memory', () => {
    expect(['rotten, then synced of 8192', 'no python']).toContain(seen.mapped);
  });

  test('leaves a synced file its name where names come with the file', () => {
    expect(seen.namesWithFile).toEqual({ d: '/', 'd/f': 'x' });
    expect(seen.renameWithFile).toEqual({ d: '/', 'd/f': 'x' });
  });
});
