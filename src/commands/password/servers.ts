import { type ClusterNode, parseClusterNodes } from '../../redis/cluster-nodes.js';
import type { Asked, Questions } from '../../redis/session.js';

/** A configured user, with the SHA-256 of its passwords by the variable or the file that each is read from. */
export interface WantedUser {
  name: string;
  hashes: ReadonlyMap<string, string>;
}

interface PasswordAnswer {
  nodes: readonly ClusterNode[];
  /** What ACL GETUSER says of each user. */
  users: readonly unknown[];
}

/** What one server knows of one user, besides what is configured. */
export type Knowledge = Readonly<ReturnType<typeof knowledgeOf>>;

/** Asks a server for its cluster and for these users. */
export function questionsAbout(users: readonly WantedUser[]): Questions<PasswordAnswer> {
  return async (client) => {
    const asked = users.map(({ name }) => client.call('ACL', 'GETUSER', name));
    const [nodes, ...answers] = await Promise.all([client.call('CLUSTER', 'NODES'), ...asked]);
    return { nodes: parseClusterNodes(String(nodes)), users: answers };
  };
}

/** Compares the answer of ACL GETUSER (Redis 6.0 on: `flags […] passwords [hash…] …`, nil for a user that is not there). */
export function knowledgeOf(server: Asked<PasswordAnswer>, user: WantedUser, index: number) {
  const answer = server.answer?.users[index];
  const fields = Array.isArray(answer) ? answer : [];
  const field = (name: string): string[] => {
    const value: unknown = fields[fields.indexOf(name) + 1];
    return Array.isArray(value) ? value.map(String) : [];
  };
  const [wanted, there] = [[...user.hashes.values()], field('passwords')];
  return {
    server,
    user,
    /** Whether the server answers and knows the user. */
    isKnown: Array.isArray(answer),
    /** Anybody logs in as this user. */
    nopass: field('flags').includes('nopass'),
    /** Hashes that are configured and not there; hashes that are there and not configured. */
    missing: wanted.filter((hash) => !there.includes(hash)),
    others: there.filter((hash) => !wanted.includes(hash)),
  };
}
