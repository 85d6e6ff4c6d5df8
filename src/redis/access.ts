import type { ConnectionOptions } from 'node:tls';
import { canonicalAddress } from '../kubernetes/address.js';

/** Where a server is asked. */
export interface Address {
  ip: string;
  port: number;
}

/** How it is asked. */
export interface Access {
  /** None is Redis' own user `default`. */
  user: string | undefined;
  /** Tried in this order until a server takes one; without any there is no login. */
  passwords: readonly string[];
  /** The most a connection, or one command, may take, in milliseconds. */
  timeoutMs: number;
  tls: ConnectionOptions | undefined;
}

/** Whether an address of CLUSTER NODES is the one a server was asked at. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.port === b.port && canonicalAddress(a.ip) === canonicalAddress(b.ip);
}
