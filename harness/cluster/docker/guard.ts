/** The guard of a node: a shell for faults that undoes them by itself when its controller is gone or silent. */

/** Named so in a process list, by which `heal` sees that a run is in progress. */
export const GUARD_NAME = 'faultline-guard';

/** Without a word for so long the controller counts as gone, ms. */
export const GUARD_SILENCE_MS = 4_000;
/** How often a controller says a word (an empty line), ms. */
export const HEARTBEAT_INTERVAL_MS = 1_000;

/**
 * Stands between the controller and a shell, in Perl, because the shell itself cannot wait for input with a timeout.
 * When its input ends, when nothing comes for too long, or when the shell ends, it kills the shell with whatever it is
 * doing and cleans the node.
 */
const PROGRAM = `
use strict;
$0 = "${GUARD_NAME}";
$SIG{PIPE} = "IGNORE"; $SIG{HUP} = "IGNORE";
my $ended = 0;
# WNOHANG: a shell that was stopped for a moment, as when its clock is changed, has not ended.
$SIG{CHLD} = sub { $ended = 1 if waitpid(-1, 1) > 0 };
pipe(my $read, my $write) or die "pipe: $!";
my $shell = fork; defined $shell or die "fork: $!";
if ($shell == 0) {
  setpgrp(0, 0);
  $SIG{PIPE} = $SIG{HUP} = $SIG{CHLD} = "DEFAULT";
  open(STDIN, "<&", $read); close $read; close $write;
  exec "/bin/sh" or exit 127;
}
close $read;
while (!$ended) {
  my $bits = ""; vec($bits, 0, 1) = 1;
  my $ready = select($bits, undef, undef, ${GUARD_SILENCE_MS / 1000});
  last if $ready == 0;
  next if $ready < 0;
  my $count = sysread(STDIN, my $data, 65536);
  next if !defined $count && $!{EINTR};
  last unless $count;
  for (my $from = 0; $from < $count;) {
    my $written = syswrite($write, $data, $count - $from, $from);
    last unless defined $written;
    $from += $written;
  }
}
kill "KILL", -$shell, $shell;
$SIG{CHLD} = "DEFAULT";
open(STDOUT, ">", "/dev/null"); open(STDERR, ">", "/dev/null");
`;

/** Our packet filter and queue, and every stopped process, which in a node's namespaces is ours. */
const CLEAN_UP = `
system("nft", "delete", "table", "inet", "faultline");
system("tc", "qdisc", "delete", "dev", "eth0", "root");
system("ip", "link", "set", "dev", "eth0", "gso_max_segs", "65535");
for my $file (glob "/proc/[0-9]*/stat") {
  open(my $stat, "<", $file) or next;
  my $line = <$stat>;
  kill "CONT", $1 if $line =~ /^([0-9]+) .*\\) T /s;
}
`;

/** A guard that cleans up by this Perl: it takes a shell's input and gives a shell's output. */
export function guardCommand(cleanUp: string, ...words: readonly string[]): readonly string[] {
  return ['perl', '-e', PROGRAM + cleanUp, ...words];
}

/** The command that runs the guard in a node of a docker cluster. */
export const GUARD_COMMAND: readonly string[] = guardCommand(CLEAN_UP);
