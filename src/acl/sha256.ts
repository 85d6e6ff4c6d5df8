import { createHash } from 'node:crypto';
import { toBytes } from './tokens.js';

/** The SHA-256 of a byte string (one character for each byte) in lower-case hex, as `#…` in an ACL rule wants it. */
export function sha256Hex(bytes: string): string {
  return createHash('sha256').update(bytes, 'latin1').digest('hex');
}

/** The hash Redis compares a login with: that of the password's UTF-8. */
export function passwordHash(password: string): string {
  return sha256Hex(toBytes(password));
}
