import { BlockList, isIP, isIPv6, SocketAddress } from 'node:net';
import { isSubdomain } from './objects.js';

/** Addresses by which no machine can be reached, or no other one (RFC 6890, RFC 4291). */
const NOT_ONE_NODE = {
  nobody: [
    ['0.0.0.0/8', 'stands for any address'],
    ['224.0.0.0/4', 'is a multicast address'],
    ['240.0.0.0/4', 'is not an address of a machine'],
    ['::/128', 'stands for any address'],
    ['ff00::/8', 'is a multicast address'],
  ],
  itself: [
    ['127.0.0.0/8', 'is a loopback address, by which each machine reaches itself'],
    ['169.254.0.0/16', 'is a link-local address'],
    ['::1/128', 'is the loopback address, by which each machine reaches itself'],
    ['fe80::/10', 'is a link-local address'],
  ],
} as const;

const faultIn = (blocks: readonly (readonly [cidr: string, fault: string])[], ip: string): string | undefined =>
  blocks.find(([cidr]) => isInBlock(ip, cidr))?.[1];

/** Why a text is not an address that a node can have, as the rest of a sentence; undefined for a good one. */
export function addressFault(text: string): string | undefined {
  if (text.includes('%')) return 'has a zone, which only that one machine knows';
  return isIP(text) === 0 ? 'is no IPv4 or IPv6 address' : faultIn(NOT_ONE_NODE.nobody, text);
}

/** The same for an address by which other machines are to reach it. */
export function remoteAddressFault(text: string): string | undefined {
  return addressFault(text) ?? faultIn(NOT_ONE_NODE.itself, text);
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
