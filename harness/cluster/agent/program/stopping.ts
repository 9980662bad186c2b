/** Perl of the agent: the table of the node's processes, and who is stopped by whom. */

/**
 * `%process` is keyed by pid; a record dies with its process (start time), and its vDSO is looked at again when it runs
 * another program (its old memory reads as nothing). `%held` are those that a pause or a stutter has stopped, with
 * their start times: they alone are continued. What must be undone if this process dies is told to the guardian first.
 */
export const STOPPING = String.raw`
my (%process, %held, %straggler, $ledger);
my $looks = 0;

sub bequeath { syswrite($ledger, "$_[0]\n") if $ledger }

# Brings %process up to date.
sub refresh {
  my %seen;
  $looks++;
  for my $pid (pids()) {
    my $known = $process{$pid};
    if ($known && $known->{kind} eq "none" && ($looks + $pid) % 40) { $seen{$pid} = 1; next }
    my ($state, $parent, $start, $flags) = stat_of($pid);
    next unless defined $start && $state ne "Z" && $state ne "X";
    $seen{$pid} = 1;
    my $looks_at_it = 1;
    if ($known && $known->{start} == $start) {
      $known->{state} = $state;
      next if $known->{kind} eq "agent" || !$known->{memory} && $known->{looks} > 40;
      if ($known->{memory}) { next if length(read_at($known->{memory}, $known->{base}, 1)) }
      else { $looks_at_it += $known->{looks} }
    }
    my $record = $process{$pid} = { pid => $pid, start => $start, parent => $parent, state => $state, looks => $looks_at_it };
    $record->{kind} = kind($pid, $flags, $looks_at_it > 3);
    if ($record->{kind} eq "target" || $record->{kind} eq "ours") {
      ($record->{base}, $record->{size}) = vdso_of($pid);
      if ($record->{base} && open(my $memory, "+<", "/proc/$pid/mem")) { $record->{memory} = $memory }
    }
  }
  for my $pid (keys %process) { delete $process{$pid} unless $seen{$pid} }
  for my $pid (keys %held) { forget_held($pid) unless $process{$pid} && $process{$pid}{start} == $held{$pid} }
}
sub targets { return grep { $_->{kind} eq "target" } values %process }

sub forget_held { delete $held{$_[0]}; bequeath("continued $_[0]") }
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
      unless ($held{$pid}) { $new++; $held{$pid} = $record->{start}; bequeath("stopped $pid $record->{start}") }
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

# Runs $work while the process stands still, with none of its threads inside the ranges given. Answers nothing when all
# is well, else what is not. By ptrace: unlike a signal it is noticed neither by its parent (nsenter would stop itself
# too, and for good) nor by a pause, and the kernel lets go of it when we die.
sub standing_still {
  my ($record, $ranges, $work) = @_;
  my $pid = $record->{pid};
  my $why = "its threads do not stop";
  my $until = now_ns($MONOTONIC) + 300000000;
  for (my $try = 0; $try < 20 && now_ns($MONOTONIC) < $until; $try++) {
    let_stragglers_go();
    if (grep { $_ == $pid } values %straggler) { nap_ms(1); redo if now_ns($MONOTONIC) < $until; last }
    my (undef, undef, $start) = stat_of($pid);
    return "it is gone" unless defined $start && $start == $record->{start};
    my ($seized, $wrong) = seize($pid);
    my $result = $wrong;
    if ($wrong && $wrong eq "its threads do not stop") { let_go($pid, $seized); next }
    unless ($wrong) {
      my $inside = inside($pid, $record->{base}, $ranges);
      if (!defined $inside) { $wrong = $result = "where its threads are cannot be read" }
      elsif ($inside) { $why = "one of its threads stays where the patch goes" }
      else { $result = $work->() }
      $wrong //= $inside ? undef : "done";
    }
    let_go($pid, $seized);
    return $result if $wrong;
    nap_ms(1);
  }
  return $why;
}
my ($SEIZE, $INTERRUPT, $DETACH, $NO_HANG_ALL) = (0x4206, 0x4207, 17, 0x40000001);
sub trace { return syscall($call{ptrace}, $_[0], $_[1] + 0, 0, $_[2]) == 0 }
# Stops every thread, those made meanwhile too. Answers {thread => signal that was on its way, undefined while it runs},
# and what went wrong.
sub seize {
  my $pid = shift;
  my %seized;
  my $until = now_ns($MONOTONIC) + 50000000;
  for my $round (1 .. 50) {
    my @new = grep { !exists $seized{$_} } threads($pid);
    return (\%seized) unless @new;
    for my $thread (@new) {
      if (trace($SEIZE, $thread, 0)) { $seized{$thread} = undef; trace($INTERRUPT, $thread, 0); next }
      my $line = slurp("/proc/$pid/task/$thread/stat");
      return (\%seized, "it cannot be traced") if defined $line && $line !~ /\) [ZX] /;
      $seized{$thread} = -1;
    }
    for my $thread (@new) {
      my $polls = 0;
      until (defined $seized{$thread}) {
        $seized{$thread} = stop_of($thread);
        last if defined $seized{$thread};
        return (\%seized, "its threads do not stop") if now_ns($MONOTONIC) > $until;
        nap_ms(0.02) if ++$polls > 20;
      }
    }
  }
  return (\%seized, "it makes threads faster than they can be stopped");
}
# Undefined while it runs, -1 when it is gone, 0 when it stands still, or the signal that it was to get.
sub stop_of {
  my $status = "\0" x 8;
  my $got = syscall($call{wait4}, $_[0] + 0, $status, $NO_HANG_ALL, 0);
  return $got == 0 ? undef : -1 if $got != $_[0];
  my $word = unpack "L", $status;
  return -1 if ($word & 0xff) != 0x7f;
  return $word >> 16 ? 0 : ($word >> 8) & 0xff;
}
sub let_go {
  my ($pid, $seized) = @_;
  for my $thread (keys %$seized) {
    my $signal = $seized->{$thread};
    if (!defined $signal) { $straggler{$thread} = $pid }
    elsif ($signal >= 0) { trace($DETACH, $thread, $signal) }
  }
}
# Threads that the kernel was busy with stop later, and must not wait for us then.
sub let_stragglers_go {
  for my $thread (keys %straggler) {
    my $signal = stop_of($thread);
    next unless defined $signal;
    trace($DETACH, $thread, $signal) if $signal >= 0;
    delete $straggler{$thread};
  }
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
