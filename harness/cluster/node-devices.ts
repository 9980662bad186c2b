/** What the root of a node has that is no file of its machine's, for a shell that stands in that root while it is made. */
export const DEVICES_SCRIPT = `for device in null zero full random urandom tty; do
  : > "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
ln -s /proc/self/fd dev/fd; ln -s fd/0 dev/stdin; ln -s fd/1 dev/stdout; ln -s fd/2 dev/stderr
mkdir dev/shm; mount -t tmpfs -o mode=1777 shm dev/shm
mount -t proc proc proc`;
