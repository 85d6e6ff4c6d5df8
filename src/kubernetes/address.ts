import { isIP, isIPv6, SocketAddress } from 'node:net';
import { isSubdomain } from './names.js';

/** Why a text is no address that a node can have, as the rest of a sentence; undefined for a good one. */
export function addressFault(text: string): string | undefined {
  if (text.includes('%')) return 'has a zone, which only that one machine knows';
  return isIP(text) === 0 ? 'is no IPv4 or IPv6 address' : undefined;
}

/** Whether a text is a host name and no mistyped IPv4 address: a top-level domain has a letter (RFC 3696). */
export function isHostName(text: string): boolean {
  return isSubdomain(text) && /[a-z]/.test(text.split('.').at(-1) ?? '');
}

/** One spelling for one address: `FD00:0::4` and `fd00::4` are the same (RFC 5952). */
export function canonicalAddress(ip: string): string {
  return isIPv6(ip) ? new SocketAddress({ address: ip, family: 'ipv6' }).address : ip;
}

/** `10.0.0.4:6379`, `[fd00::4]:6379` (RFC 3986). */
export function hostAndPort(ip: string, port: number): string {
  return isIPv6(ip) ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/** Whether two texts name one address; what is not there is none. */
export function isSameAddress(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && canonicalAddress(a) === canonicalAddress(b);
}
