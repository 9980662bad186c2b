/**
 * Lines of MariaDB's log that mean that a server is broken. One that was killed, paused or cut off writes none of them: it
 * says of connections and of members that they are gone, and of its data that they are recovered.
 */
export const fatalLogPatterns: readonly RegExp[] = [
  // A server that fell over its own feet; SIGTERM is an orderly end, and of SIGKILL it knows nothing.
  /mysqld got signal (?:4|6|7|8|11) ;/,
  /InnoDB: (?:Assertion failure|Failing assertion)/,
  /\[FATAL\] InnoDB:/,
  /InnoDB: Database page corruption on disk/,
  // The members have found out that they do not hold the same data.
  /WSREP: Inconsistency detected/,
  /WSREP: .* is inconsistent with group/,
  /WSREP: Failed to apply .* will abort/,
];
