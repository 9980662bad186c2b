/** The legend of latencies, whose entries are switches: which outcomes are shown, and from when latencies are counted. */
import { element } from '../../drawing/elements.js';

export const OUTCOME_NAMES = ['ok', 'failed', 'unknown outcome'] as const;
const KEYS = ['ok', 'fail', 'info'] as const;

export interface Switches {
  readonly element: HTMLElement;
  readonly shown: () => readonly [boolean, boolean, boolean];
  readonly intended: () => boolean;
}

/** `changed` is called after every switch. */
export function latencySwitches(hasIntended: boolean, changed: () => void): Switches {
  const outcomes = OUTCOME_NAMES.map((name, index) => toggle(name, `key ${KEYS[index]}`, true, changed));
  const intended = toggle('from the intended time', '', false, changed);
  intended.classList.add('plain');
  intended.title = 'Counts the time that an operation waited for a client to be free (coordinated omission).';
  const lines = ['median', '99 %', '99.9 %'].map((name, index) => element('span', `key line-${index}`, name));
  return {
    element: element('div', 'switches', outcomes, lines, hasIntended ? intended : null),
    shown: () => [isOn(outcomes[0]), isOn(outcomes[1]), isOn(outcomes[2])],
    intended: () => isOn(intended),
  };
}

function toggle(name: string, className: string, on: boolean, changed: () => void): HTMLButtonElement {
  const made = element('button', 'switch', element('span', className, name));
  made.type = 'button';
  made.setAttribute('aria-pressed', String(on));
  made.addEventListener('click', () => {
    made.setAttribute('aria-pressed', String(!isOn(made)));
    changed();
  });
  return made;
}

function isOn(button: HTMLButtonElement | undefined): boolean {
  return button?.getAttribute('aria-pressed') === 'true';
}
