/** The program of a prober: it sends packets, and says which arrived and how. One runs on every node and at the clients' end. */

/** UDP and TCP port of the prober, inside the nodes' own networks only. */
export const PROBER_PORT = 9799;

/** What a prober says before it ends because it does not have the addresses that it was to be on. */
export const NOT_ON_HOST = 'cannot be on';

/**
 * In Perl, because perl-base is an essential package: it is in every Debian machine and image. Its arguments are the
 * addresses to be on, IPv4 first; without any it is on all of its machine. Lines on stdin, where A is an address:
 *
 *     send NAME A...                one datagram each, called NAME/4 or NAME/6
 *     sized NAME BYTES A...         the same as an IP packet of exactly that length
 *     from PORT NAME A...           the same from another port
 *     connect NAME A                a connection that sends NAME; its other end sends it back
 *     hold A                        makes a connection that outlives `forget`, unless there is one
 *     poke NAME A                   sends something on it
 *     stream NAME A COUNT US BYTES  so many datagrams, one each US microseconds, as IP packets of that length; says when
 *                                   the last of them is sent
 *     report NAME A                 what arrived of the stream of that name from that address
 *     beat MS A...                  from now on a datagram to each of them every MS; to nobody where there is none
 *     quiet NAME                    says so as soon as it has read everything that is there, and written what it has to
 *     shift NS                      its machine's clock is so much behind the others'
 *     forget                        ends all streams and other connections, and forgets what arrived of them
 *
 * and on stdout:
 *
 *     ready
 *     got NAME                      a datagram arrived
 *     refused NAME                  it, or the connection of that name, was answered with an error
 *     connected NAME                the connection of that name stands
 *     asked NAME                    a connection's request arrived here
 *     answered NAME                 the answer to it arrived here
 *     held A, lost A                a connection that outlives is there, or is so no more
 *     broken NAME                   the one that was poked was answered with an error
 *     quiet NAME                    it has nothing left to read or to write
 *     unable NAME WHY               it could not be sent
 *     sent NAME                     all of the stream of that name is sent
 *     report NAME KEY=NUMBER...     see StreamReport in probers.ts
 *     beat A SENT ARRIVED           such a datagram came from A; moments in ns
 *
 * Times are the kernel's CLOCK_MONOTONIC by the system call itself, which is the same on all nodes of one machine
 * whatever becomes of their programs' clocks.
 */
const PROGRAM = String.raw`
use strict; use Errno qw(EINPROGRESS); use Config; use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use Socket qw(:DEFAULT inet_pton inet_ntop pack_sockaddr_in6 unpack_sockaddr_in6 IPPROTO_IPV6 IPV6_V6ONLY IPPROTO_UDP IPPROTO_TCP SO_ERROR SO_REUSEADDR SO_RCVBUF MSG_DONTWAIT);
$| = 1; $SIG{PIPE} = 'IGNORE'; eval { setpriority(0, 0, -10) };
my $CLOCK = $Config{archname} =~ /^aarch64/ ? 113 : 228;
my ($BIND_S, $SO_RCVBUFFORCE, $IPV6_CHECKSUM) = (5, 33, 7);
my $shift = 0;
sub now { my $t = pack('qq', 0, 0); syscall($CLOCK, 1, $t); my ($s, $n) = unpack('qq', $t); return $s * 1e9 + $n + $shift }
sub family { $_[0] =~ /:/ ? 6 : 4 }
sub place { my ($address, $port) = @_;
  return family($address) == 6 ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address)) : pack_sockaddr_in($port, inet_aton($address)) }
sub made { my ($family, $type, $protocol) = @_;
  socket(my $made, $family == 6 ? PF_INET6 : PF_INET, $type, $protocol) or return undef;
  setsockopt($made, IPPROTO_IPV6, IPV6_V6ONLY, 1) if $family == 6;
  fcntl($made, F_SETFL, fcntl($made, F_GETFL, 0) | O_NONBLOCK);
  return $made }
my %own = (4 => '0.0.0.0', 6 => '::');
my %wanted = @ARGV ? () : %own;
for (@ARGV) { $own{family($_)} = $wanted{family($_)} = $_ }
my $patience = now() + $BIND_S * 1e9;
sub bound { my ($family, $type, $protocol) = @_;
  while (1) {
    my $made = made($family, $type, $protocol); $made or do { return undef if !@ARGV && $family == 6; die "socket: $!\n" };
    setsockopt($made, SOL_SOCKET, SO_REUSEADDR, 1) if $type == SOCK_STREAM;
    return $made if bind($made, place($own{$family}, ${PROBER_PORT})) && ($type != SOCK_STREAM || listen($made, 128));
    my $why = $!;
    return undef if !@ARGV && $family == 6;
    die "${NOT_ON_HOST} $own{$family}: $why\n" if now() > $patience;
    select(undef, undef, undef, 0.05);
  } }
my (%udp, %tcp);
for my $family (sort keys %wanted) {
  my $udp = bound($family, SOCK_DGRAM, IPPROTO_UDP) or next;
  setsockopt($udp, SOL_SOCKET, $SO_RCVBUFFORCE, 8 << 20) or setsockopt($udp, SOL_SOCKET, SO_RCVBUF, 4 << 20);
  $udp{$family} = $udp;
  $tcp{$family} = bound($family, SOCK_STREAM, IPPROTO_TCP);
}
my ($beat_every, $next_beat, @beats) = (0, 0);
my (@streams, %seen, %garbled, %connections, %ports, %holds, @quiet);
sub sum { unpack('%32C*', $_[0]) % 100000 }
sub padded { my ($text, $bytes, $address) = @_;
  my $missing = $bytes - (family($address) == 6 ? 48 : 28) - length($text);
  return $missing > 0 ? $text . ' ' . ('x' x ($missing - 1)) : $text }
sub arrive { my ($payload, $from, $family) = @_;
  my ($kind, $name) = split / /, $payload;
  if ($kind eq 'p') { print "got $name\n"; return }
  my (undef, $address) = $family == 6 ? unpack_sockaddr_in6($from) : unpack_sockaddr_in($from);
  $address = inet_ntop($family == 6 ? AF_INET6 : AF_INET, $address);
  if ($kind eq 'h') { printf "beat $address %s %.0f\n", $name, now() if $name =~ /^\d+$/; return }
  my ($check, $rest) = $payload =~ /^s (\d+) (.*)/s;
  if (!defined $rest || sum($rest) != $check) { $garbled{$address}++ if length $payload >= 60; return }
  my (undef, undef, undef, $number, $sent) = split / /, $payload;
  ($name) = $rest =~ /^(\S+)/;
  my $stream = $seen{"$name $address"} ||= { order => {}, delays => [], copies => 0, bytes => 0, first => $sent };
  $stream->{copies}++; $stream->{bytes} += length($payload) + ($family == 6 ? 48 : 28);
  return if exists $stream->{order}{$number};
  $stream->{order}{$number} = $stream->{copies};
  push @{$stream->{delays}}, now() - $sent; }
sub report { my ($name, $address) = @_;
  my $stream = $seen{"$name $address"} || { order => {}, delays => [], copies => 0, bytes => 0, first => now() };
  my @delays = sort { $a <=> $b } @{$stream->{delays}};
  my $order = $stream->{order};
  my $overtook = grep { exists $order->{$_ - 1} && $order->{$_ - 1} > $order->{$_} } keys %$order;
  my %numbers = (distinct => scalar(keys %$order), copies => $stream->{copies}, garbled => $garbled{$address} || 0,
    overtook => $overtook, bytes => $stream->{bytes}, medianNs => $delays[$#delays / 2] || 0, elapsedNs => now() - $stream->{first});
  print join(' ', "report $name $address", map { sprintf('%s=%.0f', $_, $numbers{$_}) } sort keys %numbers), "\n"; }
sub port_socket { my ($port, $address) = @_;
  my $family = family($address);
  my $socket = made($family, SOCK_DGRAM, IPPROTO_UDP);
  if (bind($socket, place($own{$family}, $port))) { connect($socket, place($address, ${PROBER_PORT})); return ($socket, 0) }
  $socket = made($family, SOCK_RAW, IPPROTO_UDP) or return;
  setsockopt($socket, IPPROTO_IPV6, $IPV6_CHECKSUM, pack('i', 6)) if $family == 6;
  bind($socket, place($own{$family}, 0));
  connect($socket, place($address, 0));
  return ($socket, 1) }
sub from_port { my ($port, $name, $address) = @_;
  my $key = "$port $address";
  $name .= '/' . family($address);
  if (!$ports{$key}) {
    my ($socket, $raw) = port_socket($port, $address) or do { print "unable $name $!\n"; return };
    $ports{$key} = { socket => $socket, raw => $raw, name => $name };
  }
  my $text = "p $name ";
  $text = pack('nnnn', $port, ${PROBER_PORT}, 8 + length $text, 0) . $text if $ports{$key}{raw};
  print "refused $name\n" if !defined send($ports{$key}{socket}, $text, 0) && !$!{EPERM}; }
sub connect_to { my ($name, $address, $text) = @_;
  my $socket = made(family($address), SOCK_STREAM, IPPROTO_TCP);
  bind($socket, place($own{family($address)}, 0)) if $own{family($address)} !~ /^(0\.0\.0\.0|::)$/;
  if (!connect($socket, place($address, ${PROBER_PORT})) && !$!{EINPROGRESS}) { print "refused $name\n"; return undef }
  return $connections{fileno $socket} = { socket => $socket, name => $name, out => "$text\n", in => '', mine => 1 }; }
sub hold { my ($address) = @_;
  return if $holds{$address};
  my $held = connect_to('', $address, 'hold') or return;
  $held->{holds} = $address; $holds{$address} = $held; }
sub poke { my ($name, $address) = @_;
  my $held = $holds{$address} or return;
  $held->{name} = $name; $held->{out} = "poke\n"; }
sub obey { my ($verb, @words) = split / /, $_[0];
  if ($verb eq 'send' || $verb eq 'sized') {
    my $name = shift @words;
    my $bytes = $verb eq 'sized' ? shift @words : 0;
    for (@words) { my $family = family($_); send($udp{$family}, padded("p $name/$family", $bytes, $_), 0, place($_, ${PROBER_PORT})) if $udp{$family} }
  }
  elsif ($verb eq 'from') { my ($port, $name) = splice @words, 0, 2; from_port($port, $name, $_) for @words }
  elsif ($verb eq 'connect') { connect_to(@words, $words[0]) }
  elsif ($verb eq 'hold') { hold(@words) }
  elsif ($verb eq 'poke') { poke(@words) }
  elsif ($verb eq 'stream') {
    my ($name, $address, $count, $us, $bytes) = @words;
    push @streams, { name => $name, address => $address, to => place($address, ${PROBER_PORT}), count => $count, next => 0, us => $us, bytes => $bytes, start => now() };
  }
  elsif ($verb eq 'report') { report(@words) }
  elsif ($verb eq 'beat') { ($beat_every, @beats) = ($words[0] * 1e6, @words[1 .. $#words]); $next_beat = now() }
  elsif ($verb eq 'shift') { $shift = $words[0] }
  elsif ($verb eq 'quiet') { push @quiet, $words[0] }
  elsif ($verb eq 'forget') {
    @streams = %seen = %garbled = %ports = ();
    delete @connections{grep { !$connections{$_}{holds} } keys %connections};
    $_->{name} = '' for values %connections;
  } }
sub beat { my ($now) = @_;
  return undef unless @beats;
  if ($now >= $next_beat) {
    for (@beats) { send($udp{family($_)}, sprintf('h %.0f ', now()), 0, place($_, ${PROBER_PORT})) if $udp{family($_)} }
    $next_beat += $beat_every; $next_beat = $now + $beat_every if $next_beat <= $now;
  }
  return ($next_beat - $now) / 1e9 }
sub flow { my $now = now(); my $wait = beat($now);
  for my $stream (@streams) {
    my $due = int(($now - $stream->{start}) / ($stream->{us} * 1000)) + 1;
    $due = $stream->{count} if $due > $stream->{count};
    my $limit = $stream->{next} + 64;
    while ($stream->{next} < $due && $stream->{next} < $limit) {
      my $rest = padded("$stream->{name} $stream->{next} " . sprintf('%.0f', now()), $stream->{bytes} - 8, $stream->{address});
      send($udp{family($stream->{address})}, 's ' . sprintf('%05d', sum($rest)) . " $rest", 0, $stream->{to});
      $stream->{next}++;
    }
    if ($stream->{next} >= $stream->{count}) { print "sent $stream->{name}\n"; next }
    my $left = ($stream->{start} + $stream->{next} * $stream->{us} * 1000 - now()) / 1e9;
    $left = 0 if $left < 0;
    $wait = $left if !defined $wait || $left < $wait;
  }
  @streams = grep { $_->{next} < $_->{count} } @streams;
  return $wait }
sub drop { my ($connection, $failed) = @_;
  my ($name, $address) = ($connection->{name}, $connection->{holds});
  delete $connections{fileno $connection->{socket}};
  return if !$connection->{mine} || !$failed;
  print $address ? 'broken' : 'refused', " $name\n" if length $name;
  if ($address) { delete $holds{$address}; print "lost $address\n" } }
sub serve { my ($connection, $readable, $writable) = @_;
  my $error = getsockopt($connection->{socket}, SOL_SOCKET, SO_ERROR);
  return drop($connection, 1) if unpack('i', $error);
  print "connected $connection->{name}\n" if $writable && $connection->{mine} && !$connection->{holds};
  if ($writable) { my $sent = syswrite($connection->{socket}, $connection->{out}); substr($connection->{out}, 0, $sent || 0) = '' }
  return unless $readable;
  my $read = sysread($connection->{socket}, $connection->{in}, 4096, length $connection->{in});
  return if !defined $read && ($!{EAGAIN} || $!{EWOULDBLOCK});
  return drop($connection, 1) if !$read;
  while ($connection->{in} =~ s/^([^\n]*)\n//) {
    my $line = $1;
    if ($connection->{mine} && $connection->{holds}) { print "held $connection->{holds}\n" }
    elsif ($connection->{mine}) { print "answered $line\n"; return drop($connection, 0) }
    elsif ($line eq 'hold') { $connection->{holds} = 'its maker'; $connection->{out} .= "held\n" }
    elsif (!$connection->{holds}) { print "asked $line\n"; $connection->{out} .= "$line\n" }
  } }
print "ready\n";
my $input = '';
while (1) {
  my $wait = flow();
  my ($reads, $writes) = ('', '');
  vec($reads, fileno($_), 1) = 1 for \*STDIN, values %udp, values %tcp, map { $_->{socket} } values %connections, values %ports;
  for (values %connections) { vec($writes, fileno($_->{socket}), 1) = 1 if length $_->{out} }
  my $ready = select($reads, $writes, undef, @quiet ? 0 : $wait);
  next if $ready < 0;
  if (!$ready) { print "quiet $_\n" for splice @quiet }
  for my $family (keys %udp) {
    next unless vec($reads, fileno($udp{$family}), 1);
    for (1 .. 256) { my $payload; my $from = recv($udp{$family}, $payload, 65536, MSG_DONTWAIT); last unless defined $from; arrive($payload, $from, $family) }
  }
  for my $port (values %ports) {
    next unless vec($reads, fileno($port->{socket}), 1);
    print "refused $port->{name}\n" if !defined recv($port->{socket}, my $payload, 512, MSG_DONTWAIT) && !$!{EAGAIN};
  }
  for my $family (keys %tcp) {
    next unless vec($reads, fileno($tcp{$family}), 1);
    next unless accept(my $socket, $tcp{$family});
    fcntl($socket, F_SETFL, fcntl($socket, F_GETFL, 0) | O_NONBLOCK);
    $connections{fileno $socket} = { socket => $socket, name => '', out => '', in => '', mine => 0 };
  }
  for my $connection (my @now = values %connections) {
    my $number = fileno $connection->{socket};
    my ($readable, $writable) = (vec($reads, $number, 1), vec($writes, $number, 1));
    serve($connection, $readable, $writable) if $readable || $writable;
  }
  if (vec($reads, fileno(STDIN), 1)) {
    exit 0 unless sysread(STDIN, $input, 65536, length $input);
    while ($input =~ s/^([^\n]*)\n//) { obey($1) }
  }
}
`;

/** The command that runs a prober, on these addresses only, or on all of its machine. */
export function proberCommand(addresses: readonly string[] = []): readonly string[] {
  return ['perl', '-e', PROGRAM, '--', ...addresses];
}
