/**
 * Slate: a small replicated key-value store of one file, for docs/guide-target.md. One node is the primary: it writes
 * each change to its disk before it answers. The others hand every request on to it, and keep a copy.
 *
 *     node slate.mjs --name n1 --primary 10.0.0.1 --listen 10.0.0.1 --data /data --reads primary
 *
 * With --reads local a node answers reads from its own copy, which is faster, and old when the primary is out of reach.
 */
import { existsSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const PORT = 7000;
const COPY_EVERY_MS = 100;
const FORWARD_TIMEOUT_MS = 2_000;

const words = ['name', 'primary', 'listen', 'data', 'reads'].map((word) => [word, { type: 'string' }]);
const { name, primary, listen, data, reads } = parseArgs({ options: Object.fromEntries(words) }).values;
const isPrimary = primary === listen;

/** Every change there ever was, in order, and what it comes to. */
const changes = [];
const values = new Map();
const take = (change) => {
  changes.push(change);
  values.set(change.key, change.value);
};

const path = join(data, 'changes');
mkdirSync(data, { recursive: true });
const file = isPrimary ? openLog() : null;

/** Reads what was written before. A last line without an end was never answered for, and is cut off. */
function openLog() {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  for (const line of whole.split('\n').filter((each) => each !== '')) take(JSON.parse(line));
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  return openSync(path, 'a');
}

function change(key, value) {
  writeSync(file, `${JSON.stringify({ key, value })}\n`);
  fsyncSync(file);
  take({ key, value });
}

/** What the primary does. Nothing here waits, so that one request is over before the next begins. */
function perform({ op, key, value, from, to, after }) {
  if (op === 'read') return { value: values.get(key) ?? null };
  if (op === 'changes') return { changes: changes.slice(after) };
  if (op === 'write') change(key, value);
  if (op === 'cas' && values.get(key) !== from) return { swapped: false };
  if (op === 'cas') change(key, to);
  return { swapped: true };
}

/** Sends a request to the primary, once; the promise rejects when nobody knows what became of it. */
function ask(body) {
  return new Promise((resolve, reject) => {
    const options = { host: primary, port: PORT, method: 'POST', agent: false, timeout: FORWARD_TIMEOUT_MS };
    const sent = request(options, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())));
    });
    sent.on('timeout', () => sent.destroy(new Error('the primary did not answer in time')));
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

async function answer(asked) {
  if (isPrimary || (asked.op === 'read' && reads === 'local')) return perform(asked);
  return ask(asked);
}

/** Fetches what is new, again and again. */
async function copy() {
  try {
    const { changes: fresh } = await ask({ op: 'changes', after: changes.length });
    for (const each of fresh) take(each);
  } catch {
    // The primary is not there: the copy grows old until it is.
  }
  setTimeout(copy, COPY_EVERY_MS);
}

createServer(async (incoming, response) => {
  try {
    const parts = [];
    for await (const part of incoming) parts.push(part);
    response.end(JSON.stringify(await answer(JSON.parse(Buffer.concat(parts).toString()))));
  } catch (error) {
    response.writeHead(504).end(JSON.stringify({ error: String(error) }));
  }
}).listen(PORT, listen, () => console.log(`${name} listens, ${isPrimary ? 'as the primary' : 'as a copy'}`));
if (!isPrimary) void copy();
