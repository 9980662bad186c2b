/** Loads a TypeScript module of the user's own, wherever it stands. */
import { register } from 'node:module';

/**
 * A folder that says nothing of its modules has CommonJS ones; compiled to that, a file would get a second copy of
 * Faultline, whose UNKNOWN is another than ours. So what is a user's .ts is an ES module.
 */
const AS_MODULE = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const isOwn = /\\.ts(\\?|$)/.test(found.url) && !found.url.includes('/node_modules/');
  return isOwn && found.format === 'commonjs' ? { ...found, format: 'module' } : found;
}`;

let ready: Promise<void> | null = null;

/** Imports the file at a URL, TypeScript or not. Throws whatever the module throws. */
export async function importUserModule<Default = unknown>(url: string): Promise<{ readonly default: Default }> {
  // A target and a workload may be asked for at the same moment: both wait for the same preparation.
  ready ??= prepare();
  await ready;
  return (await import(url)) as { readonly default: Default };
}

async function prepare(): Promise<void> {
  const tsx = await import('tsx/esm/api');
  tsx.register();
  register(`data:text/javascript,${encodeURIComponent(AS_MODULE)}`);
}
