/** All that is known of the operation that is selected, with ways to those beside it. */

import { nameFault } from '../../fault-span.js';
import { duration, moment } from '../../html/numbers.js';
import type { Payload } from '../../payload/payload.js';
import { type Content, element, fill } from '../drawing/elements.js';
import { clippedTo, labelOf, valuesOf } from './label.js';
import { neighboursOf } from './steps.js';
import { anomaliesOf, errorOf, faultsBetween, keyOf, nodeOf, outcomeInWords } from './telling.js';

/** Characters of one value; the rest is in history.ndjson. */
const MAX_VALUE = 4_000;
/** Characters of the name of a neighbour. */
const MAX_LINK = 60;

export class OperationDetails {
  readonly element = element('section', 'operation');
  private readonly title = element('h3', 'operation-title');

  constructor(private readonly payload: Payload) {
    this.element.setAttribute('aria-label', 'The selected operation');
    this.title.tabIndex = -1;
    this.show(null);
  }

  /** Place in the columns, or null where none is selected. */
  show(at: number | null): void {
    this.element.classList.toggle('empty', at === null);
    if (at === null) {
      fill(this.element, element('p', 'note', 'Click an operation to see all of it here.'));
      return;
    }
    const { operations } = this.payload;
    fill(this.title, element('span', 'place', `#${operations.invocations[at]}`), ` ${labelOf(operations, at)}`);
    const facts = [...this.asked(at), ...this.circumstances(at), ...this.connections(at)];
    fill(
      this.element,
      this.title,
      element(
        'dl',
        'operation-facts',
        facts.map(([name, content]) => element('div', '', element('dt', '', name), element('dd', '', content))),
      ),
    );
  }

  focus(): void {
    this.title.focus({ preventScroll: true });
  }

  private asked(at: number): Fact[] {
    const { operations } = this.payload;
    const { asked, answered } = valuesOf(operations, at);
    const key = keyOf(operations, at);
    const error = errorOf(operations, at);
    const completion = operations.completions[at] ?? -1;
    return [
      ['asked', asked === null ? elsewhere(operations.invocations[at] ?? 0) : value(asked)],
      ...(operations.outcomes[at] === 0
        ? ([['answered', answered === null ? elsewhere(completion) : value(answered)]] as const)
        : []),
      ['outcome', outcomeInWords(operations, at)],
      ...(error === null ? [] : ([['error', element('code', '', error)]] as const)),
      ...(key === null ? [] : ([['key', key]] as const)),
    ];
  }

  private circumstances(at: number): Fact[] {
    const { operations, toNs } = this.payload;
    const startNs = operations.startsNs[at] ?? 0;
    const endNs = operations.endsNs[at] ?? Number.NaN;
    const intendedNs = operations.intendedNs[at] ?? Number.NaN;
    const completion = operations.completions[at] ?? -1;
    const node = nodeOf(operations, at);
    return [
      ['process', `${operations.processes[at]}${node === null ? '' : ` through ${node}`}`],
      ['invoked at', momentLink(startNs)],
      [
        'took',
        Number.isNaN(endNs)
          ? `never answered; the run ended ${duration(Math.max(0, toNs - startNs))} later`
          : duration(endNs - startNs),
      ],
      ...(Number.isNaN(intendedNs)
        ? []
        : ([['intended at', `${moment(intendedNs)}, ${late(startNs - intendedNs)}`]] as const)),
      ['in the history', `#${operations.invocations[at]}${completion < 0 ? '' : ` to #${completion}`}`],
    ];
  }

  private connections(at: number): Fact[] {
    const { payload } = this;
    const { operations, toNs } = payload;
    const endNs = operations.endsNs[at] ?? Number.NaN;
    const anomalies = anomaliesOf(payload, at);
    const faults = faultsBetween(payload, operations.startsNs[at] ?? 0, Number.isNaN(endNs) ? toNs : endNs);
    const { onProcess, onKey } = neighboursOf(operations, at);
    return [
      ...(anomalies.length === 0
        ? []
        : ([
            [
              'part of',
              element(
                'strong',
                'culprit-word',
                anomalies.map(({ type, property }) => `${type} (${property})`).join(', '),
              ),
            ],
          ] as const)),
      ['faults meanwhile', faults.length === 0 ? 'none in force' : faults.map(nameFault).join('; ')],
      ['same process', this.links(onProcess)],
      ...(onKey === null ? [] : ([['same key', this.links(onKey)]] as const)),
    ];
  }

  private links([before, after]: readonly [number | null, number | null]): Content {
    return [
      element('div', '', before === null ? 'nothing before' : ['before ', this.link(before)]),
      element('div', '', after === null ? 'nothing after' : ['after ', this.link(after)]),
    ];
  }

  private link(at: number): HTMLAnchorElement {
    return operationLink(this.payload, at, clippedTo(labelOf(this.payload.operations, at), MAX_LINK));
  }
}

type Fact = readonly [name: string, content: Content];

/** A way to an operation, with its place in the history and whatever is said of it. */
export function operationLink({ operations }: Payload, at: number, text: string): HTMLAnchorElement {
  const place = `${operations.invocations[at]}`;
  const link = element('a', 'operation-link', element('span', 'place', `#${place}`), ` ${text}`);
  link.href = `#op-${place}`;
  link.dataset['operation'] = place;
  return link;
}

function momentLink(timeNs: number): HTMLElement {
  const link = element('a', '', moment(timeNs));
  link.href = '#';
  link.dataset['moment'] = `${timeNs}`;
  return link;
}

function value(json: string): HTMLElement {
  const shown = json.length > MAX_VALUE ? `${json.slice(0, MAX_VALUE)}…` : json;
  return element('code', '', shown === '' ? 'nothing but the key' : shown);
}

/** Lines are counted from 1, places in the history from 0. */
function elsewhere(place: number): Content {
  return ['not in this page: ', element('code', '', 'history.ndjson'), `, line ${(place + 1).toLocaleString('en-US')}`];
}

function late(byNs: number): string {
  return byNs < 1_000 ? 'on time' : `${duration(byNs)} late`;
}
