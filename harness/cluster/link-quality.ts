/** What several troubles of one link direction come to together. */
import type { LinkQuality } from '../contracts/trouble.js';

/** Independent chances are combined, delays add up, and of limits the tightest counts. */
export function foldQualities(qualities: readonly LinkQuality[]): LinkQuality {
  const losses = qualities.flatMap(({ loss }) => loss ?? []);
  const delays = qualities.flatMap(({ delay }) => delay ?? []);
  const mtus = qualities.flatMap(({ mtuBytes }) => mtuBytes ?? []);
  const rates = qualities.flatMap(({ rateKbit }) => rateKbit ?? []);
  // The widest jitter says how they are spread.
  const widest = [...delays].sort((a, b) => b.jitterMs - a.jitterMs || a.distribution.localeCompare(b.distribution))[0];
  const duplicate = either(qualities.flatMap((quality) => quality.duplicate ?? []));
  const reorder = either(qualities.flatMap((quality) => quality.reorder ?? []));
  const corrupt = either(qualities.flatMap((quality) => quality.corrupt ?? []));
  return {
    ...(losses.length === 0
      ? {}
      : {
          loss: {
            probability: either(losses.map(({ probability }) => probability)) ?? 0,
            burst: Math.max(...losses.map(({ burst }) => burst)),
          },
        }),
    ...(qualities.some(({ responsesLost }) => responsesLost) ? { responsesLost: true as const } : {}),
    ...(mtus.length === 0 ? {} : { mtuBytes: Math.min(...mtus) }),
    ...(rates.length === 0 ? {} : { rateKbit: Math.min(...rates) }),
    ...(widest === undefined
      ? {}
      : {
          delay: {
            ms: total(delays.map(({ ms }) => ms)),
            jitterMs: Math.sqrt(total(delays.map(({ jitterMs }) => jitterMs ** 2))),
            distribution: widest.distribution,
          },
        }),
    ...(duplicate === undefined ? {} : { duplicate }),
    ...(reorder === undefined ? {} : { reorder }),
    ...(corrupt === undefined ? {} : { corrupt }),
  };
}

/** The chance that at least one of several independent things happens. */
function either(probabilities: readonly number[]): number | undefined {
  if (probabilities.length === 0) return undefined;
  // In a fixed order, because products of floating-point numbers depend on it.
  const [first = 0, ...others] = [...probabilities].sort((a, b) => a - b);
  return others.length === 0 ? first : 1 - [first, ...others].reduce((none, each) => none * (1 - each), 1);
}

function total(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b).reduce((sum, each) => sum + each, 0);
}
