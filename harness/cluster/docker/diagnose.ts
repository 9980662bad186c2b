/** What a docker cluster needs of this machine, looked at one by one, for `doctor`. */
import type Docker from 'dockerode';
import type { Finding } from '../../contracts/cluster.js';
import { FaultlineError, messageOf } from '../../contracts/errors.js';
import { findBaseImage } from './base-image.js';
import { connectEngine } from './engine.js';

/** Looks, and changes nothing. Never throws. */
export async function diagnoseDocker(): Promise<readonly Finding[]> {
  let docker: Docker;
  try {
    docker = await connectEngine();
  } catch (error) {
    const hint = error instanceof FaultlineError ? error.hint : undefined;
    const detail = messageOf(error);
    return [{ what: 'engine', ok: false, required: true, detail, ...(hint === undefined ? {} : { hint }) }];
  }
  const { Version: version, Os: os } = await docker.version();
  const base = await findBaseImage(docker);
  return [
    { what: 'engine', ok: true, required: true, detail: `version ${version}` },
    {
      what: 'containers',
      ok: os === 'linux',
      required: true,
      detail: `of ${os}`,
      hint: 'let the engine run Linux containers',
    },
    {
      what: 'base image',
      ok: true,
      required: false,
      detail: base ?? 'pulled when needed, or made from Debian packages (as root, on Debian; half a minute)',
    },
  ];
}
