import { HostportError } from '../base/errors.js';
import { canonicalAddress } from '../kubernetes/address.js';
import { type Access, type Address, sameAddress } from './access.js';
import { type ClusterNode, hasAddress } from './cluster-nodes.js';
import { type Asked, askAll, type Questions } from './session.js';

/**
 * Asks the servers at the given addresses, then those at addresses which only the cluster itself names.
 *
 * @throws HostportError `config` where every server that is there refuses the login: then the password is wrong, and
 *   nothing is known of the cluster
 */
export async function survey<Answer extends { nodes: readonly ClusterNode[] }>(
  addresses: readonly Address[],
  access: Access,
  questions: Questions<Answer>,
  onAnswer?: () => void,
): Promise<Asked<Answer>[]> {
  const listed = unique(addresses);
  const first = await askAll(listed, access, questions, onAnswer);
  refuseWrongLogin(first, access);
  const named = first.flatMap(({ answer }) => answer?.nodes.filter(hasAddress) ?? []);
  const more = unique(named.map(({ ip, port }) => ({ ip, port }))).filter(
    (address) => !listed.some((known) => sameAddress(known, address)),
  );
  if (more.length > MOST_NODES) more.length = MOST_NODES;
  return [...first, ...(await askAll(more, access, questions, onAnswer))];
}

/** More than a cluster should have (Redis cluster specification): what names more is none. */
const MOST_NODES = 1000;

function unique(addresses: readonly Address[]): Address[] {
  const byText = new Map(addresses.map((address) => [`${canonicalAddress(address.ip)} ${address.port}`, address]));
  return [...byText.values()];
}

function refuseWrongLogin(asked: readonly Asked<unknown>[], { user, passwords }: Access): void {
  const refused = asked.filter(({ silence }) => silence?.kind === 'login');
  const [one] = refused;
  if (!one?.silence || asked.some(({ answer }) => answer)) return;
  const { what, remedy } = refusal(one.silence.message, user ?? 'default', passwords.length > 0);
  throw new HostportError('config', `${what} (${one.ip}: ${one.silence.message})`, { remedy });
}

function refusal(answer: string, who: string, withPassword: boolean): { what: string; remedy: string } {
  const other = 'Set REDIS_HOSTPORT_REDIS_PASSWORD (user default, or --user NAME)';
  if (answer.startsWith('NOPERM'))
    return { what: `user ${who} may not ask`, remedy: `${other}: a user with more rights.` };
  return withPassword
    ? {
        what: `no server takes the login of user ${who}`,
        remedy: 'Is it the right password, and the right user? Names and passwords are case-sensitive.',
      }
    : { what: 'the servers want a login', remedy: `${other}, or configure a user in overlays.acl-user.` };
}
