/** Perl of the agent: policy, niceness and CPUs of the target's threads, and how each of them had them before. */

/**
 * `%origin` is keyed by thread: [start time, pid, attributes as sched_getattr gave them, CPU mask]. A thread that was
 * made meanwhile has inherited what we drew, so its origin is that of its process, or of its process's parent; of one
 * whose parent is nobody we know, what it has. As an ordinary user niceness cannot be lowered again and idle cannot be
 * left, so only batch and CPUs are drawn. Real-time policies are left out: on a machine of few cores they starve it.
 */
export const SCHEDULING = String.raw`
my (%origin, %process_origin, %last_undone, %given);
my ($scheduling_text, $draw) = ("-", 1);
my $privileged = 0;
my $ATTRIBUTES = 48;

sub attributes_of {
  my $buffer = "\0" x $ATTRIBUTES;
  return syscall($call{getattr}, $_[0] + 0, $buffer, $ATTRIBUTES, 0) == 0 ? $buffer : undef;
}
sub cpus_of {
  my $mask = "\0" x 128;
  return syscall($call{getaffinity}, $_[0] + 0, 128, $mask) > 0 ? $mask : undef;
}
sub give {
  my ($thread, $attributes, $mask) = @_;
  my $one = syscall($call{setattr}, $thread + 0, $attributes, 0);
  my $two = syscall($call{setaffinity}, $thread + 0, length $mask, $mask);
  return $one == 0 && $two == 0;
}
sub with_policy {
  my ($attributes, $policy, $nice) = @_;
  substr($attributes, 4, 4) = pack "L", $policy;
  substr($attributes, 16, 4) = pack "l", $nice if defined $nice;
  return $attributes;
}
sub random_below {
  $draw = ($draw * 1664525 + 1013904223) & 0xffffffff;
  return int(($draw / 4294967296) * $_[0]);
}
sub some_of {
  my $mask = shift;
  my @cpus = grep { vec($mask, $_, 1) } 0 .. 8 * length($mask) - 1;
  my $picked = "\0" x length $mask;
  for (@cpus) { vec($picked, $_, 1) = 1 if random_below(2) }
  vec($picked, $cpus[random_below(scalar @cpus)], 1) = 1;
  return $picked;
}

# Can it be done and undone? Tried on a child of our own. Answers what went wrong, or nothing.
sub try_scheduling {
  my $child = fork;
  return "no process can be started" unless defined $child;
  if ($child == 0) { $0 = "faultline-agent-try"; nap_ms(2000); exit_now() }
  my ($before, $mask) = (attributes_of($child), cpus_of($child));
  my $works = defined $before && defined $mask && give($child, with_policy($before, 3), some_of($mask)) && give($child, $before, $mask);
  if ($works) {
    give($child, with_policy($before, 5, 5), $mask);
    $privileged = give($child, $before, $mask) && attributes_of($child) eq $before;
  }
  kill "KILL", $child; waitpid $child, 0;
  return $works ? undef : "threads cannot be given another policy or other CPUs, or not given back what they had";
}

sub origin_of {
  my ($record, $thread, $start) = @_;
  my $known = $origin{$thread};
  return $known if $known && $known->[0] == $start;
  my $pid = $record->{pid};
  my $from = $process_origin{$pid} && $process_origin{$pid}[0] == $record->{start} ? $process_origin{$pid} : $process_origin{$record->{parent}};
  my ($attributes, $mask) = $from ? @$from[2, 3] : (attributes_of($thread), cpus_of($thread));
  return unless defined $attributes && defined $mask;
  $process_origin{$pid} //= [$record->{start}, $pid, $attributes, $mask];
  $process_origin{$pid} = [$record->{start}, $pid, $attributes, $mask] if $process_origin{$pid}[0] != $record->{start};
  return $origin{$thread} = [$start, $pid, $attributes, $mask];
}
sub each_thread {
  my $work = shift;
  for my $record (sort { $a->{pid} <=> $b->{pid} } targets()) {
    for my $thread (threads($record->{pid})) {
      my $line = slurp("/proc/$record->{pid}/task/$thread/stat");
      next unless defined $line;
      my $start = (split / /, substr($line, rindex($line, ")") + 2))[19];
      $work->($record, $thread, $start);
    }
  }
}
sub origin_line { my ($kind, $key, $origin) = @_; return join " ", $kind, $key, @$origin[0, 1], unpack("H*", $origin->[2]), unpack("H*", $origin->[3]) }

sub setting_line { my ($kind, $key, $attributes, $mask) = @_; return join ":", $kind, split(/ /, $key), unpack("x4 L x8 l", $attributes), unpack("H*", $mask) }

sub draw_anew {
  %given = ();
  each_thread(sub {
    my ($record, $thread, $start) = @_;
    my $new = !$origin{$thread} || $origin{$thread}[0] != $start;
    my $origin = origin_of($record, $thread, $start) or return;
    if ($new) { bequeath(origin_line("origin", $thread, $origin)); bequeath(origin_line("process", $record->{pid}, $process_origin{$record->{pid}})) }
    my ($policy, $nice) = unpack "x4 L x8 l", $origin->[2];
    my $attributes = $origin->[2];
    if ($policy == 0 || $policy == 3) {
      my $drawn = (0, 3, $privileged ? 5 : 3)[random_below(3)];
      $attributes = with_policy($attributes, $drawn, $privileged ? random_below(25) - 5 : $nice);
    }
    my $mask = some_of($origin->[3]);
    give($thread, $attributes, $mask) or return;
    # An idle thread keeps the niceness that it had.
    $attributes = with_policy($attributes, unpack("x4 L x8 l", attributes_of($thread) // $attributes));
    $given{"$thread $start"} = [$attributes, $mask];
  });
}
# Every thread as it was; those that were made meanwhile as their process was.
sub undo_scheduling {
  return unless %origin;
  %last_undone = ();
  for my $round (1, 2) {
    each_thread(sub {
      my ($record, $thread, $start) = @_;
      my $key = "$thread $start";
      return if $last_undone{$key};
      my $known = $origin{$thread};
      return unless $known && $known->[0] == $start || $process_origin{$record->{pid}} || $process_origin{$record->{parent}};
      my $origin = origin_of($record, $thread, $start) or return;
      give($thread, @$origin[2, 3]);
      $last_undone{$key} = [@$origin[2, 3]];
    });
  }
  %origin = (); %process_origin = (); %given = ();
  bequeath("no-origins");
}
`;
