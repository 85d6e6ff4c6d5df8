import { failure } from '../base/errors.js';
import { nearest, plural } from '../base/text.js';
import { sha256Hex } from '../base/util.js';
import { passwordTexts } from '../generated/templates.js';
import type { AclUser } from '../generated/types.js';
import { hostAndPort } from '../kubernetes/address.js';
import { configuredUsers, type Setup, setupOf } from '../overlays/setup.js';
import { parseClusterNodes } from '../redis/cluster-nodes.js';
import { type Access, type Asked, askAll, survey } from '../redis/session.js';
import { table } from '../report/text.js';
import type { ContextOf } from './command.js';
import { accessOf } from './redis-access.js';

export async function runPassword(context: ContextOf<'password'>): Promise<number> {
  const { add, drop } = context.values;
  if (add && drop) throw failure('add-and-drop', {});
  const setup = setupOf(context.sources);
  const users = configuredUsers(setup.steps);
  const access = accessOf(context, setup.loaded, users);
  const wanted = wantedUsers(users, context.positionals).map((user) => withHashes(user, setup));
  const { port = setup.chart.values.ports.client } = context.values;
  const addresses = setup.nodes.map(({ ip }) => ({ ip, port }));
  // The servers at the configured nodes, and those that only the cluster names.
  const ask = async (): Promise<Knowledge[]> => {
    const asked = await survey(addresses, access, async (client) => {
      const questions = wanted.map(({ name }) => client.call('ACL', 'GETUSER', name));
      const [nodes, ...known] = await Promise.all([client.call('CLUSTER', 'NODES'), ...questions]);
      return { nodes: parseClusterNodes(String(nodes)), known };
    });
    return wanted.flatMap((user, index) => asked.map((one) => knowledgeOf(one, user, one.answer?.known[index])));
  };
  const before = await ask();
  const tooEarly = drop && !before.every(isReady);
  const isChange = add || (drop && !tooEarly);
  if (isChange) await change(before, add ? 'missing' : 'others', access);
  const after = isChange ? await ask() : before;
  await context.io.stdout.write(passwordReport(after, setup) + (tooEarly ? passwordTexts.tooEarly : ''));
  return after.every((row) => isReady(row) && (add || row.others.length === 0)) ? 0 : 1;
}

function wantedUsers(users: readonly AclUser[], names: readonly string[]): readonly AclUser[] {
  if (users.length === 0) throw failure('no-user', {});
  const known = users.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw failure('no-such-user', { option: '', user: `${unknown}${nearest(unknown, known)}` });
  return names.length === 0 ? users : users.filter(({ name }) => names.includes(name));
}

/** A configured user, with the SHA-256 of its passwords by the variable or the file that each is read from. */
type WantedUser = ReturnType<typeof withHashes>;

function withHashes({ name, password }: AclUser, { loaded }: Setup) {
  const hashes = new Map<string, string>();
  for (const source of [password].flat()) {
    const label = source.env ?? source.file ?? '';
    const hash = sha256Hex(loaded.readPassword(source, name));
    if ([...hashes.values()].includes(hash)) throw failure('same-password', { user: name, label });
    hashes.set(label, hash);
  }
  return { name, hashes };
}

/** What one server knows of one user, besides what is configured. */
type Knowledge = Readonly<ReturnType<typeof knowledgeOf>>;

/** @param answer of ACL GETUSER (Redis 6.0 on: `flags […] passwords [hash…] …`, nil for a user that is not there) */
function knowledgeOf(server: Asked<unknown>, user: WantedUser, answer: unknown) {
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
    /** Hashes that are configured and that a user who is there lacks; hashes that are there and not configured. */
    missing: Array.isArray(answer) ? wanted.filter((hash) => !there.includes(hash)) : [],
    others: there.filter((hash) => !wanted.includes(hash)),
  };
}

/** The server answers and knows every configured password: what is not configured can go. */
function isReady({ isKnown, missing }: Knowledge): boolean {
  return isKnown && missing.length === 0;
}

/**
 * Adds what is missing to users that are there, whose other rules are not ours to say, or takes away what is not configured.
 *
 * @throws HostportError `input` where a server that answered before refuses the change
 */
async function change(rows: readonly Knowledge[], what: 'missing' | 'others', access: Access): Promise<void> {
  const changes = rows.filter((row) => row[what].length > 0);
  const servers = [...new Set(changes.map(({ server }) => server))];
  const done = await askAll(servers, access, async (client, address) => {
    for (const { user, ...row } of changes.filter(({ server }) => server === address)) {
      const rules = row[what].map((hash) => (what === 'missing' ? `#${hash}` : `!${hash}`));
      await client.call('ACL', 'SETUSER', user.name, ...rules);
    }
  });
  const failed = done.find(({ silence }) => silence);
  if (failed?.silence) throw failure('change-not-taken', { ip: failed.ip, why: failed.silence.message });
}

/** One table a user, a line a server; then what is to be done, if anything. */
function passwordReport(rows: readonly Knowledge[], { nodes }: Setup): string {
  const tables = [...new Set(rows.map(({ user }) => user))].flatMap((user) => {
    const lines = rows.filter((row) => row.user === user).map((row) => cellsOf(row, nodes));
    return [`User ${user.name}:`, ...table(['SERVER', 'NODE', ...user.hashes.keys(), 'OTHERS'], lines), ''];
  });
  const remarks = Object.entries(passwordTexts.remarks).flatMap(([remark, text]) => {
    const servers = new Set(rows.filter(HOLDS[remark as keyof typeof HOLDS]).map(({ server }) => server));
    return servers.size === 0 ? [] : [`${plural(servers.size, 'server')} ${text}`];
  });
  return `${[...tables, ...(remarks.length > 0 ? remarks : [passwordTexts.fine])].join('\n')}\n`;
}

function cellsOf(row: Knowledge, nodes: Setup['nodes']): string[] {
  const { server, user, isKnown, nopass, missing, others } = row;
  const node = nodes.find(({ ip }) => ip === server.ip)?.name ?? '-';
  const start = [hostAndPort(server.ip, server.port), node];
  if (server.silence) return [...start, server.silence.message];
  if (!isKnown) return [...start, 'no such user'];
  const cells = [...user.hashes.values()].map((hash) => (missing.includes(hash) ? 'no' : 'yes'));
  return [...start, ...cells, nopass ? 'any password logs in' : String(others.length)];
}

/** Of which servers a remark is. */
const HOLDS = {
  silent: ({ server }) => server.silence !== undefined,
  withoutUser: ({ server, isKnown }) => server.answer !== undefined && !isKnown,
  missing: ({ missing }) => missing.length > 0,
  others: ({ others }) => others.length > 0,
} satisfies Readonly<Record<keyof typeof passwordTexts.remarks, (row: Knowledge) => boolean>>;
