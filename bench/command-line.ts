/** Where the compiled command line is, for measurements of whole runs. */
import { fileURLToPath } from 'node:url';

/** The path of cli/main.js, from sources as from what they were compiled to. */
export function commandLine(): string {
  const place = import.meta.url.endsWith('.ts') ? '../dist/cli/main.js' : '../cli/main.js';
  return fileURLToPath(new URL(place, import.meta.url));
}
