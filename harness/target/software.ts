/** What software a target needs, which may depend on its options, and on what the user has instead. */
import type { AnyTarget, Software } from '../contracts/target.js';
import type { Test } from '../contracts/test.js';

/** `options`: as the target's schema parses them. */
export function softwareOf({ software }: AnyTarget, options: unknown): Software {
  return typeof software === 'function' ? software(options) : software;
}

/** Of a test: the user's own programs come before those of the target's packages. */
export function softwareFor(
  target: AnyTarget,
  { targetOptions, overlay, image }: Pick<Test, 'targetOptions' | 'overlay' | 'image'>,
): Software {
  return {
    ...softwareOf(target, targetOptions),
    ...(overlay === undefined ? {} : { overlay }),
    ...(image === undefined ? {} : { image }),
  };
}

/** Every Debian package of it. */
export function packagesOf({ debian = [], newer = [] }: Software): readonly string[] {
  return [...debian, ...newer];
}
