/** Events as lines of NDJSON, handed on in batches so that no history has to fit into memory. */

const LINES_PER_BATCH = 10_000;

export class Lines {
  private batch: string[] = [];
  private index = 0;

  /** `write` is handed whole lines, each with its line break. */
  constructor(private readonly write: (lines: string) => void) {}

  /** The next event of the history. `value` is JSON. */
  add(atUs: number, type: 'invoke' | 'ok' | 'fail' | 'info', process: number, value: string): void {
    const timeNs = Math.round(atUs * 1e3);
    this.batch.push(
      `{"index":${this.index},"time":${timeNs},"type":"${type}","process":${process},"f":"txn","value":${value}}\n`,
    );
    this.index += 1;
    if (this.batch.length === LINES_PER_BATCH) this.flush();
  }

  flush(): void {
    if (this.batch.length > 0) this.write(this.batch.join(''));
    this.batch = [];
  }
}
