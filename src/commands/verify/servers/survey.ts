import { HostportError } from '../../../base/errors.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import { type Access, type Address, type Asked, askAll, sameAddress } from './ask.js';
import { hasAddress } from './cluster-nodes.js';

/**
 * Asks the servers at the given addresses, then those at addresses which only the cluster itself names.
 *
 * @throws HostportError `config` where every server that is there refuses the login: then the password is wrong, and
 *   nothing is known of the cluster
 */
export async function survey(addresses: readonly Address[], access: Access): Promise<Asked[]> {
  const listed = unique(addresses);
  const first = await askAll(listed, access);
  refuseWrongLogin(first, access);
  const named = first.flatMap(({ answer }) => answer?.nodes.filter(hasAddress) ?? []);
  const more = unique(named.map(({ ip, port }) => ({ ip, port }))).filter(
    (address) => !listed.some((known) => sameAddress(known, address)),
  );
  return [...first, ...(await askAll(more, access))];
}

function unique(addresses: readonly Address[]): Address[] {
  const byText = new Map(addresses.map((address) => [`${canonicalAddress(address.ip)} ${address.port}`, address]));
  return [...byText.values()];
}

function refuseWrongLogin(asked: readonly Asked[], { user, password }: Access): void {
  const refused = asked.filter(({ silence }) => silence?.kind === 'login');
  const [one] = refused;
  if (!one?.silence || asked.some(({ answer }) => answer)) return;
  const who = user ?? 'default';
  const what = password === undefined ? 'the servers want a login' : `no server takes the login of user ${who}`;
  throw new HostportError('config', `${what} (${one.ip}: ${one.silence.message})`, {
    remedy:
      password === undefined
        ? 'Set REDIS_HOSTPORT_REDIS_PASSWORD (user default, or --user NAME), or configure a user in overlays.acl-user.'
        : 'Is it the right password, and the right user? Names and passwords are case-sensitive.',
  });
}
