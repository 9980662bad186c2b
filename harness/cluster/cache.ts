/** Where the harness keeps what it fetched and what runs leave while they run: a private folder of the user's. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The private cache, `$XDG_CACHE_HOME/faultline` or `~/.cache/faultline`; made when it is not there. */
export function cacheFolder(...parts: readonly string[]): string {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(base, 'faultline', ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}
