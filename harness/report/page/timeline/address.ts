/** What the address of the page says after its "#": the selected operation and the search, "#op-123&q=key%3A5". */

export interface Address {
  /** Place in the history. */
  readonly place: number | null;
  readonly query: string;
}

/** Null where it is no address of the timeline, but a place on the page. */
export function readAddress(hash: string): Address | null {
  const text = hash.replace(/^#/, '');
  if (!/^(op-\d+(&|$)|q=)/.test(text)) return null;
  let place: number | null = null;
  let query = '';
  for (const part of text.split('&')) {
    if (/^op-\d+$/.test(part)) place = Number(part.slice(3));
    if (part.startsWith('q=')) query = decoded(part.slice(2));
  }
  return { place, query };
}

/** "" where there is nothing to say. */
export function writeAddress({ place, query }: Address): string {
  const parts = [
    ...(place === null ? [] : [`op-${place}`]),
    ...(query === '' ? [] : [`q=${encodeURIComponent(query)}`]),
  ];
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
