import { type ClusterNode, parseClusterNodes } from '../../redis/cluster-nodes.js';
import type { Questions } from '../../redis/session.js';

/** A user as a server knows it. */
export interface ServerUser {
  /** SHA-256 of each password, in hex: Redis keeps nothing else. */
  hashes: ReadonlySet<string>;
  /** Anybody logs in as this user. */
  nopass: boolean;
}

export interface PasswordAnswer {
  nodes: readonly ClusterNode[];
  /** By name; undefined where the server does not know the user. */
  users: ReadonlyMap<string, ServerUser | undefined>;
}

/** Asks a server for its cluster and for these users. */
export function questionsAbout(names: readonly string[]): Questions<PasswordAnswer> {
  return async (client) => {
    const [nodes, ...users] = await Promise.all([
      client.call('CLUSTER', 'NODES'),
      ...names.map((name) => client.call('ACL', 'GETUSER', name)),
    ]);
    return {
      nodes: parseClusterNodes(String(nodes)),
      users: new Map(names.map((name, index) => [name, serverUser(users[index])])),
    };
  };
}

/** `flags […] passwords [hash…] …`; nil for a user that is not there (ACL GETUSER, Redis 6.0 on). */
function serverUser(answer: unknown): ServerUser | undefined {
  if (!Array.isArray(answer)) return undefined;
  const field = (name: string): string[] => {
    const value: unknown = answer[answer.indexOf(name) + 1];
    return Array.isArray(value) ? value.map(String) : [];
  };
  return { hashes: new Set(field('passwords')), nopass: field('flags').includes('nopass') };
}
