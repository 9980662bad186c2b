/** Perl for both programs on a node: clocks, files of /proc, and the numbers of system calls. */

/**
 * perl-base has no Time::HiRes, and `syscall` is the kernel itself: no vDSO, patched or not, comes between. `scaled` is
 * floor(time * rate / 2^40) as the stub computes it; Perl's whole numbers have 64 bits, hence the halves.
 */
export const KERNEL = String.raw`
use strict; no warnings;
use Config;
my $arm = $Config{archname} =~ /^aarch64/;
my %call = $arm
  ? (clock_gettime => 113, getpriority => 141, setpriority => 140, setaffinity => 122, getaffinity => 123, setattr => 274, getattr => 275, ptrace => 117, wait4 => 260)
  : (clock_gettime => 228, getpriority => 140, setpriority => 141, setaffinity => 203, getaffinity => 204, setattr => 314, getattr => 315, ptrace => 101, wait4 => 61);
my ($REALTIME, $MONOTONIC, $RAW, $BOOTTIME, $TAI) = (0, 1, 4, 7, 11);
my $LEAST = -9223372036854775807 - 1;

sub now_ns {
  my $buffer = "\0" x 16;
  syscall($call{clock_gettime}, $_[0], $buffer) == 0 or return 0;
  my ($seconds, $ns) = unpack "q<2", $buffer;
  return $seconds * 1000000000 + $ns;
}
sub slurp {
  open(my $file, "<", $_[0]) or return undef;
  local $/;
  return scalar <$file>;
}
sub nap_ms { select(undef, undef, undef, $_[0] / 1000) }
sub scaled {
  my ($time, $rate) = @_;
  return 0 if $rate == 0;
  my $size = $rate < 0 ? -$rate : $rate;
  my ($t1, $t0, $r1, $r0) = ($time >> 32, $time & 0xffffffff, $size >> 32, $size & 0xffffffff);
  my $low = $t0 * $r0;
  my $middle = $t0 * $r1 + $t1 * $r0 + ($low >> 32);
  my $shifted = (($t1 * $r1) << 24) + ($middle >> 8);
  return $shifted unless $rate < 0;
  return -$shifted - (($middle & 0xff) || ($low & 0xffffffff) ? 1 : 0);
}

# Whose a process is: "target", "ours" (the clock is for it too), "agent" (nothing is), "none" (pid 1, the kernel's), or
# "unborn": in the middle of an exec it has neither words nor environment yet. Without an environment it may also be
# somebody's own wish; $patient says that it has been so for a while.
sub kind {
  my ($pid, $flags, $patient) = @_;
  return "none" if $pid == 1 || $flags & 0x200000;
  my $command = slurp("/proc/$pid/cmdline");
  return "unborn" unless defined $command && length $command;
  return "agent" if $command =~ /^faultline-agent/;
  return "ours" if $command =~ /^faultline-/;
  # An init in front of a program does nothing of its own; nsenter, which waits for it, would stop with it.
  return "ours" if $command =~ m{^(?:[^\0]*/)?tini\0};
  my $environment = slurp("/proc/$pid/environ");
  return "unborn" unless $patient || defined $environment && length $environment;
  return "ours" if $environment =~ /(?:^|\0)FAULTLINE_OURS=1(?:\0|$)/;
  return "target";
}
# State, parent, start time and flags; nothing when it is gone.
sub stat_of {
  my $line = slurp("/proc/$_[0]/stat");
  return unless defined $line;
  my @fields = split / /, substr($line, rindex($line, ")") + 2);
  return @fields[0, 1, 19, 6];
}
sub pids {
  opendir(my $folder, "/proc") or return ();
  return grep { /^[0-9]/ } readdir $folder;
}
sub threads {
  opendir(my $folder, "/proc/$_[0]/task") or return ();
  return grep { /^[0-9]/ } readdir $folder;
}
# Where its vDSO lies, and how long it is.
sub vdso_of {
  my $maps = slurp("/proc/$_[0]/maps");
  return unless defined $maps && $maps =~ /^([0-9a-f]+)-([0-9a-f]+) .*\[vdso\]$/m;
  my ($from, $to) = map { no warnings; hex } ($1, $2);
  return ($from, $to - $from);
}
sub read_at {
  my ($file, $at, $length) = @_;
  my $data = "";
  sysseek($file, $at, 0) or return "";
  my $count = sysread($file, $data, $length);
  return defined $count ? $data : "";
}
sub write_at {
  my ($file, $at, $data) = @_;
  sysseek($file, $at, 0) or return 0;
  my $count = syswrite($file, $data);
  return defined $count && $count == length $data;
}
# One more than a set's words, to its end; see clock/stub-x86-64.s.
my ($SETS, $SET_WORDS, $BANK_WORDS, $PARAMETER_BYTES) = (5, 7, 38, 8 * (2 + 2 * 38));
# The words of the bank that counts.
sub active_bank {
  my @words = unpack "x8 q<*", $_[0];
  my $generation = shift @words;
  return splice @words, ($generation & 1) * $BANK_WORDS, $BANK_WORDS;
}
`;
