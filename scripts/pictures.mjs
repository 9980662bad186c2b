/**
 * `node scripts/pictures.mjs`: makes docs/pictures/violation.svg again, from what the terminal shows of a real run on etcd.
 * `node scripts/pictures.mjs FILE` takes what a terminal showed before, with its colours, from a file.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensurePackages, root } from './ensure.mjs';

const WORDS = ['run', 'etcd', '--set', 'reads=serializable', '--judge', 'linearizable', '--seed', '1'];
const PROMPT = `$ npx faultline ${WORDS.join(' ')}`;
const COLUMNS = 100;

/** Pixels. */
const CHARACTER_WIDTH = 8.43;
const LINE_HEIGHT = 19;
const MARGIN = 18;
const BAR_HEIGHT = 30;
/** Of the colours that the summary uses, light enough on the dark ground (WCAG AA). */
const GROUND = '#16191f';
const INKS = { none: '#d8dee9', 31: '#ff8a80', 32: '#8fd694', 33: '#f2cc60', 36: '#7fd1e0' };
const DIM = '#9aa5b4';

function run() {
  ensurePackages();
  ensureBuilt();
  const results = mkdtempSync(join(tmpdir(), 'faultline-pictures-'));
  const main = join(root, 'dist/cli/main.js');
  const words = [main, ...WORDS, '--reporter', 'line', '--results', results];
  const env = { ...process.env, FORCE_COLOR: '1' };
  const { stdout, status } = spawnSync(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  rmSync(results, { recursive: true, force: true });
  if (status !== 1) throw new Error(`the run should have found a violation, but ended with ${status}`);
  return stdout.toString();
}

/** From the verdict on: what came before it moves on a terminal. */
function summaryOf(text) {
  const lines = text.trimEnd().split('\n');
  const first = lines.findIndex((line) => line.includes('VIOLATED'));
  if (first < 0) throw new Error('there is no violation in this');
  // Where the results were kept is nobody's business.
  return lines.slice(first).map((line) => line.replace(/\/\S*\/(?=etcd-register\/)/, 'results/'));
}

/** A line as pieces of one style; what is wider than the picture is broken, as a terminal does. */
function rowsOf(line) {
  const rows = [[]];
  let style = { ink: 'none', dim: false, bold: false };
  let used = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  for (const part of line.split(/(\x1b\[[0-9;]*m)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    const code = /^\x1b\[([0-9;]*)m$/.exec(part)?.[1];
    if (code !== undefined) {
      style = styled(style, code);
      continue;
    }
    for (let rest = part; rest !== ''; ) {
      if (used === COLUMNS) {
        rows.push([]);
        used = 0;
      }
      const text = rest.slice(0, COLUMNS - used);
      rows.at(-1).push({ text, style, column: used });
      used += text.length;
      rest = rest.slice(text.length);
    }
  }
  return rows;
}

function styled(style, code) {
  if (code === '1') return { ...style, bold: true };
  if (code === '2') return { ...style, dim: true };
  if (code === '22') return { ...style, bold: false, dim: false };
  if (code === '39') return { ...style, ink: 'none' };
  return code in INKS ? { ...style, ink: code } : style;
}

function svg(lines) {
  const rows = lines.flatMap(rowsOf);
  const width = Math.ceil(COLUMNS * CHARACTER_WIDTH + 2 * MARGIN);
  const height = BAR_HEIGHT + rows.length * LINE_HEIGHT + MARGIN;
  const texts = rows.flatMap((row, at) => row.filter(({ text }) => text.trim() !== '').map((piece) => draw(piece, at)));
  const lights = ['#ff6b60', '#f2c14e', '#6cc070'].map(
    (color, at) => `<circle cx="${MARGIN + 4 + at * 18}" cy="16" r="5.5" fill="${color}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="What a terminal shows of a run that found a violation">
<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>
${lights.join('')}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">
${texts.join('\n')}
</g>
</svg>
`;
}

/** Each piece has its place and its length, so that any font of one width makes the same picture. */
function draw({ text, style, column }, row) {
  const trimmed = text.trimStart();
  const from = column + text.length - trimmed.length;
  const x = (MARGIN + from * CHARACTER_WIDTH).toFixed(1);
  const y = BAR_HEIGHT + (row + 0.8) * LINE_HEIGHT;
  const length = (trimmed.trimEnd().length * CHARACTER_WIDTH).toFixed(1);
  const color = style.dim ? DIM : INKS[style.ink];
  const weight = style.bold ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y.toFixed(1)}" textLength="${length}" fill="${color}"${weight}>${escaped(trimmed.trimEnd())}</text>`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const [file] = process.argv.slice(2);
const shown = file === undefined ? run() : readFileSync(file, 'utf8');
const folder = join(root, 'docs/pictures');
mkdirSync(folder, { recursive: true });
const path = join(folder, 'violation.svg');
writeFileSync(path, svg([`\x1b[2m${PROMPT}\x1b[22m`, '', ...summaryOf(shown)]));
console.error(`· ${path}`);
