/** Perl of the agent: the patch is tried on a child of our own before the target's processes are touched. */

/**
 * The child reads its clocks through libc: seconds as any Perl can, and with Time::HiRes, where that is, everything
 * else. It is read before, skewed by a known line, and read again.
 */
export const TRIAL = String.raw`
my $READER = <<'END';
$0 = "faultline-agent-try"; $| = 1;
my $fine = eval { require Time::HiRes; 1 };
print "ready\n";
while (<STDIN>) {
  print join(" ", time, $fine ? (Time::HiRes::clock_gettime(0), Time::HiRes::time(), Time::HiRes::clock_gettime(1)) : ()), "\n";
}
END

# Answers what went wrong, or nothing.
sub try_clock {
  pipe(my $from_us, my $to_child) or return "pipe: $!";
  pipe(my $from_child, my $to_us) or return "pipe: $!";
  my $child = fork;
  return "no process can be started" unless defined $child;
  if ($child == 0) {
    open(STDIN, "<&", $from_us); open(STDOUT, ">&", $to_us);
    close $_ for $from_us, $to_child, $from_child, $to_us;
    exec $^X, "-e", $READER or exit_now();
  }
  close $from_us; close $to_us;
  my $wrong = eval { trial_of($child, $to_child, $from_child) } // $@;
  kill "KILL", $child; waitpid $child, 0;
  @want = (); @strobe = (0, 0, 0);
  return length $wrong ? "a process of ours was given the patch, and $wrong" : undef;
}
sub line_from {
  my ($file) = @_;
  my ($line, $until) = ("", now_ns($MONOTONIC) + 2000000000);
  while ($line !~ /\n/) {
    my $bits = ""; vec($bits, fileno($file), 1) = 1;
    my $left = $until - now_ns($MONOTONIC);
    return if $left <= 0 || select($bits, undef, undef, $left / 1000000000) < 0;
    next unless vec($bits, fileno($file), 1);
    sysread($file, $line, 4096, length $line) or return;
  }
  return $line;
}
sub trial_of {
  my ($child, $to, $from) = @_;
  defined line_from($from) or return "it did not start";
  my ($base, $size) = vdso_of($child);
  open(my $memory, "+<", "/proc/$child/mem") or return "its memory cannot be opened";
  my (undef, undef, $start) = stat_of($child);
  my %record = (pid => $child, start => $start, base => $base, size => $size, memory => $memory);
  my @apart = relations();
  my $rate = 549755813888;
  my $now = now_ns($MONOTONIC);
  $want[$_] = [$rate, 1000000000000 - scaled($now + $apart[$_], $rate)] for 0, 1;
  $want[$_] = [$rate] for 2 .. 4;
  my $was = $clock_text;
  $clock_text = "trial";
  my $wrong = bring_clock(\%record);
  $clock_text = $was;
  return $wrong if $wrong;
  nap_ms(10);
  syswrite($to, "\n");
  my $line = line_from($from);
  return "it does not answer any more" unless defined $line;
  my ($seconds, @fine) = split / /, $line;
  my $mono = now_ns($MONOTONIC);
  my $should = (now_ns($REALTIME) + 1000000000000 + ($mono - $now) / 2) / 1e9;
  for my $read ($seconds + 0.5, @fine[0 .. $#fine - 1]) {
    return "its clock shows $read where $should was to be" if abs($read - $should) > 0.75;
  }
  return "its monotonic clock shows $fine[2]" if @fine && abs($fine[2] * 1e9 - $mono - ($mono - $now) / 2) > 50000000;
  return "";
}
`;
