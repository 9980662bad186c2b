/** Crashes: processes of the target that ended without our doing, and lines in its logs that mean that it is broken. */
import type { Anomaly, Checker } from '../../harness/contracts/checker.js';

/** What a run knows about the target's processes besides its history. */
export interface CrashEvidence {
  readonly exits: readonly {
    readonly node: string;
    readonly process: string;
    readonly timeNs: number;
    readonly code: number | null;
    readonly signal: string | null;
    /** We ended it. */
    readonly expected: boolean;
  }[];
  readonly fatalLines: readonly {
    readonly node: string;
    readonly process: string;
    readonly file: string;
    readonly line: number;
    readonly text: string;
    /** We gave it reason to. */
    readonly expected: boolean;
  }[];
}

/** Characters of a log line that an explanation quotes at most. */
const MAX_QUOTE = 300;

export function crashes(evidence: CrashEvidence): Checker {
  return {
    property: 'crashes',
    describe: 'no process of the target ends by itself, and none says that it is broken',
    check: () => {
      const exits: Anomaly[] = evidence.exits
        .filter(({ expected }) => !expected)
        .map(({ node, process, timeNs, code, signal }) => ({
          type: 'crash',
          operations: [],
          time: timeNs,
          explanation: `${process} on ${node} ended by itself at ${(timeNs / 1e9).toFixed(3)} s (${signal ?? `exit code ${code}`}).`,
        }));
      const lines: Anomaly[] = evidence.fatalLines
        .filter(({ expected }) => !expected)
        .map(({ node, process, line, text }) => ({
          type: 'fatal-log',
          operations: [],
          explanation: `${process} on ${node} wrote on line ${line} of its log: ${text.slice(0, MAX_QUOTE)}`,
        }));
      const anomalies = [...exits, ...lines];
      const details = {
        exitsOfOurDoing: evidence.exits.filter(({ expected }) => expected).length,
        fatalLinesOfOurDoing: evidence.fatalLines.filter(({ expected }) => expected).length,
      };
      return { property: 'crashes', valid: anomalies.length === 0, anomalies, operations: 0, details };
    },
  };
}
