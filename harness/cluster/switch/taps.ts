/** The two TAP devices of the switch, and how its process gets them: as descriptors, from a program that opens them. */

/** Takes the diverted frames. */
export const FROM_DEVICE = 'fltap';
/** A port of the bridge, by which they go on. */
export const TO_DEVICE = 'flback';

/**
 * In Perl, because Node cannot ask a device for anything (ioctl), and because perl-base is in every Debian machine. It
 * makes the devices named by $1 and $2 (TUNSETIFF with IFF_TAP and IFF_NO_PI) and becomes the command that follows,
 * with both descriptors as two more arguments. They are gone with that process. The timers of that process are made
 * exact to a microsecond, where the kernel lets us; 50 is what it gives otherwise.
 */
export const OPEN_TAPS = `
use strict; use Fcntl; $^F = 255;
my (@kept, @numbers);
for my $name (splice @ARGV, 0, 2) {
  sysopen(my $device, "/dev/net/tun", O_RDWR) or die "cannot open /dev/net/tun: $!\\n";
  my $request = pack("a16 S x22", $name, 0x1002);
  ioctl($device, 0x400454ca, $request) or die "cannot make the TAP device $name: $!\\n";
  push @kept, $device; push @numbers, fileno $device;
}
if (open my $slack, ">", "/proc/self/timerslack_ns") { syswrite $slack, "1000"; close $slack }
exit 0 unless @ARGV;
exec { $ARGV[0] } @ARGV, @numbers or die "cannot start $ARGV[0]: $!\\n";
`;

/**
 * Frames that the kernel keeps for the switch while it gets no processor: a quarter of a second's at most. More are lost,
 * and counted nowhere but in `ip -s link show fltap`.
 */
const KERNEL_QUEUE_FRAMES = 32_768;

/**
 * Lines for `ip -batch`. The port learns no addresses, because it sends in everybody's name, and gets no frames whose
 * receiver the bridge does not know. Without addresses of their own the devices say nothing themselves; in one line
 * they would be up before they are told so. The port is up before frames can come that are to leave by it.
 */
export function tapScript(bridge: string, mtuBytes: number): string {
  return `link set ${TO_DEVICE} addrgenmode none
link set ${TO_DEVICE} mtu ${mtuBytes} master ${bridge}
link set ${TO_DEVICE} type bridge_slave learning off flood off mcast_flood off bcast_flood off
link set ${TO_DEVICE} up
link set ${FROM_DEVICE} addrgenmode none
link set ${FROM_DEVICE} mtu ${mtuBytes} txqueuelen ${KERNEL_QUEUE_FRAMES}
link set ${FROM_DEVICE} up
`;
}
