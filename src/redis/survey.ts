import { failure } from '../base/errors.js';
import { canonicalAddress } from '../kubernetes/address.js';
import { type ClusterNode, hasAddress } from './cluster-nodes.js';
import { type Access, type Address, type Asked, askAll, type Questions, sameAddress } from './session.js';

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

/** More than a cluster should have (Redis cluster specification): an answer that names more is not of a cluster. */
const MOST_NODES = 1000;

function unique(addresses: readonly Address[]): Address[] {
  const byText = new Map(addresses.map((address) => [`${canonicalAddress(address.ip)} ${address.port}`, address]));
  return [...byText.values()];
}

function refuseWrongLogin(asked: readonly Asked<unknown>[], { user, passwords }: Access): void {
  const refused = asked.filter(({ silence }) => silence?.kind === 'login');
  const [one] = refused;
  if (!one?.silence || asked.some(({ answer }) => answer)) return;
  const { message: answer } = one.silence;
  const id = passwords.length > 0 ? 'login-refused' : 'login-missing';
  const values = { user: user ?? 'default', ip: one.ip, answer };
  throw failure(answer.startsWith('NOPERM') ? 'may-not-ask' : id, values);
}
