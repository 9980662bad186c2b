# Starts a machine of the image beside this file. Who may log in as root: the key in FAULTLINE_AUTHORIZED_KEY, or else
# the one in /keys, which the first machine makes there; what else FAULTLINE_SSHD says is added to sshd's settings.
set -e
mkdir -p /run/sshd /root/.ssh
chmod 700 /root/.ssh
if [ -n "$FAULTLINE_AUTHORIZED_KEY" ]; then
  # Whoever does that may know the machine by a key of any kind.
  ssh-keygen -A > /dev/null
  printf '%s\n' "$FAULTLINE_AUTHORIZED_KEY" > /root/.ssh/authorized_keys
else
  # Of the one kind that is written down below, which takes no time: a run that begins at once finds it listening.
  [ -f /etc/ssh/ssh_host_ed25519_key ] || ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
  mkdir -p /keys
  (
    flock 9
    [ -f /keys/id_ed25519 ] || ssh-keygen -q -t ed25519 -N '' -C faultline -f /keys/id_ed25519
    address=${FAULTLINE_ADDRESS:-$(hostname -i)}
    touch /keys/known_hosts
    grep -v -E "^([^ ]*,)?($(hostname)|$address)[, ]" /keys/known_hosts > /keys/known_hosts.new || true
    printf '%s,%s %s\n' "$(hostname)" "$address" "$(cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub)" >> /keys/known_hosts.new
    mv /keys/known_hosts.new /keys/known_hosts
    chown --reference=/keys /keys/*
  ) 9> /keys/lock
  cp /keys/id_ed25519.pub /root/.ssh/authorized_keys
fi
chown root:root /root/.ssh/authorized_keys
chmod 600 /root/.ssh/authorized_keys
printf 'UseDNS no\nPermitRootLogin prohibit-password\nPasswordAuthentication no\n%b\n' "$FAULTLINE_SSHD" \
  > /etc/ssh/sshd_config.d/faultline.conf
exec /usr/sbin/sshd -D -e
