/** A disk that can lie as an ordinary user has it, inside a user namespace; prints what was seen. */
import { TestDisk } from './test-disk.js';

const test = await TestDisk.create();
await test.perl('put "kept", "x"; sync_file "kept"; put "lost", "y"');
const owner = (await test.sh('stat -c "%u %g" kept')).output;
const left = await test.cut();
await test.close();
const result = { owner, left };
export type Rootless = typeof result;
console.log(JSON.stringify(result));
