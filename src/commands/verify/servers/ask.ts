import type { Redis } from 'ioredis';
import { type ClusterNode, parseClusterNodes } from '../../../redis/cluster-nodes.js';
import type * as session from '../../../redis/session.js';

/** What one server says of itself and of the cluster. */
export interface Answer {
  id: string;
  /** cluster-announce-ip; empty where none is set, undefined where the user may not ask. */
  announced: string | undefined;
  state: string;
  epoch: number;
  nodes: readonly ClusterNode[];
  /** How many keys it holds; undefined where the user may not ask. */
  keys: number | undefined;
  /** Whether a replica is connected to its master and has all of it; undefined for a master. */
  inSync: boolean | undefined;
}

export type Asked = session.Asked<Answer>;

export async function questions(client: Redis): Promise<Answer> {
  const optional = (...words: [string, ...string[]]): Promise<unknown> => client.call(...words).catch(refusedQuestion);
  const [id, nodes, info, announced, keys, replication] = await Promise.all([
    client.call('CLUSTER', 'MYID'),
    client.call('CLUSTER', 'NODES'),
    client.call('CLUSTER', 'INFO'),
    optional('CONFIG', 'GET', 'cluster-announce-ip'),
    optional('DBSIZE'),
    optional('INFO', 'replication'),
  ]);
  const facts = factsOf(info);
  const link = factsOf(replication).get('master_link_status');
  return {
    id: String(id),
    announced: Array.isArray(announced) ? String(announced[1] ?? '') : undefined,
    state: facts.get('cluster_state') ?? 'unknown',
    epoch: Number(facts.get('cluster_current_epoch') ?? 0),
    nodes: parseClusterNodes(String(nodes)),
    keys: keys === undefined ? undefined : Number(keys),
    inSync: link === undefined ? undefined : link === 'up',
  };
}

/** A user who may not ask everything still may see the cluster. */
function refusedQuestion(error: Error): undefined {
  if (error.message.startsWith('NOPERM')) return undefined;
  throw error;
}

/** `name:value` lines, as INFO and CLUSTER INFO answer. */
function factsOf(answer: unknown): Map<string, string> {
  return new Map(
    String(answer ?? '')
      .split('\r\n')
      .map(keyAndValue),
  );
}

function keyAndValue(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1)];
}
