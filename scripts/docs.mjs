/** `npm run docs`: writes the pages of docs/ that are made from the code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensurePackages, root } from './ensure.mjs';

ensurePackages();
ensureBuilt();
const built = (path) => import(pathToFileURL(join(root, 'dist', path)).href);
const { faultGuide } = await built('cli/fault-guide.js');
const { modelGuide } = await built('cli/model-guide.js');
const { workloadGuide } = await built('cli/workload-guide.js');
const { propertyGuide } = await built('cli/property-guide.js');
const { historyGuide } = await built('cli/history-guide.js');
const { commandGuide } = await built('cli/command-guide.js');
const { targetGuide } = await built('cli/target-guide.js');
const { visibleCommands } = await built('cli/program.js');
const { guides } = await built('cli/guides.js');
const { faults, loadTargets, workloads } = await built('cli/catalogue.js');
const targets = await loadTargets();
const pages = {
  'commands.md': commandGuide(await visibleCommands()),
  'targets.md': targetGuide(targets, workloads),
  'faults.md': faultGuide(faults),
  'system-models.md': modelGuide(faults, targets),
  'workloads.md': workloadGuide(workloads, targets),
  'properties.md': propertyGuide(guides),
  'history-format.md': historyGuide(guides),
};
for (const [name, text] of Object.entries(pages)) {
  const page = join(root, 'docs', name);
  writeFileSync(page, text);
  console.error(`· ${page}`);
}
