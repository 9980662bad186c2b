/** Elements of the page, made without markup: what a history holds goes in as text alone. */

export type Content = string | Node | null | readonly Content[];

/** An element with classes and content. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...content: readonly Content[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.append(...flat(content));
  return made;
}

/** Puts new content into an element. */
export function fill(into: Element, ...content: readonly Content[]): void {
  into.replaceChildren(...flat(content));
}

/** A button that says what it does. */
export function button(label: string, act: () => void, spoken = label): HTMLButtonElement {
  const made = element('button', '', label);
  made.type = 'button';
  if (spoken !== label) made.setAttribute('aria-label', spoken);
  made.addEventListener('click', act);
  return made;
}

function flat(content: readonly Content[]): (string | Node)[] {
  return content.flatMap((each): (string | Node)[] => {
    if (each === null) return [];
    return typeof each === 'string' || each instanceof Node ? [each] : flat(each);
  });
}
