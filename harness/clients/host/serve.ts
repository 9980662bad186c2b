/** Our own program for a client host: the same target and workload as in the controller, done for whoever asks in lines. */
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { DefiniteFailure, failureOf, messageOf } from '../../contracts/errors.js';
import type { Completion } from '../../contracts/operation.js';
import type { AnyTarget, ClientAccess, ClosableClient } from '../../contracts/target.js';
import type { AnyWorkload } from '../../contracts/workload.js';
import { LineWriter, readLines } from '../lines.js';
import { type Answer, LINE_LENGTH_MAX, PROTOCOL_VERSION, parseObject, quoteLine } from '../protocol.js';

/** What the clients of a run are made of. */
export interface ClientKit {
  readonly target: AnyTarget;
  readonly workload: AnyWorkload;
}

export interface ServeOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Throws what a user should read. */
  readonly load: (target: string, workload: string) => Promise<ClientKit>;
  readonly log: (line: string) => void;
}

const nodeSchema = z.object({ name: z.string(), index: z.int(), address: z.string(), port: z.int().exactOptional() });

const helloSchema = z.object({ type: z.literal('hello'), version: z.int(), target: z.string(), workload: z.string() });
const openSchema = z.object({
  type: z.literal('open'),
  client: z.int(),
  options: z.unknown(),
  node: nodeSchema,
  nodes: z.array(nodeSchema),
  access: z.custom<ClientAccess>().exactOptional(),
});
const closeSchema = z.object({ type: z.literal('close'), client: z.int() });

type Words = Omit<Answer, 'id'>;

/** Answers what it is asked until its input ends; then its clients are closed. Never rejects. */
export function serveClients(options: ServeOptions): Promise<void> {
  return new Server(options).serve();
}

class Server {
  private readonly writer: LineWriter;
  private readonly clients = new Map<number, ClosableClient>();
  private kit: ClientKit | null = null;

  constructor(private readonly options: ServeOptions) {
    this.writer = new LineWriter(options.output, setImmediate);
  }

  async serve(): Promise<void> {
    const { input, log } = this.options;
    await new Promise<void>((resolve) => {
      for (const event of ['end', 'close', 'error']) input.on(event, () => resolve());
      readLines(input, LINE_LENGTH_MAX, {
        line: (line) => this.hear(line),
        tooLong: (beginning) => {
          log(`a line is too long: ${quoteLine(beginning)}`);
          resolve();
        },
      });
    });
    await Promise.allSettled([...this.clients.values()].map((client) => client.close()));
  }

  private hear(line: string): void {
    const request = parseObject(line);
    const id = request?.['id'];
    if (request === null || typeof id !== 'number') {
      this.options.log(`nobody of ours says this: ${quoteLine(line)}`);
      return;
    }
    const answered = request['type'] === 'invoke' ? this.invoke(request) : this.arrange(request);
    answered.then(
      (answer) => this.writer.send({ id, ...answer }),
      (error: unknown) => this.writer.send({ id, ...failureOf(error) }),
    );
  }

  /** The one request that there are many of: what it says is looked at by the workload, as in the controller. */
  private async invoke({ client: number, process, f, value }: Readonly<Record<string, unknown>>): Promise<Completion> {
    const client = this.clients.get(Number(number));
    if (client === undefined || this.kit === null) throw new DefiniteFailure(`there is no client ${number}`);
    return this.kit.workload.invoke(client, { f: String(f), value, process: Number(process) });
  }

  private async arrange(request: Readonly<Record<string, unknown>>): Promise<Words> {
    try {
      if (request['type'] === 'hello') return await this.greet(helloSchema.parse(request));
      if (request['type'] === 'open') return await this.open(openSchema.parse(request));
      if (request['type'] === 'close') return await this.close(closeSchema.parse(request));
      return { type: 'fail', error: `there is no request ${String(request['type'])}` };
    } catch (error) {
      return { type: 'fail', error: messageOf(error) };
    }
  }

  private async greet({ version, target, workload }: z.infer<typeof helloSchema>): Promise<Words> {
    if (version !== PROTOCOL_VERSION) return { type: 'fail', error: `we speak version ${PROTOCOL_VERSION}` };
    this.kit = await this.options.load(target, workload);
    return { type: 'ok', version: PROTOCOL_VERSION, interfaces: Object.keys(this.kit.target.clients) };
  }

  private async open({ client, options, node, nodes, access }: z.infer<typeof openSchema>): Promise<Words> {
    const { kit } = this;
    const connect = kit?.target.clients[kit.workload.client];
    if (connect === undefined) return { type: 'fail', error: 'nobody has said hello' };
    const context = { options, node, nodes, ...(access === undefined ? {} : { access }) };
    this.clients.set(client, await connect(context));
    return { type: 'ok' };
  }

  private async close({ client: number }: z.infer<typeof closeSchema>): Promise<Words> {
    const client = this.clients.get(number);
    this.clients.delete(number);
    await client?.close();
    return { type: 'ok' };
  }
}
