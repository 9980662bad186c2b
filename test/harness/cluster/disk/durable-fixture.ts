/** What is there after a power failure, of what real programs did to a disk that can lie; prints what was seen. */
import { TestDisk } from './test-disk.js';

const strict = await TestDisk.create({ directoryEntries: 'need-their-own-sync' });

/** Each begins on an empty disk; what it did before `setup` ended is durable. */
async function after(script: string, setup = '', torn = false, seed = 1): Promise<Readonly<Record<string, string>>> {
  await strict.clear();
  await strict.perl(setup);
  await strict.disk.sync();
  await strict.perl(script);
  return strict.cut(torn, seed);
}

/** Three sectors of a disk. */
const OLD_SECTORS = 'put "f", "o" x 1536;';
const old = 'put "f", "old bytes";';
const seen = {
  synced: await after('put "f", "new"; sync_file "f"; sync_folder "."'),
  unsyncedContent: await after('put "f", "new"; sync_folder "."'),
  unsyncedName: await after('put "f", "new"; sync_file "f"'),
  nothingSynced: await after('put "f", "new"; put "g", "too"'),
  overwritten: await after('put_at "f", 4, "BYTES"', old),
  overwrittenAndSynced: await after('put_at "f", 4, "BYTES"; sync_file "f"', old),
  appended: await after('put_at "f", 9, " and more"', old),
  appendedInPart: await after('put_at "f", 9, " and"; sync_file "f"; put_at "f", 13, " more"', old),
  truncated: await after('truncate "f", 3', old),
  truncatedAndLonger: await after('truncate "f", 3; truncate "f", 9', old),
  truncatedAndSynced: await after('truncate "f", 3; sync_file "f"', old),
  truncatedByOpening: await after('put "f", ""', old),
  longer: await after('truncate "f", 12; sync_file "f"', old),
  synchronous: await after(
    'sysopen my $f, "f", O_WRONLY | O_CREAT | O_SYNC or die $!; syswrite $f, "now"; sync_folder "."',
  ),
  dataSynchronous: await after('sysopen my $f, "f", O_WRONLY | 010000 or die $!; syswrite $f, "now"', old),
  renamed: await after('rename "f", "g" or die $!', old),
  renamedAndSynced: await after('rename "f", "g" or die $!; sync_folder "."', old),
  replaced: await after('put "g", "new"; sync_file "g"; rename "g", "f" or die $!', old),
  replacedAndSynced: await after('put "g", "new"; sync_file "g"; rename "g", "f" or die $!; sync_folder "."', old),
  replacedUnsynced: await after('put "g", "new"; rename "g", "f" or die $!; sync_folder "."', old),
  unlinked: await after('unlink "f" or die $!', old),
  unlinkedAndSynced: await after('unlink "f" or die $!; sync_folder "."', old),
  unlinkedWhileOpen: await after(
    `open my $f, "+<", "f" or die $!; unlink "f"; syswrite $f, "other"; $f->sync or die $!; sysseek $f, 0, 0;
    sysread $f, my $text, 20; $text eq "otherytes" or die $text; -s $f == 9 or die; truncate $f, 2 or die $!`,
    old,
  ),
  unlinkedAndMadeAgain: await after('unlink "f"; put "f", "another"; sync_file "f"', old),
  linked: await after('link "f", "g" or die $!; sync_folder "."; put_at "g", 0, "OLD"; sync_file "f"', old),
  folder: await after('mkdir "d" or die $!; put "d/f", "x"; sync_file "d/f"; sync_folder "d"'),
  folderAndSynced: await after(
    'mkdir "d" or die $!; put "d/f", "x"; sync_file "d/f"; sync_folder "d"; sync_folder "."',
  ),
  folderRemoved: await after('unlink "d/f"; rmdir "d" or die $!', 'mkdir "d"; put "d/f", "x"'),
  folderRenamed: await after(
    'rename "d", "e" or die $!; put_at "e/f", 0, "y"; sync_file "e/f"',
    'mkdir "d"; put "d/f", "x"',
  ),
  acrossFolders: await after('rename "d/f", "e/f" or die $!; sync_folder "e"', 'mkdir "d"; mkdir "e"; put "d/f", "x"'),
  symbolicLink: await after('symlink "f", "s" or die $!; sync_folder "."; symlink "f", "t"', old),
  tornOverwrite: await after('put_at "f", 0, "A" x 512; put_at "f", 512, ("E" x 512) . ("G" x 512)', OLD_SECTORS, true),
  tornWithinSector: await after('put_at "f", 0, "ABCD"; put_at "f", 4, "EFGH"', old, true),
  tornSynced: await after('put_at "f", 0, "ABCD"; sync_file "f"', old, true),
  mapped: await mapped(),
};
const tornAppend: Readonly<Record<string, string>>[] = [];
for (const seed of [1, 2, 3, 4, 5, 6]) {
  tornAppend.push(await after('put_at "f", 1536, ("1" x 512) . ("5" x 512)', OLD_SECTORS, true, seed));
}
await strict.close();

/** Bytes that were written through memory, and the same bytes synced: Perl cannot map, dd cannot, Python may not be there. */
async function mapped(): Promise<string> {
  await strict.clear();
  const { exitCode, output } = await strict.sh(`command -v python3 >/dev/null || exit 77
python3 - <<'END'
import mmap, os
f = os.open("f", os.O_RDWR | os.O_CREAT)
os.ftruncate(f, 8192)
m = mmap.mmap(f, 8192)
m[0:6] = b"synced"
m.flush()
os.fsync(f)
m[0:6] = b"rotten"
os.close(f)
END`);
  if (exitCode === 77) return 'no python';
  if (exitCode !== 0) throw new Error(output);
  const before = (await strict.list())['f'] ?? '';
  await strict.perl('sync_folder "."');
  const later = (await strict.cut())['f'] ?? '';
  return `${before.slice(0, 6)}, then ${later.slice(0, 6)} of ${later.length}`;
}

const ext4 = await TestDisk.create({ directoryEntries: 'come-with-the-file' });
await ext4.perl('mkdir "d"; put "d/f", "x"; sync_file "d/f"; put "d/g", "y"; mkdir "e"');
const namesWithFile = await ext4.cut();
await ext4.perl('rename "d/f", "d/h"');
const renameWithFile = await ext4.cut();
await ext4.close();

const result = { ...seen, tornAppend, namesWithFile, renameWithFile };
export type Durable = typeof result;
console.log(JSON.stringify(result));
