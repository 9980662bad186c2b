/** Elements as plain data, so that the same view is written as HTML by the server and as elements by the page. */

export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Tree[];
}

/** Text is text: whoever writes it escapes it. Null is nothing. */
export type Tree = Element | string | null;

/** Tags and names of attributes are constants of ours; values and children may be anything. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Tree[]
): Element {
  return { tag, attributes, children };
}
