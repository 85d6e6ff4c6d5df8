import { plural } from '../../base/words.js';
import { hostAndPort } from '../../kubernetes/address.js';
import { table } from '../../report/print.js';
import type { Knowledge } from './servers.js';

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
