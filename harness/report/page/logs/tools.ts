/** What narrows the list of logs: node, level, text, and whether only the window of time counts. */
import { element } from '../drawing/elements.js';
import { LEVEL_CHOICES, type LogFilter } from './entries.js';

const LEVELS = { all: 'all levels', warn: 'warnings and errors', error: 'errors' } as const;

export interface LogTools {
  readonly element: HTMLElement;
  readonly filter: () => LogFilter;
  readonly onlyWindow: () => boolean;
}

/** `nodes` of which there are lines, '' for the harness. */
export function logTools(nodes: readonly string[], changed: () => void): LogTools {
  const node = selectOf([
    ['all', 'all nodes'],
    // A node may have any name, "all" as well.
    ...nodes.map((name) => [`=${name}`, name === '' ? 'the harness' : name] as const),
  ]);
  const level = selectOf(LEVEL_CHOICES.map((choice) => [choice, LEVELS[choice]]));
  const text = element('input', '');
  text.type = 'search';
  text.placeholder = 'part of a line';
  text.setAttribute('aria-label', 'Only lines that hold this text');
  const within = element('input', '');
  within.type = 'checkbox';
  within.checked = true;
  for (const [control, label] of [
    [node, 'Node'],
    [level, 'Level'],
  ] as const) {
    control.setAttribute('aria-label', label);
    control.addEventListener('change', changed);
  }
  text.addEventListener('input', changed);
  within.addEventListener('change', changed);
  return {
    element: element('div', 'log-tools', node, level, text, element('label', '', within, 'only the window of time')),
    filter: () => ({
      node: node.value === 'all' ? null : node.value.slice(1),
      level: LEVEL_CHOICES.find((choice) => choice === level.value) ?? 'all',
      text: text.value,
    }),
    onlyWindow: () => within.checked,
  };
}

function selectOf(choices: readonly (readonly [value: string, label: string])[]): HTMLSelectElement {
  const select = element('select', '');
  for (const [value, label] of choices) {
    const option = element('option', '', label);
    option.value = value;
    select.append(option);
  }
  return select;
}
