/** A target for faults on disks: one program per node that writes numbers, synced and not, and notes what it finds. */
import { z } from 'zod';
import { defineTarget } from '../../../harness/contracts/target.js';

/**
 * Where it notes, one line each: what it found when it started, and what failed; and the last number that it knows to be
 * on the disk. None of them is on the disk that is tampered with.
 */
export const STARTS = '/tmp/starts';
export const FAILURES = '/tmp/failures';
export const SAFE = '/tmp/safe';

/**
 * Every few ms the next number goes to both files, and one of them is synced; of the other the name alone is. Failures
 * are noted once for each kind.
 */
const JOURNAL = `use strict; use IO::Handle; use Errno;
sub last_of { open(my $file, "<", shift) or return 0; my $last = 0; while (<$file>) { $last = $1 if /^(\\d+) *\\n/ } $last }
sub note { my ($how, $where, $text) = @_; open(my $file, $how, $where) or die; syswrite($file, $text); close $file }
# Whoever reads it finds the last number or the one before, and never an empty file.
sub safe { note(">", "${SAFE}.new", shift); rename("${SAFE}.new", "${SAFE}") or die }
my ($synced, $unsynced) = (last_of("/data/synced"), last_of("/data/unsynced"));
note(">>", "${STARTS}", "$synced $unsynced\\n");
for my $name ("synced", "unsynced") { open(my $file, ">>", "/data/$name"); $file->sync if $file && $name eq "synced" }
if (open(my $folder, "<", "/data")) { $folder->sync }
my %known;
sub failed { my $what = join " ", shift, grep { $!{$_} } qw(EIO ENOSPC EROFS); return if $known{$what}++;
  note(">>", "${FAILURES}", "$what\\n") }
my $number = $synced > $unsynced ? $synced : $unsynced;
while (1) {
  $number++;
  for my $name ("synced", "unsynced") {
    open(my $file, ">>", "/data/$name") or do { failed("open"); next };
    my $line = $name eq "synced" ? "$number\\n" : sprintf("%-1023d\\n", $number);
    defined syswrite($file, $line) or failed("write");
    next if $name eq "unsynced";
    if ($file->sync) { safe($number) } else { failed("fsync") }
  }
  select(undef, undef, undef, 0.005);
}`;

export const journal = defineTarget({
  name: 'journal',
  describe: 'a program that writes numbers',
  software: {},
  options: z.strictObject({}),
  claims: () => ({}),
  processes: () => [
    {
      name: 'journal',
      command: ['perl', '-e', JOURNAL],
      dataFolders: ['/data'],
      ready: async () => ({ ready: true as const }),
    },
  ],
  clients: {},
});
