/** Takes that found nothing, though there was something at every moment of them. */
import type { Judgement } from '../operations.js';
import { Cover, coveringChain } from './cover.js';
import { broken, type Elements, NOBODY } from './elements.js';

/** Null where all of them had a moment at which nothing need have been inside. */
export function emptyThoughCovered(elements: Elements): Judgement | null {
  if (elements.empties.length === 0) return null;
  const { addEnds, takeStarts, adders, takers, end } = elements;
  const cover = new Cover(addEnds, takeStarts, end);
  for (const span of elements.empties) {
    if (cover.hasFreeGap(span)) continue;
    const chain = coveringChain(elements, span);
    const [first] = chain;
    if (first === undefined) throw new Error('what is covered is covered by something');
    const added = '{0} found nothing, but {1} had ended before it began';
    if (chain.length === 1) {
      return takers[first] === NOBODY
        ? broken([span.at, adders[first]!], `${added}, and what that added was not taken.`)
        : broken(
            [span.at, adders[first]!, takers[first]!],
            `${added}, and {2}, which took that, only began after it had ended.`,
          );
    }
    const operations = [span.at, ...chain.map((id) => adders[id]!)];
    return broken(
      operations,
      `${added}, and from then on there was always something inside, one added before the other was taken.`,
    );
  }
  return null;
}
