/** Perl of the agent: what the node's processes read as the time. */

/**
 * `%patch` says what is written where (clock/patch.ts). `@want` are the lines asked for: of realtime and TAI [rate,
 * added], of the three monotonic clocks [rate]; undefined where the clock is to be right. A process's own parameters
 * are the only memory of what its clocks read before: so a fork, a late start and an earlier agent are all the same.
 *
 * A monotonic clock changes its line at a moment a little ahead, so that every thread reads the old line before and
 * the new one after; the new line begins where the old one is then. When it is to be right again and has gained, the
 * floor of the new line makes it stand still until real time has caught up.
 */
export const CLOCK = String.raw`
my (%patch, @want, $second_at, %complaint, @relations);
my @strobe = (0, 0, 0);
my $related_at = 0;
my $AHEAD_NS = 4000000;
my $NARROW_NS = 50000;
my @CLOCK_OF_SET = ($REALTIME, $TAI, $MONOTONIC, $RAW, $BOOTTIME);
my $clock_text = "-";
my $unsettled = 0;

sub set_patch {
  my ($size, $stub_offset, $stub, $parameters, @entries) = split / /, $_[0];
  %patch = (size => $size + 0, stub_offset => $stub_offset + 0, stub => pack("H*", $stub), parameters => $parameters + 0, entries => []);
  for my $entry (@entries) {
    my ($at, $before, $after) = split /:/, $entry;
    push @{$patch{entries}}, [$at + 0, pack("H*", $before), pack("H*", $after)];
  }
  my ($base, $length) = vdso_of($$);
  open(my $memory, "<", "/proc/$$/mem") or return "its own memory cannot be read";
  $patch{image} = read_at($memory, $base, $length);
  $patch{rest} = rest($patch{image});
  $patch{ranges} = [map { [$_->[0], $_->[0] + length $_->[1]] } @{$patch{entries}}];
  return;
}
# Of an image, all that we never write.
sub rest {
  my $image = shift;
  substr($image, $_->[0], length $_->[1]) = "\0" x length $_->[1] for @{$patch{entries}};
  return substr($image, 0, $patch{stub_offset});
}

# "pristine", "patched", "restored" (the stub is there, and nothing jumps to it), or "foreign".
sub patch_state {
  my $record = shift;
  return "foreign" unless $record->{memory} && ($record->{size} // 0) == $patch{size};
  my $image = read_at($record->{memory}, $record->{base}, $patch{size});
  return "pristine" if $image eq $patch{image};
  return "foreign" unless length $image == $patch{size} && rest($image) eq $patch{rest};
  my $code = substr($patch{stub}, 0, $patch{parameters} - $patch{stub_offset} + 8);
  return "foreign" unless substr($image, $patch{stub_offset}, length $code) eq $code;
  my $jumps = grep { substr($image, $_->[0], length $_->[2]) eq $_->[2] } @{$patch{entries}};
  return $jumps == @{$patch{entries}} ? "patched" : "restored";
}

# How far each of the five clocks is from CLOCK_MONOTONIC, good for a second: the narrowest of a few looks, and of many
# where others take the processor from us between the two ends of one.
sub relations {
  return @relations if @relations && now_ns($MONOTONIC) < $related_at + 1000000000;
  $related_at = now_ns($MONOTONIC);
  my @apart;
  for my $set (0 .. $SETS - 1) {
    my $width;
    for my $look (1 .. 200) {
      last if $look > 4 && $width < $NARROW_NS;
      my ($before, $there, $after) = (now_ns($MONOTONIC), now_ns($CLOCK_OF_SET[$set]), now_ns($MONOTONIC));
      next if defined $width && $after - $before >= $width;
      $width = $after - $before;
      $apart[$set] = $there - $before - int($width / 2);
    }
  }
  $apart[2] = 0;
  return @relations = @apart;
}

# clock: "-" or parts joined by commas: r=RATE:OFFSET:BASE, m=RATE, s=EVERY:OFFSET, f. Answers ns until all is so.
sub want_clock {
  my $text = shift;
  return 0 if $text eq $clock_text;
  my @apart = relations();
  my %part = map { my ($name, $value) = split /=/, $_, 2; ($name => [split /:/, $value // ""]) } split /,/, $text eq "-" ? "" : $text;
  my ($second, $settles) = (undef, 0);
  if ($part{f}) { ($second, $settles) = next_second() }
  @want = (undef) x $SETS;
  if (my $line = $part{r}) {
    for my $set (0, 1) { $want[$set] = [$line->[0] + 0, $line->[1] - scaled($line->[2] + $apart[$set], $line->[0])] }
  }
  if ($part{m}) { $want[$_] = [$part{m}[0] + 0] for 2 .. 4 }
  @strobe = $part{s} ? ($part{s}[0] + 0, $second // now_ns($REALTIME), $part{s}[1] + 0) : (0, 0, 0);
  $second_at = $second;
  $clock_text = $text;
  bring_clocks();
  return $settles;
}
# When the node's clock next shows a full second, in the kernel's time; and how long that is.
sub next_second {
  my $now = now_ns($REALTIME);
  my ($rate, $added) = $want[0] ? @{$want[0]} : (0, 0);
  my $shown = $now + scaled($now, $rate) + $added;
  my $speed = 1 + $rate / 1099511627776;
  my $left = 1000000000 - $shown % 1000000000;
  $left += 1000000000 if $left < $AHEAD_NS * $speed;
  my $wait = int($left / $speed);
  return (undef, 0) if $wait > 2000000000;
  return ($now + $wait, $wait);
}

sub clock_wanted { return $clock_text ne "-" }

# The bank that brings a process from what it has to what is wanted, monotonic clocks at $ahead; nothing when it has that.
sub new_bank {
  my ($bank, $ahead, $apart) = @_;
  my @new = @$bank;
  my ($changed, $timed) = (0, 0);
  for my $set (0 .. $SETS - 1) {
    my $at = $set * $SET_WORDS;
    my @words = @new[$at .. $at + $SET_WORDS - 1];
    my $there = $apart->[$set] + $ahead;
    my $next = $set < 2 && defined $second_at ? $second_at + $apart->[$set] - $apart->[0] : undef;
    my @line = $words[0] > $there ? @words[1 .. 3] : @words[4 .. 6];
    my $last = join " ", @words[4 .. 6];
    my @to = $want[$set] ? ($want[$set][0], $want[$set][1] // 0, $LEAST) : (0, 0, $LEAST);
    if ($set >= 2) {
      next if $want[$set] && $words[4] == $to[0];
      next if !$want[$set] && $words[4] == 0 && $words[5] == 0;
      my $then = $there + scaled($there, $line[0]) + $line[1];
      $then = $line[2] if $then < $line[2];
      if ($want[$set]) { @to = ($to[0], $then - $there - scaled($there, $to[0]), $then) }
      elsif ($then > $there) { $to[2] = $then }
      $next = $there; $timed = 1;
    }
    next if join(" ", @to) eq $last;
    $changed = 1;
    @new[$at .. $at + $SET_WORDS - 1] = defined $next ? ($next, @line, @to) : ($LEAST, @to, @to);
  }
  my $strobe_at = $SETS * $SET_WORDS;
  if (join(" ", @new[$strobe_at .. $strobe_at + 2]) ne "@strobe") { $changed = 1; @new[$strobe_at .. $strobe_at + 2] = @strobe }
  return $changed ? (\@new, $timed) : ();
}

# Data alone: the other bank, then the generation. Never flips when the moment of a monotonic change is too near.
sub write_parameters {
  my $record = shift;
  my $at = $record->{base} + $patch{parameters};
  for my $try (1 .. 10) {
    my $data = read_at($record->{memory}, $at, $PARAMETER_BYTES);
    return "its parameters cannot be read" unless length $data == $PARAMETER_BYTES;
    my $generation = unpack "x8 q<", $data;
    my @apart = relations();
    my $ahead = now_ns($MONOTONIC) + $AHEAD_NS;
    my ($bank, $timed) = new_bank([active_bank($data)], $ahead, \@apart);
    return unless $bank;
    my $other = ($generation + 1) & 1;
    write_at($record->{memory}, $at + 16 + $other * 8 * $BANK_WORDS, pack "q<*", @$bank) or return "its parameters cannot be written";
    next if $timed && now_ns($MONOTONIC) > $ahead - $AHEAD_NS / 2;
    return write_at($record->{memory}, $at + 8, pack "q<", $generation + 1) ? undef : "its parameters cannot be written";
  }
  return "this machine is too slow to change its clock";
}
sub write_entries {
  my ($record, $column) = @_;
  for my $entry (@{$patch{entries}}) {
    write_at($record->{memory}, $record->{base} + $entry->[0], $entry->[$column]) or return "its vDSO cannot be written";
  }
  return;
}

# Brings one process to what is wanted. Answers what went wrong, or nothing.
sub bring_clock {
  my $record = shift;
  my $state = $record->{patch} // patch_state($record);
  $record->{patch} = $state;
  if ($state eq "foreign") { return clock_wanted() ? "its vDSO is not the one of this machine" : undef }
  if ($state eq "patched") {
    my $wrong = write_parameters($record);
    return $wrong if $wrong || clock_wanted();
    return restore($record);
  }
  return unless clock_wanted();
  my $wrong = standing_still($record, $patch{ranges}, sub {
    if ($state eq "pristine") {
      write_at($record->{memory}, $record->{base} + $patch{stub_offset}, $patch{stub}) or return "its vDSO cannot be written";
    }
    return write_parameters($record) // write_entries($record, 2);
  });
  $record->{patch} = $wrong ? undef : "patched";
  return $wrong;
}
# Gives it its own code back, once no clock of it stands still.
sub restore {
  my $record = shift;
  my $data = read_at($record->{memory}, $record->{base} + $patch{parameters}, $PARAMETER_BYTES);
  my @bank = active_bank($data);
  for my $set (0 .. $SETS - 1) {
    my @words = @bank[$set * $SET_WORDS .. $set * $SET_WORDS + $SET_WORDS - 1];
    my $now = now_ns($CLOCK_OF_SET[$set]);
    if ($now < $words[0] || $now < $words[6]) { $unsettled = 1; return }
  }
  my $wrong = standing_still($record, [], sub { write_entries($record, 1) });
  $record->{patch} = $wrong ? undef : "restored";
  $unsettled = 1 if $wrong;
  return $wrong;
}

# All processes but the agent and pid 1; those that are new are looked at by their bytes.
sub bring_clocks {
  return unless %patch;
  %complaint = (); $unsettled = 0;
  for my $record (values %process) {
    next unless $record->{kind} eq "target" || $record->{kind} eq "ours";
    my $wrong = bring_clock($record);
    $complaint{$record->{pid}} = $wrong if $wrong;
  }
}
# What a look at the process list finds to do.
sub bring_new_clocks {
  return unless %patch && (clock_wanted() || $unsettled);
  $unsettled = 0;
  for my $record (values %process) {
    my $pid = $record->{pid};
    next unless $record->{kind} eq "target" || $record->{kind} eq "ours";
    next if clock_wanted() ? ($record->{patch} // "") =~ /patched|foreign/ : ($record->{patch} // "patched") ne "patched";
    my $wrong = bring_clock($record);
    if ($wrong) { $complaint{$pid} = $wrong } else { delete $complaint{$pid} }
  }
  for my $pid (keys %complaint) { delete $complaint{$pid} unless $process{$pid} }
}
`;
