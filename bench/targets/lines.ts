/** The lines of each folder of targets/, without and with its clients. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTargets } from '../../cli/catalogue.js';
import { printTable } from '../table.js';

const AIM_LINES = 150;
const CLIENTS = 'clients/';

export async function lines(): Promise<void> {
  const rows = (await loadTargets()).map(({ name }) => {
    const folder = join('targets', name);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const total = (counted: readonly string[]): string =>
      `${counted.reduce((sum, file) => sum + readFileSync(join(folder, file), 'utf8').trimEnd().split('\n').length, 0)}`;
    return [name, total(files.filter((file) => !file.startsWith(CLIENTS))), `${AIM_LINES}`, total(files)];
  });
  printTable(['target', 'lines', 'aim', 'with clients'], rows);
}
