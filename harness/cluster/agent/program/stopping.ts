/** Perl of the agent: the table of the node's processes, and who is stopped by whom. */

/**
 * `%process` is keyed by pid; a record dies with its process (start time), and its vDSO is looked at again when it runs
 * another program (its old memory reads as nothing). `%held` are those that a pause or a stutter has stopped, with
 * their start times: they alone are continued. What must be undone if this process dies is told to the guardian first.
 */
export const STOPPING = String.raw`
my (%process, %held, $ledger);
my $looks = 0;

sub tell { syswrite($ledger, "$_[0]\n") if $ledger }

# Brings %process up to date, and answers the pids that are new or run another program than before.
sub refresh {
  my %seen; my @fresh;
  $looks++;
  for my $pid (pids()) {
    my $known = $process{$pid};
    if ($known && $known->{kind} eq "none" && ($looks + $pid) % 40) { $seen{$pid} = 1; next }
    my ($state, $parent, $start) = stat_of($pid);
    next unless defined $start && $state ne "Z" && $state ne "X";
    $seen{$pid} = 1;
    if ($known && $known->{start} == $start) {
      $known->{state} = $state;
      next if $known->{kind} eq "none" && length(slurp("/proc/$pid/cmdline") // "") == 0;
      next unless $known->{memory} && length(read_at($known->{memory}, $known->{base}, 1)) == 0;
    }
    my $record = $process{$pid} = { pid => $pid, start => $start, parent => $parent, state => $state, kind => kind($pid) };
    if ($record->{kind} eq "target" || $record->{kind} eq "ours") {
      ($record->{base}, $record->{size}) = vdso_of($pid);
      if ($record->{base} && open(my $memory, "+<", "/proc/$pid/mem")) { $record->{memory} = $memory }
    }
    push @fresh, $pid if $record->{kind} ne "none";
  }
  for my $pid (keys %process) { delete $process{$pid} unless $seen{$pid} }
  for my $pid (keys %held) { forget_held($pid) unless $process{$pid} && $process{$pid}{start} == $held{$pid} }
  return @fresh;
}
sub targets { return grep { $_->{kind} eq "target" } values %process }

sub forget_held { delete $held{$_[0]}; tell("continued $_[0]") }
sub all_stopped {
  my $pid = shift;
  for my $thread (threads($pid)) {
    my $line = slurp("/proc/$pid/task/$thread/stat");
    next unless defined $line;
    return 0 unless substr($line, rindex($line, ")") + 2, 1) =~ /[TtZX]/;
  }
  return 1;
}

# Stops every process of the target, those that are forked meanwhile too; waits up to $patience ms for it to be so.
sub hold {
  my $patience = shift;
  for my $round (1 .. 20) {
    refresh();
    my $new = 0;
    for my $record (targets()) {
      my $pid = $record->{pid};
      next if $record->{state} =~ /[Tt]/;
      unless ($held{$pid}) { $new++; $held{$pid} = $record->{start}; tell("stopped $pid $record->{start}") }
      kill "STOP", $pid;
    }
    last unless $new;
  }
  my $until = now_ns($MONOTONIC) + $patience * 1000000;
  for my $pid (keys %held) {
    nap_ms(0.1) until all_stopped($pid) || now_ns($MONOTONIC) > $until;
  }
}
sub release {
  for my $pid (keys %held) {
    my ($state, $parent, $start) = stat_of($pid);
    kill "CONT", $pid if defined $start && $start == $held{$pid};
    forget_held($pid);
  }
}

# Runs $work while the process stands still, with none of its threads inside the bytes [from, to) that are given.
# It goes on only if it went before. Answers nothing when all is well, else what is not.
sub standing_still {
  my ($record, $ranges, $work) = @_;
  my $pid = $record->{pid};
  my $why = "its threads do not stop";
  for my $try (1 .. 20) {
    my ($state, $parent, $start) = stat_of($pid);
    return "it is gone" unless defined $start && $start == $record->{start} && $state ne "Z";
    my $stopped_before = $state =~ /[Tt]/ || $held{$pid};
    unless ($stopped_before) { tell("stopped $pid $start"); kill "STOP", $pid }
    my $result = "later";
    my $until = now_ns($MONOTONIC) + 10000000;
    nap_ms(0.1) until all_stopped($pid) || now_ns($MONOTONIC) > $until;
    if (all_stopped($pid)) {
      my $inside = inside($pid, $record->{base}, $ranges);
      if (!defined $inside) { $result = $why = "where its threads are cannot be read" }
      elsif ($inside) { $why = "one of its threads stays where the patch goes" }
      else { $result = $work->() }
    }
    unless ($stopped_before) { kill "CONT", $pid; tell("continued $pid") }
    return $result unless defined $result && $result eq "later";
    return $why if $stopped_before;
    nap_ms(1);
  }
  return $why;
}
# Is the program counter of one of its threads in there? Undefined when that cannot be known.
sub inside {
  my ($pid, $base, $ranges) = @_;
  for my $thread (threads($pid)) {
    my $line = slurp("/proc/$pid/task/$thread/syscall");
    next if !-e "/proc/$pid/task/$thread";
    return undef unless defined $line && length $line;
    return 1 if $line =~ /^running/;
    my $counter = hex((split / /, $line)[-1] =~ s/^0x|\s+$//gr);
    for my $range (@$ranges) { return 1 if $counter > $base + $range->[0] && $counter < $base + $range->[1] }
  }
  return 0;
}
`;
