/** Looks into raw JSON without parsing it whole, so that numbers of any size stay what they are. */

const SCALARS = /"(?:[^"\\]|\\.)*"|[-+.\w]+/g;

/** Whether the JSON is that scalar, or holds it at any depth. Texts are compared without their quotes. */
export function holdsScalar(json: string, scalar: string): boolean {
  // Most values are told apart here, without a look at their parts.
  if (!json.includes(scalar) && !json.includes('\\')) return false;
  for (const [token] of json.matchAll(SCALARS)) {
    if (token === scalar || (token.startsWith('"') && textOf(token) === scalar)) return true;
  }
  return false;
}

/** What a JSON text says; what is none is left as it is. */
export function textOf(json: string): string {
  if (!json.startsWith('"')) return json;
  try {
    return String(JSON.parse(json));
  } catch {
    return json;
  }
}

/**
 * The value of an operation without its key. With a key the history has `[key, value]`, or the key alone; "" is left
 * then.
 */
export function withoutKey(json: string, key: string | null): string {
  if (key === null) return json;
  const quoted = JSON.stringify(key);
  for (const written of [key, quoted]) {
    if (json === written) return '';
    if (json.startsWith(`[${written},`) && json.endsWith(']')) return json.slice(written.length + 2, -1);
  }
  return json;
}
