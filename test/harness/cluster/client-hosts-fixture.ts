/** A cluster of one node and two client hosts, and a program there that is spoken to; prints what was measured. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createDockerCluster } from '../../../harness/cluster/docker/cluster.js';
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import type { Cluster, ConversingProcess, Node, ProcessState } from '../../../harness/contracts/cluster.js';

const LONG_BYTES = 300_000;

/** Answers each line by how long it is, and whether it may write to $1; complains now and then. */
const TALKER = `[ -n "$FAULTLINE_OURS" ] && echo ours
cat "$1"; (: >> "$1") 2>/dev/null && echo writable || echo read-only
while read -r line; do echo "heard \${#line}"; echo "complaint about \${#line}" >&2; done; exit 5`;

const space = inside()?.space ?? process.argv[2] ?? '';
const files = join(space, 'shown');
mkdirSync(files, { recursive: true });
writeFileSync(join(files, 'greeting'), 'hello\n');
const more = { clientHosts: 2, clientFiles: [files] };
const cluster: Cluster =
  inside() === null
    ? await createDockerCluster({
        ...{ runId: `test-clients-${process.pid}`, nodes: 1, software: {}, logFolder: join(space, 'logs'), ...more },
        signal: new AbortController().signal,
      })
    : await LocalCluster.create({ nodes: 1, space, ...more });

const [c1, c2] = cluster.clientHosts;
const [n1] = cluster.nodes;
if (c1 === undefined || c2 === undefined || n1 === undefined) throw new Error('no nodes');
const who = [...cluster.nodes, ...cluster.clientHosts].map(({ name, index }) => `${name} ${index}`);
const { reach } = await cluster.measureNetwork({ cuts: [], links: [] });
const links = reach.filter(({ arrived, family }) => arrived && family === 4).length;
const knows = (await c1.exec(['cat', '/etc/hosts'])).stdout.split(/\s+/).join(' ').includes(`${n1.address} n1`);
const shown = async (node: Node): Promise<number> =>
  (await node.exec(['ls', files], { allowFailure: true })).exitCode === 0 ? 1 : 0;
const seenBy = [await shown(n1), await shown(c1), await shown(c2)];

async function talk(node: Node) {
  const command = ['sh', '-c', TALKER, 'talker', join(files, 'greeting')];
  const program = await node.converse({ name: 'talker', command });
  const lines: string[] = [];
  createInterface({ input: program.stdout }).on('line', (line) => lines.push(line));
  return { program, lines };
}

async function until(done: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + 10_000;
  while (!(await done())) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
const becomes = (program: ConversingProcess, state: ProcessState): Promise<boolean> =>
  until(async () => (await program.state()) === state);

const first = await talk(c1);
first.program.stdin.write(`one\n${'x'.repeat(LONG_BYTES)}\n`);
await until(() => first.lines.length === 4);
const spoken = [...first.lines];
// As what runs the target is: the agent pauses it, and what is said meanwhile is heard later.
await c1.applyCondition({ paused: 'signal' });
const paused = await becomes(first.program, 'stopped');
const pausedSamples = (await c1.measureCondition({ paused: 'signal' })).filter(({ ok }) => !ok);
first.program.stdin.write('later\n');
await new Promise((resolve) => setTimeout(resolve, 300));
const heardWhilePaused = first.lines.length - spoken.length;
await c1.applyCondition({});
const heardLater = await until(() => first.lines.at(-1) === 'heard 5');
await first.program.signal('KILL');
const killed = await first.program.exited;
const gone = await becomes(first.program, 'gone');
// The same program again, with a stdin of its own, to its end.
const second = await talk(c1);
second.program.stdin.write('again\n');
const speaksAgain = await until(() => second.lines.includes('heard 5'));
second.program.stdin.end();
const ended = await second.program.exited;
const audit = await cluster.audit();
await cluster.collectLogs(join(space, 'collected'));
const log = readFileSync(join(space, 'collected', 'c1', 'talker.log'), 'utf8');
await cluster.close();
const results = {
  who,
  links,
  knows,
  seenBy,
  spoken,
  paused,
  pausedSamples,
  heardWhilePaused,
  heardLater,
  killed,
  gone,
};
console.log(
  JSON.stringify({
    ...results,
    speaksAgain,
    ended,
    audit,
    log,
    greeting: readFileSync(join(files, 'greeting'), 'utf8'),
  }),
);
process.exit(0);
