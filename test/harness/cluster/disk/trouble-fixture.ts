/** A disk in every kind of trouble, and what real programs notice of it; prints what was seen. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MOUNT_TYPE } from '../../../../harness/cluster/disk/mount.js';
import type { Sample } from '../../../../harness/contracts/cluster.js';
import { messageOf } from '../../../../harness/contracts/errors.js';
import type { DiskTrouble } from '../../../../harness/contracts/trouble.js';
import { TestDisk } from './test-disk.js';

const test = await TestDisk.create();
const { disk } = test;
const wrong = (samples: readonly Sample[]): readonly Sample[] => samples.filter(({ ok }) => !ok);
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** In force for what `work` does, measured before, and measured to be gone afterwards. */
async function under<Result>(trouble: DiskTrouble, work: () => Promise<Result>) {
  await disk.apply(trouble);
  const measured = await disk.measure(trouble);
  const unlike = wrong(await disk.measure({})).length;
  const result = await work();
  const inForce = await disk.audit();
  await disk.apply({});
  const clean = wrong(await disk.measure({}));
  return { result, measured: measured.length, wrong: wrong(measured), unlike, inForce: inForce.length, clean };
}

await test.sh(
  'echo kept > old; mkdir -p wal; echo kept > wal/0.wal; head -c 100000 /dev/zero > large; sync old wal/0.wal large',
);
const everyError = (operations: readonly ('read' | 'write' | 'fsync')[], files?: string): DiskTrouble => ({
  errors: [{ operations, probability: 1, ...(files !== undefined && { files }) }],
});
const overwrite = 'dd if=/dev/zero of=old bs=4 count=1 conv=notrunc';
const errors = {
  write: await under(everyError(['write']), () => test.sh(`${overwrite}; cat old`)),
  fsync: await under(everyError(['fsync']), () =>
    test.sh(`${overwrite} && dd if=/dev/zero of=old count=0 conv=fsync,notrunc`),
  ),
  read: await under(everyError(['read']), async () => [
    await test.sh('cat old'),
    await test.sh('cat old'),
    await test.sh(overwrite),
  ]),
  files: await under(everyError(['write'], '**/*.wal'), async () => [
    await test.sh(overwrite),
    await test.sh('echo more >> wal/0.wal'),
  ]),
  some: await under({ errors: [{ operations: ['write'], probability: 0.25 }] }, async () => {
    const { output } = await test.sh(
      `perl -e 'open F, ">", "some"; $f = 0; for (1 .. 400) { defined syswrite F, "x" or $f++ } print $f'`,
    );
    return Number(output);
  }),
};
const readAgain = await test.sh('cat old | wc -c');

const full = await under({ freeBytes: 50_000 }, async () => ({
  written: await test.sh('head -c 60000 /dev/zero > big; wc -c < big'),
  made: await test.sh('echo x > another'),
  overwritten: await test.sh(overwrite),
  afterRemoval: await test.sh('rm big; head -c 40000 /dev/zero > fits && wc -c < fits'),
  allocated: await test.sh('fallocate -l 30000 allocated'),
}));
const readOnly = await under({ readOnly: true }, async () => ({
  read: await test.sh('cat wal/0.wal'),
  written: await test.sh('echo x >> old'),
  made: await test.sh('mkdir new'),
  removed: await test.sh('rm -f old'),
  renamed: await test.sh('mv old older'),
}));
const slow = await under({ slow: { delayMs: 40 } }, () =>
  timed(() => test.sh('for i in 1 2 3 4 5; do echo x >> old; done')),
);
const narrow = await under({ slow: { bytesPerSecond: 200_000 } }, () => timed(() => test.sh('cat large > copy')));
// What was read is not answered from the kernel's memory while reads are slow.
const readAgainSlowly = await under({ slow: { delayMs: 150 } }, async () => {
  await test.sh('cat old; sleep 0.2');
  return timed(() => test.sh('cat old'));
});
// What holds up one does not hold up others.
const sideBySide = await under({ slow: { delayMs: 100 } }, () =>
  timed(() => test.sh('for i in 1 2 3 4 5 6 7 8; do echo x >> side-$i & done; wait')),
);
await disk.apply(everyError(['read', 'write', 'fsync']));
const cutInTrouble = wrong(await disk.powerCut({ torn: false, seed: 1 }));
await disk.apply({});

await test.sh('head -c 100000 /dev/zero > rot; sync rot');
const reader = spawn('perl', ['-e', READER()], { cwd: test.mount, stdio: ['pipe', 'pipe', 'inherit'] });
const answers: string[] = [];
reader.stdout.on('data', (chunk: Buffer) => answers.push(...chunk.toString().split('\n').filter(Boolean)));
const ask = async (): Promise<string> => {
  const count = answers.length;
  reader.stdin.write('\n');
  while (answers.length === count) await new Promise((resolve) => setTimeout(resolve, 5));
  return answers.at(-1) ?? '';
};
const readBefore = await ask();
const rotSamples = await disk.flipBits({ files: 'r?t', bits: 9, fromByte: 1_000, toByte: 1_999, seed: 5 });
const rot = { readBefore, samples: rotSamples, readAfter: await ask(), survives: '' };
reader.stdin.end();
await disk.powerCut({ torn: false, seed: 1 });
rot.survives = (
  await test.sh(
    `perl -e '${READER().replaceAll("'", '')}' < /dev/null; perl -e 'undef $/; open F, "<", "rot"; print unpack "%32b*", <F>'`,
  )
).output;
const noSuchFile = await disk.flipBits({ files: '*.none', bits: 1, seed: 1 }).then(
  () => 'done',
  (error: { code?: string }) => error.code ?? messageOf(error),
);

/** Says how many bits of the file are set, each time it is asked. */
function READER(): string {
  return 'use strict; $| = 1; open my $f, "<", "rot"; while (<STDIN>) { sysseek $f, 0, 0; sysread $f, my $text, 100000; print unpack("%32b*", $text), "\\n" }';
}

const hammer = await test.sh(`for p in 1 2 3 4 5 6; do (
  mkdir h$p && for i in $(seq 60); do
    head -c $((i * 997)) /dev/urandom > h$p/a && cp h$p/a h$p/b && mv h$p/b h$p/c && cmp h$p/a h$p/c || exit 1
    ln h$p/a h$p/l$i && rm h$p/a && sync h$p/c || exit 1
  done; [ $(ls h$p | wc -l) = 61 ] && cmp h$p/c h$p/l60 && rm -r h$p || echo failed
) & done; wait; ls -d h* 2>/dev/null | wc -l`);
const hidden = await test.sh('ls -a; rmdir .faultline; mv .faultline x; ls .faultline | wc -l');
const counts = await disk.counts();

const auditBefore = await disk.audit();
await Promise.all([disk.close(), disk.close()]);
const auditAfter = await disk.audit();
await test.close();

// Killed, its mount goes with it, and whoever asks is told.
const killed = await TestDisk.create();
const pid = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number).find(isDisk);
if (pid !== undefined) process.kill(pid, 'SIGKILL');
const gone = await killed.disk.counts().then(
  () => 'counted',
  (error: { code?: string }) => error.code ?? messageOf(error),
);
const deadline = performance.now() + 5_000;
const isMounted = (): boolean => readFileSync('/proc/self/mounts', 'utf8').includes(MOUNT_TYPE);
while (isMounted() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
const afterKill = { gone, isMounted: isMounted(), audit: await killed.disk.audit() };
await killed.close();

function isDisk(child: number): boolean {
  return (
    existsSync(`/proc/${child}/cmdline`) &&
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(join(killed.folder, 'backing'))
  );
}

const result = {
  ...{
    errors,
    readAgain,
    full,
    readOnly,
    slow,
    narrow,
    readAgainSlowly,
    sideBySide,
    cutInTrouble,
    rot,
    noSuchFile,
    hammer,
    hidden,
    counts,
  },
  ...{ auditBefore, auditAfter, afterKill },
};
export type Troubles = typeof result;
console.log(JSON.stringify(result));
