/** The agent of a node, in Perl: the one actor that stops, schedules and skews what runs there. */
import { CLOCK } from './clock.js';
import { KERNEL } from './kernel.js';
import { SCHEDULING } from './scheduling.js';
import { STOPPING } from './stopping.js';
import { TRIAL } from './trial.js';

/** Without a word for so long the controller counts as gone, ms. */
const SILENCE_MS = 4_000;
/** How often the process list is looked at while anything is in force, ms. */
const LOOK_INTERVAL_MS = 25;

/**
 * Two processes. The worker takes lines `ID VERB ...` and answers `ID ok ...` or `ID error ...`; it undoes everything
 * when its input ends or falls silent, or when the guardian is gone. The guardian hears from it, through a pipe, what
 * would have to be undone, and does that when the worker is gone. An empty line is the controller's heartbeat.
 */
const MAIN = String.raw`
$SIG{PIPE} = "IGNORE"; $SIG{HUP} = "IGNORE"; $SIG{INT} = "IGNORE";
pipe(my $heard, $ledger) or die "pipe: $!";
my $guardian = $$;
my $worker = fork; defined $worker or die "fork: $!";
if ($worker != 0) {
  $0 = "faultline-agent-guardian";
  close $ledger; undef $ledger;
  open(STDIN, "<", "/dev/null"); open(STDOUT, ">", "/dev/null"); open(STDERR, ">", "/dev/null");
  $SIG{TERM} = "IGNORE";
  remember($_) while <$heard>;
  waitpid $worker, 0;
  undo();
  exit 0;
}
$0 = "faultline-agent";
close $heard;
my $told_to_end = 0;
$SIG{TERM} = sub { $told_to_end = 1 };
syscall($call{setpriority}, 0, 0, -10);
$| = 1;

sub exit_now { kill "KILL", $$ }
sub remember {
  my ($verb, @words) = split /\s+/, $_[0];
  if ($verb eq "stopped") { $held{$words[0]} = $words[1] }
  elsif ($verb eq "continued") { delete $held{$words[0]} }
  elsif ($verb eq "patch") { set_patch(join " ", @words) }
  elsif ($verb eq "no-origins") { %origin = (); %process_origin = () }
  elsif ($verb eq "origin" || $verb eq "process") {
    my ($key, $start, $pid, $attributes, $mask) = @words;
    ($verb eq "origin" ? $origin{$key} : $process_origin{$key}) = [$start, $pid, pack("H*", $attributes), pack("H*", $mask)];
  }
}
sub undo {
  my %stopped = %held;
  refresh();
  %held = %stopped;
  undo_scheduling();
  @want = (undef) x $SETS; @strobe = (0, 0, 0); $second_at = undef; $clock_text = "-";
  bring_clocks();
  release();
}

my ($paused, $pause_ns, $every_ns, $stutter_text) = (0, 0, 0, "-");
my ($next_look, $next_stutter, $stop_due, $next_draw, $in_pause, $renew_ns) = (0, 0, 0, 0, 0, 0);

sub in_force { return $paused || $stutter_text ne "-" || $scheduling_text ne "-" || clock_wanted() || $unsettled }
sub standing { return $paused || $in_pause }

sub apply {
  my %field = map { split /=/, $_, 2 } @_;
  $paused = $field{paused};
  %last_undone = ();
  my $now = now_ns($MONOTONIC);
  if ($field{stutter} ne $stutter_text) {
    $stutter_text = $field{stutter};
    ($pause_ns, $every_ns) = $stutter_text eq "-" ? (0, 0) : split /:/, $stutter_text;
    ($next_stutter, $stop_due, $in_pause) = ($now, $now, 0);
  }
  if ($paused) { hold(20) } else { refresh() }
  my $settles = want_clock($field{clock});
  release() if %held && !standing();
  if ($field{scheduling} ne $scheduling_text) {
    undo_scheduling();
    $scheduling_text = $field{scheduling};
    if ($scheduling_text ne "-") {
      ($renew_ns, $draw) = split /:/, $scheduling_text;
      draw_anew();
      $next_draw = $now + $renew_ns;
    }
  }
  $next_look = $now + ${LOOK_INTERVAL_MS} * 1000000;
  return "ok settles=$settles";
}
sub report {
  my @lines = map { "clock:$_:" . $complaint{$_} =~ s/ /_/gr } sort keys %complaint;
  push @lines, "held:" . join(",", sort keys %held) if %held;
  push @lines, "scheduled:" . scalar(keys %origin) if %origin;
  push @lines, map { setting_line("given", $_, @{$given{$_}}) } sort keys %given;
  push @lines, map { setting_line("undone", $_, @{$last_undone{$_}}) } sort keys %last_undone;
  return "ok " . join " ", @lines;
}
sub answer {
  my ($verb, $rest) = split / /, $_[0], 2;
  if ($verb eq "hello") {
    my ($base, $size) = vdso_of($$);
    return "ok -" unless $base && open(my $memory, "<", "/proc/$$/mem");
    return "ok " . unpack("H*", read_at($memory, $base, $size));
  }
  if ($verb eq "scheduling") { my $wrong = try_scheduling(); return $wrong ? "error $wrong" : "ok" }
  if ($verb eq "patch") {
    my $wrong = set_patch($rest) // try_clock();
    if ($wrong) { %patch = (); return "error $wrong" }
    bequeath("patch $rest");
    return "ok";
  }
  return apply(split / /, $rest) if $verb eq "apply";
  return report() if $verb eq "report";
  return "error it does not know the verb $verb";
}

# What is due by the clock. Answers ns until the next.
sub due {
  my $now = now_ns($MONOTONIC);
  if ($stutter_text ne "-" && !$paused && $now >= $next_stutter) {
    # A pause that begins late is as long as any; the next begins when it would have.
    if ($in_pause) {
      $in_pause = 0; release();
      $now = now_ns($MONOTONIC);
      $stop_due += $every_ns;
      $stop_due = $now + $every_ns - $pause_ns if $stop_due < $now;
      $next_stutter = $stop_due;
    } else {
      $in_pause = 1; hold(0);
      $now = now_ns($MONOTONIC);
      $next_stutter = $now + $pause_ns;
    }
  }
  if ($scheduling_text ne "-" && $now >= $next_draw) {
    refresh(); draw_anew();
    $now = now_ns($MONOTONIC);
    $next_draw += $renew_ns while $next_draw <= $now;
  }
  if (in_force() && $now >= $next_look) {
    if (standing()) { hold(0) } else { refresh() }
    bring_new_clocks();
    $now = now_ns($MONOTONIC);
    $next_look = $now + ${LOOK_INTERVAL_MS} * 1000000;
  }
  let_stragglers_go();
  my $next = $now + (%straggler ? 1000000 : 500000000);
  $next = $next_look if in_force() && $next_look < $next;
  $next = $next_draw if $scheduling_text ne "-" && $next_draw < $next;
  $next = $next_stutter if $stutter_text ne "-" && !$paused && $next_stutter < $next;
  return $next > $now ? $next - $now : 0;
}

my $input = "";
my $last_word = now_ns($MONOTONIC);
until ($told_to_end) {
  my $wait = due();
  my $bits = ""; vec($bits, fileno(STDIN), 1) = 1;
  my $ready = select($bits, undef, undef, $wait / 1000000000);
  if ($ready > 0) {
    my $count = sysread(STDIN, $input, 262144, length $input);
    last if defined $count && $count == 0 || !defined $count && !$!{EINTR};
    $last_word = now_ns($MONOTONIC);
    while ($input =~ s/^([^\n]*)\n//) {
      next if $1 eq "";
      my ($id, $request) = split / /, $1, 2;
      my $reply = eval { answer($request) } // "error " . ($@ =~ s/\s+/ /gr);
      syswrite(STDOUT, "$id $reply\n");
    }
  }
  last if now_ns($MONOTONIC) - $last_word > ${SILENCE_MS} * 1000000;
  last if getppid() != $guardian;
}
undo();
exit 0;
`;

export const AGENT_PROGRAM = [KERNEL, STOPPING, CLOCK, TRIAL, SCHEDULING, MAIN].join('');
