/** Where the data folders of a local node lie on this machine. */
import { outermost } from '../disk/files/node-storage.js';
import { KEPT_FOLDER } from '../disk/files/place.js';

/** A folder on this machine, relative to the node's own, and where the node has it. */
export interface Bind {
  readonly from: string;
  readonly to: string;
}

/** Every node has /data; what its processes store elsewhere lies beside it, so that all of it is on one disk. */
export function bindsOf(dataFolders: readonly string[]): readonly Bind[] {
  const others = outermost(dataFolders).filter((folder) => !isWithin('/data', folder));
  return [
    { from: 'data', to: '/data' },
    { from: 'kept', to: KEPT_FOLDER },
    ...others.map((folder) => ({ from: `more${folder}`, to: folder })),
  ];
}

/** A data folder's place on this machine, relative to the node's own folder. */
export function placeOf(dataFolder: string, binds: readonly Bind[]): string {
  const bind = binds.find(({ to }) => isWithin(to, dataFolder));
  if (bind === undefined) throw new RangeError(`${dataFolder} is bound nowhere`);
  return `${bind.from}${dataFolder.slice(bind.to.length)}`;
}

function isWithin(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}
