import { failure } from '../../base/errors.js';
import { nearest } from '../../base/text.js';
import { sha256Hex } from '../../base/util.js';
import type { AclUser } from '../../generated/types.js';
import { configuredUsers } from '../../overlays/placement.js';
import { type Setup, setupOf } from '../../overlays/setup.js';
import { type Access, askAll, sameAddress, survey } from '../../redis/session.js';
import type { ContextOf } from '../command.js';
import { accessOf } from '../redis-access.js';
import { type Knowledge, knowledgeOf, passwordReport, questionsAbout, type WantedUser } from './knowledge.js';

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
    const asked = await survey(addresses, access, questionsAbout(wanted));
    return wanted.flatMap((user, index) => asked.map((server) => knowledgeOf(server, user, index)));
  };
  const before = await ask();
  const tooEarly = drop && !before.every(isReady);
  if (add || (drop && !tooEarly)) await change(before, add ? added : dropped, access);
  const after = add || drop ? await ask() : before;
  const titles = new Map(setup.nodes.map(({ ip, name }) => [ip, name]));
  await context.io.stdout.write(passwordReport(after, (ip) => titles.get(ip)));
  if (tooEarly) await context.io.stdout.write(TOO_EARLY);
  return after.every((row) => isReady(row) && (add || row.others.length === 0)) ? 0 : 1;
}

const TOO_EARLY = 'Nothing was changed: --drop waits until every server answers and knows every configured password.\n';

/** The server answers and knows every configured password: what is not configured can go. */
function isReady({ isKnown, missing }: Knowledge): boolean {
  return isKnown && missing.length === 0;
}

function wantedUsers(users: readonly AclUser[], names: readonly string[]): readonly AclUser[] {
  if (users.length === 0) throw failure('no-user', {});
  const known = users.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw failure('no-such-user', { option: '', user: `${unknown}${nearest(unknown, known)}` });
  }
  return names.length === 0 ? users : users.filter(({ name }) => names.includes(name));
}

function withHashes({ name, password }: AclUser, { loaded }: Setup): WantedUser {
  const hashes = new Map<string, string>();
  for (const source of [password].flat()) {
    const label = source.env ?? source.file ?? '';
    const hash = sha256Hex(loaded.readPassword(source, name));
    if ([...hashes.values()].includes(hash)) throw failure('same-password', { user: name, label });
    hashes.set(label, hash);
  }
  return { name, hashes };
}

/** The rules of ACL SETUSER which add what is missing: to a user that is there, since its other rules are not ours to say. */
const added = ({ isKnown, missing }: Knowledge): string[] => (isKnown ? missing.map((hash) => `#${hash}`) : []);
/** Those which take away what is not configured. */
const dropped = ({ others }: Knowledge): string[] => others.map((hash) => `!${hash}`);

/** @throws HostportError `input` where a server that answered before refuses the change */
async function change(
  rows: readonly Knowledge[],
  rulesFor: (row: Knowledge) => readonly string[],
  access: Access,
): Promise<void> {
  const changes = rows.filter((row) => rulesFor(row).length > 0);
  const servers = [...new Set(changes.map(({ server }) => server))];
  const done = await askAll(servers, access, async (client, address) => {
    for (const row of changes) {
      if (sameAddress(row.server, address)) await client.call('ACL', 'SETUSER', row.user.name, ...rulesFor(row));
    }
  });
  const failed = done.find(({ silence }) => silence);
  if (!failed?.silence) return;
  throw failure('change-not-taken', { ip: failed.ip, why: failed.silence.message });
}
