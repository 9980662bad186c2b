/** The first process of a node on a machine, in Perl: it starts the target's programs, keeps their orphans, and ends with its run. */

/** Without a word for so long the controller counts as gone, ms: longer than a broken connection takes to be made again. */
export const INIT_SILENCE_MS = 5_000;

/** Where it listens, as the node sees it. */
export const INIT_SOCKET = '/run/faultline/socket';

/**
 * It listens on a socket, so that it outlives the connection that it is spoken to by; when it ends, the kernel ends
 * everything in its process namespace. Lines `ID VERB ...`, answered by `ID ok ...` or `ID error ...`; an empty line is a
 * heartbeat. Words of commands and environments are hexadecimal, joined by commas.
 *
 *     start NUMBER LOG ENVIRONMENT COMMAND      its output goes to that log
 *     claim NUMBER                              this connection will be the stdin and stdout of that program
 *     converse NUMBER LOG ENVIRONMENT COMMAND   the same as start, with the connection that was claimed for it
 *     signal NUMBER NAME                        to all that it forked
 *     state NUMBER                              a letter for each of those, as the kernel has it
 *     list                                      NUMBER:running and NUMBER:STATUS of all that were started
 *     now                                       the kernel's CLOCK_MONOTONIC, ns
 *     end                                       everything ends
 *
 * and, to everybody who is connected, `exited NUMBER STATUS`, as wait(2) has it. A program has a supervisor in front,
 * which adopts what it orphans, and kills what is left when it has ended.
 */
const PROGRAM = String.raw`
use strict; use Socket; use POSIX (); use Config; use Errno qw(EINTR);
$0 = "faultline-init";
my $arm = $Config{archname} =~ /^aarch64/;
my ($PRCTL, $CLOCK) = $arm ? (167, 113) : (157, 228);
sub now { my $t = pack("qq", 0, 0); syscall($CLOCK, 1, $t); my ($s, $n) = unpack("qq", $t); return $s * 1000000000 + $n }
my ($path, $silence_ms) = @ARGV;
$SIG{PIPE} = $SIG{HUP} = $SIG{TERM} = $SIG{INT} = "IGNORE";
pipe(my $woken, my $wake) or die "pipe: $!";
$SIG{CHLD} = sub { syswrite($wake, "x") };
unlink $path;
socket(my $door, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
bind($door, sockaddr_un("$path.new")) && chmod(0600, "$path.new") && listen($door, 32) && rename("$path.new", $path) or die "listen: $!";
my (%visitor, %program, %number_of);

sub slurp { open(my $file, "<", $_[0]) or return ""; local $/; return scalar(<$file>) // "" }
sub below {
  my $root = shift;
  my (%children, %state);
  opendir(my $folder, "/proc") or return ();
  for my $pid (grep { /^[0-9]/ } readdir $folder) {
    my $line = slurp("/proc/$pid/stat");
    my ($state, $parent) = split / /, substr($line, rindex($line, ")") + 2);
    next unless defined $parent && length $line;
    push @{$children{$parent}}, $pid; $state{$pid} = $state;
  }
  my (%found, @queue); @queue = ($root);
  while (defined(my $parent = shift @queue)) {
    for my $child (@{$children{$parent} || []}) { push @queue, $child; $found{$child} = $state{$child} unless $state{$child} =~ /[ZX]/ }
  }
  return %found;
}
sub signal_all {
  my ($root, $name) = @_;
  my %done;
  for (1 .. 50) {
    my %found = below($root);
    my @fresh = grep { !$done{$_}++ } keys %found;
    return unless @fresh;
    kill $name, @fresh;
  }
}
sub words { return map { pack "H*", $_ } split /,/, $_[0], -1 }

# In a process of its own: what the program's end came to goes into the pipe.
sub supervise {
  my ($log, $environment, $command, $report, $talk) = @_;
  $0 = "faultline-supervisor";
  POSIX::setsid();
  syscall($PRCTL, 36, 1, 0, 0, 0);
  pipe(my $failed, my $fails) or POSIX::_exit(1);
  my $child = fork;
  defined $child or do { syswrite($report, "error no process: $!\n"); POSIX::_exit(1) };
  if ($child == 0) {
    POSIX::setsid();
    close $failed;
    my $in = $talk; my $out = $talk;
    $in || open($in, "<", "/dev/null");
    open(my $file, ">>", $log) or do { syswrite($fails, "$log: $!"); POSIX::_exit(127) };
    POSIX::dup2(fileno($in), 0); POSIX::dup2(fileno($out || $file), 1); POSIX::dup2(fileno($file), 2);
    $SIG{$_} = "DEFAULT" for qw(PIPE HUP TERM INT CHLD);
    %ENV = map { split /=/, $_, 2 } words($environment);
    my @words = words($command);
    exec { $words[0] } @words;
    syswrite($fails, "$!"); POSIX::_exit(127);
  }
  close $fails; close $talk if $talk;
  my $why = "";
  while (1) { my $count = sysread($failed, $why, 4096, length $why); next if !defined $count && $!{EINTR}; last unless $count }
  if (length $why) { syswrite($report, "error $why\n"); POSIX::_exit(1) }
  syswrite($report, "ok\n");
  my $status = 9;
  while (1) {
    my $pid = waitpid(-1, 0);
    last if $pid < 0 && !$!{EINTR};
    next unless $pid == $child;
    $status = $?;
    last;
  }
  signal_all($$, "KILL");
  syswrite($report, "$status\n");
  POSIX::_exit(0);
}
sub start {
  my ($visitor, $number, $log, $environment, $command) = @_;
  return "error number $number was started before" if $program{$number};
  pipe(my $read, my $report) or return "error pipe: $!";
  my $pid = fork;
  return "error no process: $!" unless defined $pid;
  if ($pid == 0) {
    $SIG{CHLD} = "DEFAULT";
    close $_ for $door, $read, $woken, $wake, grep { !$visitor || $_ != $visitor } map { $_->{socket} } values %visitor;
    supervise($log, $environment, $command, $report, $visitor);
  }
  close $report;
  my $line = "";
  while ($line !~ /\n/) {
    my $count = sysread($read, $line, 4096, length $line);
    next if !defined $count && $!{EINTR};
    last unless $count;
  }
  $line =~ s/^([^\n]*)\n?//;
  my $said = $1;
  return $said || "error its supervisor is gone" unless $said eq "ok";
  $program{$number} = { pid => $pid, report => $read, said => $line };
  $number_of{$pid} = $number;
  return "ok";
}
sub reap {
  while ((my $pid = waitpid(-1, POSIX::WNOHANG())) > 0) {
    my $number = delete $number_of{$pid};
    next unless defined $number;
    my $program = $program{$number};
    while (1) { my $count = sysread($program->{report}, $program->{said}, 4096, length $program->{said}); next if !defined $count && $!{EINTR}; last unless $count }
    # A supervisor that was killed itself has said nothing.
    $program->{status} = $program->{said} =~ /^(\d+)$/m ? $1 : 9;
    close delete $program->{report};
    syswrite($_->{socket}, "exited $number $program->{status}\n") for values %visitor;
  }
}
sub answer {
  my ($visitor, $verb, $number, @words) = @_;
  if ($verb eq "start") { return start(undef, $number, @words) }
  if ($verb eq "claim") { $visitor->{claims} = $number; return "ok" }
  if ($verb eq "converse") {
    my ($place) = grep { ($visitor{$_}{claims} // "") eq $number } keys %visitor;
    return "error nobody claimed number $number" unless defined $place;
    my $said = start($visitor{$place}{socket}, $number, @words);
    delete $visitor{$place};
    return $said;
  }
  if ($verb eq "now") { return "ok " . now() }
  if ($verb eq "list") { return "ok " . join " ", map { "$_:" . ($program{$_}{status} // "running") } sort keys %program }
  if ($verb eq "end") { kill "KILL", -1; POSIX::_exit(0) }
  my $program = $program{$number // ""} or return "error there is no number $number";
  if ($verb eq "signal") { signal_all($program->{pid}, $words[0]) unless defined $program->{status}; return "ok" }
  if ($verb eq "state") { return "ok " . (defined $program->{status} ? "" : join "", values %{{ below($program->{pid}) }}) }
  return "error it does not know the verb $verb";
}
my $last_word = now();
while (now() - $last_word < $silence_ms * 1000000) {
  my $bits = "";
  vec($bits, fileno($_), 1) = 1 for $door, $woken, map { $_->{socket} } grep { !defined $_->{claims} } values %visitor;
  my $count = select($bits, undef, undef, 0.5);
  next if $count < 0;
  if (vec($bits, fileno($woken), 1)) { sysread($woken, my $nothing, 4096) }
  reap();
  next unless $count;
  if (vec($bits, fileno($door), 1) && accept(my $socket, $door)) { $visitor{fileno $socket} = { socket => $socket, text => "" } }
  for my $place (keys %visitor) {
    my $visitor = $visitor{$place};
    # What comes after a claim is for the program.
    next if !$visitor || defined $visitor->{claims} || !vec($bits, $place, 1);
    my $read = sysread($visitor->{socket}, $visitor->{text}, 262144, length $visitor->{text});
    next if !defined $read && $!{EINTR};
    if (!$read) { delete $visitor{$place}; next }
    $last_word = now();
    while ($visitor->{text} =~ s/^([^\n]*)\n//) {
      next if $1 eq "";
      my ($id, $verb, @words) = split / /, $1;
      my $said = eval { answer($visitor, $verb, @words) } // "error " . ($@ =~ s/\s+/ /gr);
      syswrite($visitor->{socket}, "$id $said\n");
    }
  }
}
kill "KILL", -1;
POSIX::_exit(0);
`;

/** The command of a node's first process. */
export const INIT_COMMAND: readonly string[] = ['perl', '-e', PROGRAM, '--', INIT_SOCKET, String(INIT_SILENCE_MS)];

/** Stands between a channel and the socket, on the machine: what comes in goes there, and what comes from there goes out. */
const RELAY = String.raw`
use strict; use Socket; use Errno qw(EINTR);
$0 = "faultline-relay"; $SIG{PIPE} = "IGNORE";
my $socket; my $tries = 0;
while (1) {
  socket($socket, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!\n";
  last if connect($socket, sockaddr_un($ARGV[0]));
  die "the node's first process does not answer: $!\n" if ++$tries > 40;
  select(undef, undef, undef, 0.05);
}
my $open = 1;
sub carry {
  my ($from, $to) = @_;
  my $count = sysread($from, my $data, 65536);
  return 1 if !defined $count && $!{EINTR};
  return 0 unless $count;
  for (my $at = 0; $at < $count;) { my $written = syswrite($to, $data, $count - $at, $at); return 0 unless defined $written; $at += $written }
  return 1;
}
while (1) {
  my $bits = ""; vec($bits, fileno($socket), 1) = 1; vec($bits, 0, 1) = 1 if $open;
  next if select($bits, undef, undef, undef) < 0;
  if (vec($bits, fileno($socket), 1)) { last unless carry($socket, \*STDOUT) }
  if ($open && vec($bits, 0, 1) && !carry(\*STDIN, $socket)) { $open = 0; shutdown($socket, 1) }
}
`;

/** `socket`: its path on the machine. */
export function relayCommand(socket: string): readonly string[] {
  return ['perl', '-e', RELAY, '--', socket];
}
