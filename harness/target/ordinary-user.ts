/** Programs that refuse to run as root, or should not: they become somebody else on their node before they begin. */

/** Debian's user for what owns nothing; it is in every /etc/passwd, and some programs look their own user up there. */
const NOBODY = 65_534;

/**
 * Where the node's root is the machine's, the folders are given to the user, and the program becomes it. In a user
 * namespace where nobody but root is known, another one is made in which the same user has another number.
 */
const SCRIPT = `folders=$1; shift
export HOME=/tmp
if [ "$(id -u)" != 0 ]; then exec "$@"; fi
if setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups true 2>/dev/null; then
  [ -z "$folders" ] || chown ${NOBODY}:${NOBODY} $folders || exit 126
  exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups -- "$@"
fi
exec unshare --user --map-user=${NOBODY} --map-group=${NOBODY} -- "$@"`;

/**
 * The command, run by a user who is not root and whose these folders are then (their names without blanks; what is in
 * them was made by the same user before). Signals and exits are the command's own.
 */
export function asOrdinaryUser(command: readonly string[], folders: readonly string[]): readonly string[] {
  return ['/bin/sh', '-c', SCRIPT, 'faultline', folders.join(' '), ...command];
}
