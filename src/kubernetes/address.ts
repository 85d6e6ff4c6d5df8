import { BlockList, isIP, isIPv6, SocketAddress } from 'node:net';
import { isSubdomain } from './objects.js';
import unreachable from './unreachable.json' with { type: 'json' };

const faultIn = (blocks: Readonly<Record<string, string>>, ip: string): string | undefined =>
  Object.entries(blocks).find(([cidr]) => isInBlock(ip, cidr))?.[1];

/** Why a text is not an address that a node can have (RFC 6890, RFC 4291), as the rest of a sentence; undefined for a good one. */
export function addressFault(text: string): string | undefined {
  if (text.includes('%')) return 'has a zone, which only that one machine knows';
  return isIP(text) === 0 ? 'is no IPv4 or IPv6 address' : faultIn(unreachable.nobody, text);
}

/** The same for an address by which other machines are to reach it. */
export function remoteAddressFault(text: string): string | undefined {
  return addressFault(text) ?? faultIn(unreachable.itself, text);
}

/** Whether a CIDR block holds an address, which may be an IPv4 one written as IPv6 (`::ffff:10.0.0.5`); none that is malformed does. */
export function isInBlock(ip: string, cidr: string): boolean {
  const [, network = '', bits = ''] = /^([^/]+)\/(\d+)$/.exec(cidr) ?? [];
  const family = isIP(network);
  if (family === 0 || isIP(ip) < family || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const block = new BlockList();
  block.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return block.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');
}

/** Whether a text is a host name and no mistyped IPv4 address: a top-level domain has a letter (RFC 3696). */
export function isHostName(text: string): boolean {
  return isSubdomain(text) && /[a-z]/.test(text.split('.').at(-1) ?? '');
}

/** One spelling for one address: `FD00:0::4`, `[fd00::4]` and `fd00::4` are the same (RFC 5952). */
export function canonicalAddress(text: string): string {
  const ip = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  return isIPv6(ip) ? new SocketAddress({ address: ip, family: 'ipv6' }).address : ip;
}

/** `10.0.0.4:6379`, `[fd00::4]:6379` (RFC 3986). */
export function hostAndPort(ip: string, port: number): string {
  return isIPv6(ip) ? `[${ip}]:${port}` : `${ip}:${port}`;
}
