/** What a local cluster needs of this machine, looked at one by one, for `doctor`. */
import type { Finding } from '../../contracts/cluster.js';
import type { Software } from '../../contracts/target.js';
import { findProgram, TOOLS } from './enter.js';
import { probeNamespaces } from './namespaces.js';

/** Programs that every Debian machine has and that cannot be laid over /usr before they are needed. */
const BASE_TOOLS: Readonly<Record<string, string>> = {
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  perl: 'perl-base',
};

/** `software`: what the targets need, each with its name. */
export async function diagnoseLocal(
  software: readonly (Software & { readonly name: string })[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [program, name] of Object.entries(BASE_TOOLS)) {
    const path = findProgram(program);
    findings.push({
      what: program,
      ok: path !== null,
      required: true,
      detail: path ?? 'missing',
      hint: `sudo apt-get install ${name}`,
    });
  }
  const namespaces = await probeNamespaces();
  findings.push(
    namespaces.mode === null
      ? { what: 'namespaces', ok: false, required: true, detail: namespaces.reason, hint: namespaces.hint }
      : {
          what: 'namespaces',
          ok: true,
          required: true,
          detail: namespaces.mode === 'root' ? 'as root' : 'unprivileged, in a user namespace',
        },
  );
  const apt = findProgram('apt-get') !== null && findProgram('dpkg-deb') !== null;
  for (const [program, name] of Object.entries(TOOLS)) findings.push(fetchable(program, [program], name, apt, true));
  for (const { name, binaries = [], debian = [], newer = [] } of software) {
    findings.push(fetchable(`target ${name}`, binaries, [...debian, ...newer].join(' '), apt, false));
  }
  return findings;
}

/** Programs that are there, or that are fetched into the private cache when a run needs them. */
function fetchable(
  what: string,
  programs: readonly string[],
  packages: string,
  apt: boolean,
  required: boolean,
): Finding {
  const there = programs.length > 0 && programs.every((program) => findProgram(program) !== null);
  if (there) return { what, ok: true, required, detail: programs.map((program) => findProgram(program)).join(', ') };
  if (apt) return { what, ok: true, required, detail: `fetched into the private cache when needed (${packages})` };
  return {
    what,
    ok: false,
    required,
    detail: 'missing, and there is no apt-get to fetch it with',
    hint: `install ${programs.join(', ')} so that it is on the PATH`,
  };
}
