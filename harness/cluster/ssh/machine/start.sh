# Starts a machine of the image beside this file. Who may log in as root: the key in FAULTLINE_AUTHORIZED_KEY, or else
# the one in /keys, which the first machine makes there; what else FAULTLINE_SSHD says is added to sshd's settings.
set -e
mkdir -p /run/sshd /root/.ssh
chmod 700 /root/.ssh
ssh-keygen -A > /dev/null
if [ -n "$FAULTLINE_AUTHORIZED_KEY" ]; then
  printf '%s\n' "$FAULTLINE_AUTHORIZED_KEY" > /root/.ssh/authorized_keys
else
  mkdir -p /keys
  (
    flock 9
    [ -f /keys/id_ed25519 ] || ssh-keygen -q -t ed25519 -N '' -C faultline -f /keys/id_ed25519
    address=${FAULTLINE_ADDRESS:-$(hostname -i)}
    touch /keys/known_hosts
    grep -v "^$address " /keys/known_hosts > /keys/known_hosts.new || true
    printf '%s %s\n' "$address" "$(cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub)" >> /keys/known_hosts.new
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
