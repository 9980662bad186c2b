/** What properties and anomalies mean, for the pages of a run: from the guides that stand beside the checkers. */
import type { Definitions, PropertyDefinition } from '../harness/report/html/definitions.js';
import { TRANSACTION_ANOMALIES } from './anomaly-meanings.js';
import { guides } from './guides.js';
import { sentence } from './markdown.js';

/** Of the property that every run is judged by besides its own, which has no guide. */
const CRASHES: PropertyDefinition = {
  meaning:
    'No process of the target ends by itself, and none says in its log that it is broken. What we did to it does not count.',
  anomalies: {
    crash: 'A process of the target ended, and not by our doing.',
    'fatal-log': 'A process of the target said in its log that it is broken.',
  },
};

/** By the name of the property. */
export function definitions(): Definitions {
  const told = guides.map(({ property, about, anomalies }): readonly [string, PropertyDefinition] => {
    const named = Object.fromEntries(anomalies.map(({ type, meaning }) => [type, sentence(meaning)]));
    return [
      property,
      { meaning: about[0] ?? '', anomalies: property === 'transactions' ? TRANSACTION_ANOMALIES : named },
    ];
  });
  return { ...Object.fromEntries(told), crashes: CRASHES };
}
