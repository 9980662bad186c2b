/** Bytes of stored files made wrong by a program on the node, and read before and after by another one. */
import type { Sample } from '../../../contracts/cluster.js';
import { shellCommand, shellQuote } from '../../kept-shell.js';
import type { Damage } from './choices.js';
import type { StoredFile } from './listing.js';
import type { StoragePlace } from './place.js';

/**
 * Lines on stdin: path, offset, mask, the first and the last in hexadecimal. Each is read, changed and written at once,
 * so that a program that runs can hardly come between, and is on the disk before the end.
 */
const CHANGE = `use strict;
while (<STDIN>) {
  my ($path, $offset, $mask) = split;
  ($path, $mask) = (pack("H*", $path), pack("H*", $mask));
  open(my $file, "+<", $path) or die "$path: $!\\n";
  binmode $file;
  sysseek($file, $offset, 0); my $count = sysread($file, my $bytes, length $mask);
  defined $count && $count == length $mask or die "$path: too short\\n";
  sysseek($file, $offset, 0); syswrite($file, $bytes ^ $mask) == $count or die "$path: $!\\n";
  require IO::Handle; $file->sync or die "$path: $!\\n";
}`;

const SHORTEN = `use strict; my ($path, $bytes) = @ARGV;
open(my $file, "+<", $path) or die "$path: $!\\n";
truncate($file, $bytes) or die "$path: $!\\n";
require IO::Handle; $file->sync or die "$path: $!\\n";`;

const END_OF_LINES = 'FAULTLINE_END';

/** So few at once that a program that runs hardly writes to them between one look and the next. */
const AT_ONCE = 16;

/** Bytes as they were and as they are. */
interface Done {
  readonly damage: Damage;
  readonly before: Buffer;
  readonly after: Buffer;
}

/** Does the damage, and counts by od(1) how many bits differ from what they were. */
export async function doDamage(place: StoragePlace, damages: readonly Damage[]): Promise<readonly Sample[]> {
  const done: Done[] = [];
  for (let from = 0; from < damages.length; from += AT_ONCE) {
    done.push(...(await doSome(place, damages.slice(from, from + AT_ONCE))));
  }
  return [...new Set(damages.map(({ file }) => file))].map((file): Sample => {
    const own = done.filter(({ damage }) => damage.file === file);
    const wanted = own.reduce((sum, { damage }) => sum + bitsIn(damage.mask), 0);
    const found = own.reduce((sum, { before, after }) => sum + differingBits(before, after), 0);
    return {
      subject: `${file.path} on ${place.node}`,
      expected: `${wanted} bits other than before, ${where(own.map(({ damage }) => damage))}`,
      measured: `${found} bits other than before`,
      ok: own.every(isDone),
    };
  });
}

async function doSome(place: StoragePlace, damages: readonly Damage[]): Promise<readonly Done[]> {
  const lines = damages.map(({ file, offset, mask }) => `${hex(Buffer.from(file.path))} ${offset} ${hex(mask)}`);
  const look = damages
    .map(({ file, offset, mask }) => `od -An -v -tx1 -j ${offset} -N ${mask.length} ${shellQuote(file.path)}; echo .`)
    .join('\n');
  const change = `perl -e ${shellQuote(CHANGE)} <<'${END_OF_LINES}'\n${lines.join('\n')}\n${END_OF_LINES}`;
  const printed = await place.script(`set -e\nlook() {\n${look}\n}\nlook\n${change}\nlook`);
  const seen = printed.split('.').map((text) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
  const read = (index: number): Buffer => seen[index] ?? Buffer.alloc(0);
  return damages.map((damage, index) => ({ damage, before: read(index), after: read(damages.length + index) }));
}

/** Takes the last `bytes` of a file; its size is asked for, and what is left must be what was there. */
export async function shorten(place: StoragePlace, file: StoredFile, bytes: number): Promise<readonly Sample[]> {
  const left = Math.max(0, file.bytes - bytes);
  const path = shellQuote(file.path);
  const sum = `head -c ${left} ${path} | sha256sum`;
  const cut = shellCommand(['perl', '-e', SHORTEN, file.path, String(left)]);
  const printed = await place.script(`set -e\n${sum}\n${cut}\nstat -c %s ${path}\nsha256sum < ${path}`);
  const [before = '', size = '', after = ''] = printed.split('\n');
  const subject = `${file.path} on ${place.node}`;
  return [
    { subject, expected: `${left} bytes`, measured: `${size} bytes`, ok: Number(size) === left },
    {
      subject: `what is left of ${subject}`,
      expected: 'as before',
      measured: before === after ? 'as before' : 'something else',
      ok: before === after && before !== '',
    },
  ];
}

function where(damages: readonly Damage[]): string {
  const places = damages.map(({ offset, mask }) => (mask.length === 1 ? `${offset}` : `${offset}+${mask.length}`));
  return `at byte ${places.slice(0, 5).join(', ')}${places.length > 5 ? ', ...' : ''}`;
}

function isDone({ damage: { mask }, before, after }: Done): boolean {
  if (before.length !== mask.length || after.length !== mask.length) return false;
  return mask.every((each, index) => ((before[index] ?? 0) ^ each) === after[index]);
}

function differingBits(before: Buffer, after: Buffer): number {
  return bitsIn(before.map((byte, index) => byte ^ (after[index] ?? 0)));
}

function bitsIn(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
