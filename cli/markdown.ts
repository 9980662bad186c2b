/** Markdown for the pages of docs/ that are written from the code. */

import type { ParameterDescription } from '../harness/run/schedule/index.js';

const LINE_LENGTH = 120;

/** A clause as a sentence. */
export function sentence(text: string): string {
  const full = /[.!?]$/.test(text) ? text : `${text}.`;
  return full.charAt(0).toUpperCase() + full.slice(1);
}

/** A paragraph in lines that are read without scrolling. */
export function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > LINE_LENGTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

/** Text as a cell takes it. */
export function inTable(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Parameters of a fault, or options of a workload or a target; `heading` stands over their names. */
export function parameterTable(heading: string, parameters: readonly ParameterDescription[]): string {
  const rows = parameters.map(({ name, values, default: preset, describe, onlyWith }) => {
    const about = [describe, ...(onlyWith === undefined ? [] : [`only with ${onlyWith}`])].filter(
      (text) => text !== '',
    );
    const shown = preset === undefined || preset === '' ? '' : `\`${inTable(written(preset))}\``;
    return `| \`${name}\` | ${inTable(values)} | ${shown} | ${inTable(about.join('; '))} |`;
  });
  return [`| ${heading} | values | default | |`, '|---|---|---|---|', ...rows].join('\n');
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
