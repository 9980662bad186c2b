/** The simulated databases, by the level of isolation that each keeps. */
import type { Shape } from '../shape.js';
import { AtOneMoment, AtOneMomentOrBefore } from './at-one-moment.js';
import type { Database } from './database.js';
import { ReadCommitted } from './read-committed.js';
import { Replicas } from './replicas.js';
import { Snapshots } from './snapshots.js';

/** An empty one. Throws RangeError where there is none for that type of data. */
export function databaseFor({ level, dataType }: Shape, random: () => number): Database {
  switch (level) {
    case 'strict-serializable':
      return new AtOneMoment();
    case 'serializable':
      return new AtOneMomentOrBefore(random);
    case 'snapshot-isolation':
      return new Snapshots();
    case 'read-committed':
      return new ReadCommitted();
    case 'causal':
      if (dataType !== 'rw-register') throw new RangeError(`replicas hold registers, not ${dataType}`);
      return new Replicas(random);
  }
}
