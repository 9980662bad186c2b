/** How the process of a disk gets the kernel's device and its mount, and what takes the mount away after it. */

/** As it shows in the list of mounts; what carries this type is ours. */
export const MOUNT_TYPE = 'fuse.faultline';

/**
 * In Perl, because Node cannot hand a descriptor of its own to `mount` before it runs, and because perl-base is in every
 * Debian machine. It opens the kernel's device, mounts it at $1 with the options $2, and becomes the command that follows,
 * with the descriptor as one more argument. A guard remains, in a session of its own: when that command is gone,
 * however, nothing can be read or written there, and it takes the mount away.
 */
export const MOUNT_AND_BECOME = `
use strict; use Fcntl; use POSIX (); $^F = 255;
my ($place, $options) = splice @ARGV, 0, 2;
sysopen(my $device, "/dev/fuse", O_RDWR) or die "cannot open /dev/fuse: $!\\n";
my $number = fileno $device;
system("mount", "-i", "-n", "-t", "${MOUNT_TYPE}", "-o", "fd=$number,$options", "faultline", $place) == 0
  or die "cannot mount $place\\n";
pipe(my $alive, my $living) or die "cannot make a pipe: $!\\n";
defined(my $guard = fork) or die "cannot fork: $!\\n";
if ($guard == 0) {
  close $device; close $living; POSIX::setsid();
  $SIG{$_} = "IGNORE" for qw(INT TERM HUP PIPE);
  open STDIN, "<", "/dev/null"; open STDOUT, ">", "/dev/null"; open STDERR, ">", "/dev/null";
  sysread $alive, my $nothing, 1;
  open my $mounts, "<", "/proc/self/mounts" or exit 1;
  (my $shown = $place) =~ s/([ \\t\\n\\\\])/sprintf "\\\\%03o", ord $1/ge;
  for (<$mounts>) {
    my (undef, $where, $type) = split / /;
    system "umount", "-l", $place if $where eq $shown && $type eq "${MOUNT_TYPE}";
  }
  exit 0;
}
close $alive;
exec { $ARGV[0] } @ARGV, $number or die "cannot start $ARGV[0]: $!\\n";
`;

/** Every user may use it, as its modes allow: the kernel checks them. */
export const MOUNT_OPTIONS = 'rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions,max_read=1048576';
