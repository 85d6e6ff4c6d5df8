import { sha256Hex } from '../base/sha256.js';
import { toBytes } from '../redis-config/tokens.js';

/** The SHA-256 of a byte string (one character for each byte) in lower-case hex, as `#…` in an ACL rule wants it. */
export function sha256OfBytes(bytes: string): string {
  return sha256Hex(Buffer.from(bytes, 'latin1'));
}

/** The hash Redis compares a login with: that of the password's UTF-8. */
export function passwordHash(password: string): string {
  return sha256OfBytes(toBytes(password));
}
