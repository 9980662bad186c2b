/** Locks and tokens as they are said in explanations. */
import { type LockOperations, NONE } from './lock-operations.js';

/** ' “a”', with a space before; nothing for the lock that has no name. */
export function onLock({ sayName }: LockOperations, name: number): string {
  const json = sayName(name);
  return json === 'null' ? '' : ` ${json.startsWith('"') ? `“${json.slice(1, -1)}”` : json}`;
}

/** ' (token 17)', with a space before; nothing where no token was told. */
export function sayToken({ tokenTable }: LockOperations, token: number): string {
  return token === NONE ? '' : ` (token ${tokenTable.text(token)})`;
}
