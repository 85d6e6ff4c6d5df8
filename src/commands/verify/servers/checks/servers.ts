import { listOf } from '../../../../base/words.js';
import { canonicalAddress } from '../../../../kubernetes/address.js';
import type { Diagnosis } from '../../finding.js';
import {
  announcedBy,
  announcesWrongly,
  type ClusterView,
  client,
  isAlone,
  type Member,
  meet,
  placeOf,
  serverTitle,
} from '../view.js';

/** Addresses at which nothing answers. */
export function unreachable(view: ClusterView): Diagnosis[] {
  return view.silent
    .filter(({ silence }) => silence.kind === 'unreachable')
    .map(({ ip, port, silence }) => {
      const place = placeOf(view, ip);
      const about = { subject: `server ${ip}` };
      if (!place) {
        const message = `nothing answers at ${ip}:${port}, which the cluster knows as the address of a node (${silence.message})`;
        return { ...about, message, remedy: NOBODY };
      }
      const message = `no server answers at ${serverTitle(view, { ip, port })}, port ${port}: ${silence.message}`;
      if (!place.probe || place.probe.length === 0) return { ...about, message, remedy: NOBODY };
      return { ...about, message: `${message}, though the pod is Ready`, remedy: HOST_PORT, commands: place.probe };
    });
}

const NOBODY =
  'Is the pod running, on that node, with its host port? verify with what kubectl gives says so. A firewall between here and the node looks the same.';
const HOST_PORT =
  'Ask it from another pod: if it answers PONG at its own IP and not at its node\'s, the network plugin does no host ports: docs/verify.md, "Host ports that do not work". If both answer, a firewall is between here and the node.';

/** Servers that answer, but not to this user, while others do; or with an error. */
export function unheard(view: ClusterView): Diagnosis[] {
  return view.silent
    .filter(({ silence }) => silence.kind !== 'unreachable')
    .map((server) => {
      const refused = server.silence.kind === 'login';
      const elsewhere = view.members.length > 0 ? ', though it is at others' : '';
      return {
        subject: `server ${server.ip}`,
        message: refused
          ? `the login is refused at ${serverTitle(view, server)}${elsewhere}: ${server.silence.message}`
          : `the server at ${serverTitle(view, server)} gives no answer that counts: ${server.silence.message}`,
        remedy: refused
          ? 'A user set with ACL SETUSER has to be set on every server, and users are not part of what replicas copy.'
          : OTHERWISE,
      };
    });
}

const OTHERWISE =
  'A server that is loading its data (LOADING) answers a little later. If it is not the server of the pod, another process has the port of the node: docs/verify.md, "Host ports that do not work".';

/** Servers that announce another IP than the one at which they answer. */
export function wrongAnnouncements(view: ClusterView): Diagnosis[] {
  const wrong = view.members.filter((member) => announcesWrongly(member) && !placeOf(view, member.ip)?.misplaced);
  const pairs = wrong.flatMap((one, index) =>
    wrong
      .slice(index + 1)
      .filter((other) => announce(one, other.ip) && announce(other, one.ip))
      .map((other) => [one, other]),
  );
  const paired = new Set(pairs.flat());
  const single = wrong.filter((member) => !paired.has(member)).map((member) => [member]);
  return [...pairs, ...single].map((members) => ({
    subject: `server${members.length > 1 ? 's' : ''} ${listOf(members.map(({ ip }) => ip))}`,
    message:
      members.length > 1
        ? `the servers at ${listOf(members.map((one) => serverTitle(view, one)))} are swapped: each announces the IP of the other`
        : `the server at ${members.map((one) => serverTitle(view, one)).join()} announces ${members.map(announcedBy).join()}`,
    remedy: TELL,
    commands: [
      ...members.map((one) => client(view, one, 'config', 'set', one.answer.announcedBy, one.ip)),
      ...meeting(view, members),
    ],
  }));
}

const TELL =
  'Told its own IP, a server is found again at once, without a restart and without a loss. It lasts until the pod is created again: verify with what kubectl gives says how to move the pods.';

/** Two that had each other's IP have no address of one another any more; before there is a cluster none must meet. */
function meeting(view: ClusterView, [one, other]: readonly Member[]): string[] {
  return one && other && view.cluster.includes(one) && view.cluster.includes(other) ? [meet(view, one, other)] : [];
}

function announce(member: Member, ip: string): boolean {
  return announcedBy(member) === canonicalAddress(ip);
}

/** Servers that announce nothing, as pod 0 does in old images, and that others know at another address. */
export function learnedAddresses(view: ClusterView): Diagnosis[] {
  return view.cluster
    .filter((member) => announcedBy(member) === '')
    .flatMap((member) => {
      const seen = view.cluster.flatMap(({ answer }) =>
        answer.nodes.filter(({ id, ip }) => id === member.answer.id && ip !== ''),
      );
      const others = [...new Set(seen.map(({ ip }) => ip))].filter(
        (ip) => canonicalAddress(ip) !== canonicalAddress(member.ip),
      );
      if (others.length === 0) return [];
      return [
        {
          subject: `server ${member.ip}`,
          message: `the server at ${serverTitle(view, member)} announces no IP, and the others know it at ${listOf(others)}`,
          remedy: 'Tell it its own IP; images that leave it out for pod 0 need it after each start.',
          commands: [client(view, member, 'config', 'set', member.answer.announcedBy, member.ip)],
        },
      ];
    });
}

/** Servers that all know only themselves. */
export function noCluster(view: ClusterView): Diagnosis[] {
  if (view.members.length === 0 || view.cluster.length > 0) return [];
  const count = view.members.length;
  const servers = count === 1 ? 'the one server that answers knows' : `the ${count} servers that answer know`;
  return [
    {
      subject: 'the cluster',
      message: `there is no cluster: ${servers} only ${count === 1 ? 'itself' : 'themselves'}`,
      remedy:
        'Pod 0 creates it at its first start, when all pods answer at the IPs they announce: its log tells what it waits for. Where there was one before, its pods were created again without persistence, and the keys are gone.',
    },
  ];
}

/** Servers outside the cluster of the others: a pod that was created again without its data. */
export function strangers(view: ClusterView): Diagnosis[] {
  const [friend] = view.cluster;
  if (!friend) return [];
  return view.members
    .filter((member) => !view.cluster.includes(member))
    .map((member) => {
      const alone = isAlone(member);
      return {
        subject: `server ${member.ip}`,
        message:
          `the server at ${serverTitle(view, member)} does not belong to the cluster of the other ${view.cluster.length}: it knows ` +
          (alone
            ? 'only itself, as a pod that was created again without its data'
            : `${member.answer.nodes.length} nodes, and not all of them know it`),
        remedy: alone
          ? 'Add it as a replica. If it took the place of a node the cluster still waits for (redis-node-lost), see to that first: a replica may hold its data.'
          : 'Compare CLUSTER NODES here and there before you change anything.',
        commands: alone ? [addReplica(view, member, friend)] : [],
      };
    });
}

/** redis-cli adds it to the master with the fewest replicas; it wants IPv6 without brackets (tried with 7.0.15). */
function addReplica(view: ClusterView, stranger: Member, friend: Member): string {
  const address = ({ ip, port }: Member): string => `${ip}:${port}`;
  return client(view, friend, '--cluster', 'add-node', address(stranger), address(friend), '--cluster-slave');
}

/** Servers that say themselves that the cluster is down; a stranger's word does not count. */
export function failedStates(view: ClusterView): Diagnosis[] {
  const failed = view.cluster.filter(({ answer }) => answer.state !== 'ok');
  if (failed.length === 0) return [];
  return [
    {
      subject: `servers ${listOf(failed.map(({ ip }) => ip))}`,
      message: `the cluster is down (cluster_state:${failed[0]?.answer.state}) at ${listOf(failed.map((one) => serverTitle(view, one)))}: no request for a key is answered there`,
      remedy: 'Mend what is named above. For some seconds after a start or a failover it is so by itself.',
    },
  ];
}

/** Servers that lag behind the cluster's epoch: they do not hear the others. */
export function epochs(view: ClusterView): Diagnosis[] {
  const newest = Math.max(0, ...view.cluster.map(({ answer }) => answer.epoch));
  const behind = view.cluster.filter(({ answer }) => answer.epoch < newest);
  if (behind.length === 0) return [];
  const told = behind.map((one) => `${one.answer.epoch} at ${serverTitle(view, one)}`);
  return [
    {
      subject: `servers ${listOf(behind.map(({ ip }) => ip))}`,
      message: `the servers disagree on the cluster's epoch: ${newest} at most, but ${listOf(told)}`,
      remedy:
        'Right after a failover this settles within seconds: verify again. If it stays, the cluster bus does not reach them.',
    },
  ];
}
