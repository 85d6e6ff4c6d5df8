import { plural } from '../../base/text.js';
import { hostAndPort } from '../../kubernetes/address.js';
import { type ClusterNode, parseClusterNodes } from '../../redis/cluster-nodes.js';
import type { Asked, Questions } from '../../redis/session.js';
import { table } from '../../report/print.js';

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

/** One table a user, a line a server; then what is to be done, if anything. */
export function passwordReport(rows: readonly Knowledge[], titleOf: (ip: string) => string | undefined): string {
  const tables = [...new Set(rows.map(({ user }) => user))].flatMap((user) => {
    const lines = rows.filter((row) => row.user === user).map((row) => cellsOf(row, titleOf));
    return [`User ${user.name}:`, ...table(['SERVER', 'NODE', ...user.hashes.keys(), 'OTHERS'], lines), ''];
  });
  return `${[...tables, ...remarks(rows)].join('\n')}\n`;
}

function cellsOf(row: Knowledge, titleOf: (ip: string) => string | undefined): string[] {
  const { server, user, isKnown, nopass, missing, others } = row;
  const start = [hostAndPort(server.ip, server.port), titleOf(server.ip) ?? '-'];
  if (server.silence) return [...start, server.silence.message];
  if (!isKnown) return [...start, 'no such user'];
  const cells = [...user.hashes.values()].map((hash) => (missing.includes(hash) ? 'no' : 'yes'));
  return [...start, ...cells, nopass ? 'any password logs in' : String(others.length)];
}

/** What holds of some servers, and the next step: the rest of a sentence that begins with their number. */
const REMARKS: readonly (readonly [holds: (row: Knowledge) => boolean, text: string])[] = [
  [
    ({ server }) => server.silence !== undefined,
    'not asked. A pod that starts again knows what its ConfigMap says: run this again then.',
  ],
  [
    ({ server, isKnown }) => server.answer !== undefined && !isKnown,
    'without the user: `helm upgrade` with the post-renderer and a restart bring it.',
  ],
  [
    ({ isKnown, missing }) => isKnown && missing.length > 0,
    'without a configured password: redis-hostport password --add',
  ],
  [
    ({ others }) => others.length > 0,
    'with a password that is not configured. When no application uses it any more: redis-hostport password --drop',
  ],
];

function remarks(rows: readonly Knowledge[]): string[] {
  const lines = REMARKS.flatMap(([holds, text]) => {
    const servers = new Set(rows.filter(holds).map(({ server }) => server));
    return servers.size === 0 ? [] : [`${plural(servers.size, 'server')} ${text}`];
  });
  return lines.length > 0 ? lines : ['Every server knows what is configured, and nothing else.'];
}
