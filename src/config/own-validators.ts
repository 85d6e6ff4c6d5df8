import { createRequire } from 'node:module';
import type validators from '../generated/own-validators.cjs';

/** The validators of overlays and charts of one's own, loaded when they are first asked for: most configurations need none. */
export function ownValidators(): typeof validators {
  return createRequire(import.meta.url)('../generated/own-validators.cjs');
}
