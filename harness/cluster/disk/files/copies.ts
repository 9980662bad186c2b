/** Data folders as a whole: emptied, kept as a copy, and made that copy again. */
import type { Sample } from '../../../contracts/cluster.js';
import { FaultlineError } from '../../../contracts/errors.js';
import { shellQuote } from '../../kept-shell.js';
import { KEPT_FOLDER, type StoragePlace } from './place.js';

/** Empties the folders; that nothing is left is what a listing says. */
export async function wipeFolders(place: StoragePlace): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const folder of place.folders) {
    const quoted = shellQuote(folder);
    const printed = await place.script(`set -e\n${emptied(quoted)}\nsync ${quoted}\nls -A ${quoted} | wc -l`);
    samples.push({
      subject: `${folder} on ${place.node}`,
      expected: 'empty',
      measured: printed.trim() === '0' ? 'empty' : `${printed.trim()} entries`,
      ok: printed.trim() === '0',
    });
  }
  return samples;
}

/** Keeps a copy of that name on the node; both are compared byte by byte. */
export async function saveFolders(place: StoragePlace, copy: string): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const [index, folder] of place.folders.entries()) {
    const [from, to] = [shellQuote(folder), keptCopy(copy, index)];
    samples.push(
      compared(
        `the copy ${copy} of ${folder} on ${place.node}`,
        await place.script(`set -e\nrm -rf ${to}\nmkdir -p ${to}\ncp -a ${from}/. ${to}/\n${comparison(from, to)}`),
      ),
    );
  }
  return samples;
}

/** Makes the folders what they were when the copy was kept, durably, and lets go of the copy. Throws FaultlineError 'no-such-copy'. */
export async function restoreFolders(place: StoragePlace, copy: string): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const [index, folder] of place.folders.entries()) {
    const [to, from] = [shellQuote(folder), keptCopy(copy, index)];
    if ((await place.script(`[ -d ${from} ] && echo there || true`)).trim() !== 'there') {
      throw new FaultlineError(`no copy ${copy} of ${folder} was kept on ${place.node}`, {
        code: 'no-such-copy',
        value: copy,
      });
    }
    const steps = [emptied(to), `cp -a ${from}/. ${to}/`, `find ${to} -depth ! -type l -exec sync {} +`];
    samples.push(
      compared(
        `${folder} on ${place.node}, against the copy ${copy}`,
        await place.script(`set -e\n${steps.join('\n')}\n${comparison(from, to)}\nrm -rf ${from}`),
      ),
    );
  }
  return samples;
}

/** A folder of our own for each data folder; its name is safe for a shell. */
function keptCopy(copy: string, index: number): string {
  if (!/^[\w-]+$/.test(copy)) {
    throw new FaultlineError(`${copy} cannot be the name of a copy`, { code: 'bad-copy-name', value: copy });
  }
  return `${KEPT_FOLDER}/copies/${copy}/${index}`;
}

function emptied(quoted: string): string {
  return `mkdir -p ${quoted}\nfind ${quoted} -mindepth 1 -delete`;
}

/** Prints how many files there are, and a line for each difference. */
function comparison(left: string, right: string): string {
  return `find ${left} -type f | wc -l\ndiff -rq --no-dereference ${left} ${right} || true`;
}

function compared(subject: string, printed: string): Sample {
  const [files = '0', ...differences] = printed.trim().split('\n');
  const count = `${files.trim()} files`;
  return {
    subject,
    expected: `the same ${count}`,
    measured: differences.length === 0 ? `the same ${count}` : `${differences.length} differences: ${differences[0]}`,
    ok: differences.length === 0,
  };
}
