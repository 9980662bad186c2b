/** Whatever a real program says or leaves unsaid, every request ends with an answer or an error, and violations are told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Conversation } from '../../../harness/clients/conversation.js';
import type { Request } from '../../../harness/clients/protocol.js';
import type { FaultlineError } from '../../../harness/contracts/errors.js';
import { PlainNode } from './plain-node.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-conversation-'));
const node = new PlainNode('c1', folder);
afterAll(() => {
  node.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A program in JavaScript: `on(request)` is called for each, and `say(text)` writes. */
async function converse(program: string) {
  const source = `
    const say = (text) => process.stdout.write(text);
    const answer = (id, more = {}) => say(JSON.stringify({ id, type: 'ok', ...more }) + '\\n');
    const lines = require('node:readline').createInterface({ input: process.stdin });
    ${program}
    lines.on('line', (line) => on(JSON.parse(line)));`;
  const process_ = await node.converse({ name: 'program', command: [process.execPath, '-e', source] });
  const log: string[] = [];
  const violations: FaultlineError[] = [];
  const conversation = new Conversation({
    process: process_,
    name: 'the client host c1',
    log: (line) => log.push(line),
    onViolation: (error) => violations.push(error),
  });
  return { conversation, process: process_, log, violations };
}

const invoke = (value: unknown): Request => ({ type: 'invoke', client: 1, process: 0, f: 'write', value });

test('answers find their requests in whatever order they come', async () => {
  const { conversation, process: program } = await converse(`
    const held = [];
    const on = (request) => {
      held.push(request);
      if (held.length === 50) for (const { id, value } of held.reverse()) answer(id, { value: value * 2 });
    };`);
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => conversation.request(invoke(index))));
  expect(answers.map(({ value }) => value)).toEqual(Array.from({ length: 50 }, (_, index) => index * 2));
  await program.signal('KILL');
});

test('what a killed program had answered before is heard, and what it had not is rejected', async () => {
  const { conversation } = await converse(`
    const on = ({ id, value }) => {
      if (value === 'first') answer(id, { value: 'x'.repeat(200_000) });
      else process.kill(process.pid, 'SIGKILL');
    };`);
  const first = conversation.request(invoke('first'));
  const second = conversation.request(invoke('second'));
  await expect(second).rejects.toThrow('the client host c1 ended (SIGKILL)');
  expect((await first).value).toHaveLength(200_000);
  expect(conversation.isOpen).toBe(false);
  await expect(conversation.request(invoke('third'))).rejects.toThrow('ended (SIGKILL)');
});

test('how a program ended by itself is said', async () => {
  const { conversation } = await converse('const on = () => process.exit(3);');
  await expect(conversation.request(invoke(1))).rejects.toThrow('the client host c1 ended (exit code 3)');
  expect(await conversation.ended).toEqual({ code: 3, signal: null });
});

test('lines that are no answers are told, but not without end, and do no harm', async () => {
  const {
    conversation,
    log,
    violations,
    process: program,
  } = await converse(`
    const on = ({ id }) => {
      for (let index = 0; index < 100; index += 1) say('noise ' + index + '\\n\\n');
      answer(id);
    };`);
  expect(await conversation.request(invoke(1))).toMatchObject({ type: 'ok' });
  expect(violations).toEqual([]);
  expect(log).toHaveLength(20);
  expect(log[0]).toBe('the client host c1 said what is no answer: noise 0');
  expect(log.at(-1)).toContain('not told any more');
  await program.signal('KILL');
});

describe('a violation is told once, with the line, and nothing waits any more', () => {
  test.each([
    ['say(\'{"id":\' + id + \',"type":"maybe"}\\n\')', 'gave an answer that is none: its type is none of', '"maybe"'],
    ['answer(id + 1)', 'answered what it was not asked', '"type":"ok"'],
    ['setTimeout(() => { answer(0); answer(0); }, 50)', 'answered what it was not asked', '{"id":0'],
    ["say('z'.repeat(17 * 1024 * 1024))", 'said more than 16777216 characters in one line', 'zzz'],
  ])('%s', async (statement, what, line) => {
    const { conversation, violations, process: program } = await converse(`const on = ({ id }) => { ${statement}; };`);
    await expect(conversation.request(invoke(1))).rejects.toThrow(what);
    expect(violations).toHaveLength(1);
    const [violation] = violations;
    expect(violation?.code).toBe('client-protocol');
    expect(violation?.message).toContain(`the client host c1 ${what}`);
    expect(violation?.message).toContain(line);
    expect(violation?.hint).toContain('docs/client-protocol.md');
    expect(conversation.isOpen).toBe(false);
    await program.signal('KILL');
  });

  test('a second answer to the same request', async () => {
    const {
      conversation,
      violations,
      process: program,
    } = await converse('const on = ({ id, value }) => { if (value === 1) { answer(id); answer(id); } };');
    const [first, second] = [conversation.request(invoke(1)), conversation.request(invoke(2))];
    await expect(second).rejects.toThrow('answered the same request twice: {"id":1');
    expect(await first).toMatchObject({ type: 'ok' });
    expect(violations).toHaveLength(1);
    await program.signal('KILL');
  });

  test('a closed stdout', async () => {
    const {
      conversation,
      violations,
      process: program,
    } = await converse("const on = () => require('node:fs').closeSync(1); setInterval(() => {}, 1000);");
    await expect(conversation.request(invoke(1))).rejects.toThrow('closed its stdout and goes on running');
    expect(violations).toHaveLength(1);
    await program.signal('KILL');
  });
});

test('a program that is stopped answers when it goes on', async () => {
  const { conversation, process: program } = await converse('const on = ({ id }) => answer(id);');
  await conversation.request(invoke(1));
  await program.signal('STOP');
  let isAnswered = false;
  const late = conversation.request(invoke(2)).then((answer) => {
    isAnswered = true;
    return answer;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(isAnswered).toBe(false);
  await program.signal('CONT');
  expect(await late).toMatchObject({ type: 'ok' });
  await program.signal('KILL');
});
