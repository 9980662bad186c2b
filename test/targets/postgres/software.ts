/** Whether PostgreSQL's programs can be had here. */
import { ensurePackages } from '../../../harness/cluster/packages.js';
import { messageOf } from '../../../harness/contracts/errors.js';
import { missingForLocal } from '../../setup/inside.js';

export const PACKAGES = ['postgresql-15'];

/** Why there can be no local cluster of it; null when there can. */
export async function missingForPostgres(): Promise<string | null> {
  return (await missingForLocal()) ?? ensurePackages(PACKAGES).then(() => null, messageOf);
}
