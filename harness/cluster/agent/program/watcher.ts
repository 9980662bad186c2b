/** The watcher of a node, in Perl: it measures what the agent did, and is treated as the node's other programs are. */
import { KERNEL } from './kernel.js';

/**
 * Lines `ID VERB ...`, answered by `ID ok ...` or `ID error ...`; it ends with its input. Its clock is patched as
 * everybody's, so it reads it through libc (Time::HiRes), and the kernel's beside it.
 *   clock      -> realtime and monotonic as read, realtime and monotonic of the kernel, ns; "-" without Time::HiRes
 *   states MS  -> samples, processes, part of the time that they were stopped, pids that were stopped in every sample
 *   threads    -> thread:start:policy:nice:mask of each of the target's threads
 *   vdso SIZE PARAMETERS AT:BYTES... -> who has which: parameters=pid,pid; "none" without the patch, "other" unreadable
 */
const MAIN = String.raw`
$0 = "faultline-watcher"; $| = 1;
my $fine = eval { require Time::HiRes; Time::HiRes::clock_gettime(0) > 0 };
my %owner;
sub ns { return sprintf "%.0f", $_[0] * 1e9 }
sub of_target {
  my @found;
  for my $pid (pids()) {
    my ($state, $parent, $start, $flags) = stat_of($pid);
    next if !defined $start || $state =~ /[ZX]/;
    # The parent of a vfork that was stopped before its exec waits in the kernel, its own stop yet to come.
    $state = "T" if $state eq "D" && stop_is_coming($pid);
    push @found, [$pid, $state] if ($owner{"$pid $start"} //= kind($pid, $flags, 1)) eq "target";
  }
  return @found;
}
sub stop_is_coming {
  my $status = slurp("/proc/$_[0]/status") // "";
  return grep { hex(substr $_, -8) & 1 << 18 } $status =~ /^(?:SigPnd|ShdPnd):\s+([0-9a-f]+)/mg;
}
sub clock {
  return "-" unless $fine;
  my @kernel = (now_ns($REALTIME), now_ns($MONOTONIC));
  my @read = (Time::HiRes::clock_gettime(0), Time::HiRes::clock_gettime(1));
  my @after = (now_ns($REALTIME), now_ns($MONOTONIC));
  return join " ", (map { ns($_) } @read), (map { int(($kernel[$_] + $after[$_]) / 2) } 0, 1), $after[1] - $kernel[1];
}
sub states {
  my $until = now_ns($MONOTONIC) + $_[0] * 1000000;
  my ($samples, $looks, $stopped, %running, %stopped_ever) = (0, 0, 0);
  %owner = ();
  do {
    for my $entry (of_target()) {
      my ($pid, $state) = @$entry;
      $looks++;
      if ($state =~ /[Tt]/) { $stopped++; $stopped_ever{$pid} = 1 } else { $running{$pid} = 1 }
    }
    $samples++;
    nap_ms(1);
  } while now_ns($MONOTONIC) < $until;
  my %all = (%running, %stopped_ever);
  return join " ", $samples, scalar(keys %all), $looks ? $stopped / $looks : 0, grep { !$running{$_} } sort keys %stopped_ever;
}
sub threads_seen {
  my @lines;
  %owner = ();
  for my $entry (of_target()) {
    for my $thread (threads($entry->[0])) {
      my ($attributes, $mask) = ("\0" x 48, "\0" x 128);
      my $line = slurp("/proc/$entry->[0]/task/$thread/stat") // next;
      my $start = (split / /, substr($line, rindex($line, ")") + 2))[19];
      next if syscall($call{getattr}, $thread + 0, $attributes, 48, 0) != 0 || syscall($call{getaffinity}, $thread + 0, 128, $mask) <= 0;
      push @lines, join ":", $thread, $start, unpack("x4 L x8 l", $attributes), unpack("H*", $mask);
    }
  }
  return join " ", @lines;
}
sub vdso_seen {
  my ($size, $parameters, @entries) = @_;
  my %group;
  for my $pid (pids()) {
    my ($state, $parent, $start, $flags) = stat_of($pid);
    next if !defined $start || $state =~ /[ZX]/;
    my $kind = kind($pid, $flags, 1);
    next unless $kind eq "target" || $kind eq "ours";
    my ($base, $length) = vdso_of($pid);
    my $what = "other";
    if ($base && $length == $size && open(my $memory, "<", "/proc/$pid/mem")) {
      my $jumps = grep { my ($at, $bytes) = split /:/; unpack("H*", read_at($memory, $base + $at, length($bytes) / 2)) eq $bytes } @entries;
      $what = $jumps == @entries ? unpack("H*", read_at($memory, $base + $parameters, $PARAMETER_BYTES)) : "none";
    }
    # It may have ended, or begun another program, meanwhile.
    my ($state_now, $parent_now, $start_now) = stat_of($pid);
    next if !defined $start_now || $start_now != $start || $state_now =~ /[ZX]/;
    push @{$group{$what}}, $pid == $$ ? "$pid!" : $pid;
  }
  return join " ", map { "$_=" . join ",", @{$group{$_}} } keys %group;
}
while (my $line = <STDIN>) {
  my ($id, $verb, @words) = split /\s+/, $line;
  next unless defined $verb;
  my $answer = eval {
    $verb eq "clock" ? clock() : $verb eq "states" ? states(@words) : $verb eq "threads" ? threads_seen()
      : $verb eq "vdso" ? vdso_seen(@words) : die "it does not know the verb $verb";
  };
  print defined $answer ? "$id ok $answer\n" : "$id error " . ($@ =~ s/\s+/ /gr) . "\n";
}
`;

export const WATCHER_PROGRAM = KERNEL + MAIN;
