/** What software a target needs, which may depend on its options. */
import type { AnyTarget, Software } from '../contracts/target.js';

/** `options`: as the target's schema parses them. */
export function softwareOf({ software }: AnyTarget, options: unknown): Software {
  return typeof software === 'function' ? software(options) : software;
}

/** Every Debian package of it. */
export function packagesOf({ debian = [], newer = [] }: Software): readonly string[] {
  return [...debian, ...newer];
}
