import { hostAndPort } from '../../kubernetes/address.js';
import { table } from '../../report/table.js';
import type { Comparison, WantedUser } from './compare.js';

/** One table a user, a line a server; then what is to be done, if anything. */
export function passwordReport(rows: readonly Comparison[], titleOf: (ip: string) => string | undefined): string {
  const users = [...new Set(rows.map(({ user }) => user))];
  const tables = users.flatMap((user) => [
    `User ${user.name}:`,
    ...userTable(
      user,
      rows.filter((row) => row.user === user),
      titleOf,
    ),
    '',
  ]);
  return `${[...tables, ...remarks(rows)].join('\n')}\n`;
}

function userTable(
  { secrets }: WantedUser,
  rows: readonly Comparison[],
  titleOf: (ip: string) => string | undefined,
): string[] {
  const head = ['SERVER', 'NODE', ...secrets.map(({ label }) => label), 'OTHERS'];
  return table(
    head,
    rows.map((row) => {
      const { ip, port } = row.server;
      const cells = [hostAndPort(ip, port), titleOf(ip) ?? '-', ...knowledge(row)];
      return cells.map((text) => ({ text }));
    }),
  );
}

function knowledge({ server, user, found, missing, others }: Comparison): string[] {
  if (server.silence) return [server.silence.message];
  if (!found) return ['no such user'];
  const cells = user.secrets.map((secret) => (missing.includes(secret) ? 'no' : 'yes'));
  return [...cells, found.nopass ? 'any password logs in' : String(others.length)];
}

/** Which rows have what: a count, and the next step. */
const REMARKS: readonly { holds: (row: Comparison) => boolean; text: (servers: string) => string }[] = [
  {
    holds: ({ server }) => server.silence !== undefined,
    text: (servers) =>
      `${servers} not asked. A pod that starts again knows what its ConfigMap says: run this again then.`,
  },
  {
    holds: ({ server, found }) => server.answer !== undefined && !found,
    text: (servers) => `${servers} without the user: \`helm upgrade\` with the post-renderer and a restart bring it.`,
  },
  {
    holds: ({ found, missing }) => found !== undefined && missing.length > 0,
    text: (servers) => `${servers} without a configured password: redis-hostport password --add`,
  },
  {
    holds: ({ others }) => others.length > 0,
    text: (servers) =>
      `${servers} with a password that is not configured. When no application uses it any more: redis-hostport password --drop`,
  },
];

function remarks(rows: readonly Comparison[]): string[] {
  const lines = REMARKS.flatMap(({ holds, text }) => {
    const count = new Set(rows.filter(holds).map(({ server }) => server)).size;
    return count === 0 ? [] : [text(count === 1 ? '1 server' : `${count} servers`)];
  });
  return lines.length > 0 ? lines : ['Every server knows what is configured, and nothing else.'];
}
