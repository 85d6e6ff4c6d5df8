import { createRequire } from 'node:module';
import type validators from '../generated/own-validators.cjs';

/** The validators of overlays and charts of one's own, which most configurations have none of, when they are first asked for. */
export function ownValidators(): typeof validators {
  return createRequire(import.meta.url)('../generated/own-validators.cjs');
}
