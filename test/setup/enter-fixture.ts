/** The outer half of a fixture that runs inside namespaces: node enter-fixture.ts FIXTURE [DEBIAN PACKAGE...]. */
import { enterNamespaces } from '../../harness/cluster/local/enter.js';

const [fixture = '', ...packages] = process.argv.slice(2);
process.exitCode = await enterNamespaces({
  command: [process.execPath, '--import', 'tsx', fixture],
  software: packages.length > 0 ? [{ debian: packages }] : [],
});
