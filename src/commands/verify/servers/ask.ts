import type { Redis } from 'ioredis';
import { parseClusterNodes } from '../../../redis/cluster-nodes.js';
import type { Address, Asked } from '../../../redis/session.js';

/** What one server says of itself and of the cluster; undefined is what the user may not ask. */
export type Answer = Readonly<Awaited<ReturnType<typeof questions>>>;

export type AskedServer = Asked<Answer>;

/** How servers are asked (`--redis`). */
export interface RedisQuestions {
  ask: (addresses: readonly Address[]) => Promise<AskedServer[]>;
  user: string | undefined;
  /** Where nothing else gives it. */
  port: number | undefined;
}

export async function questions(client: Redis) {
  const optional = (...words: [string, ...string[]]): Promise<unknown> => client.call(...words).catch(refusedQuestion);
  const setting = async (name: string): Promise<string | undefined> => {
    const answer = await optional('CONFIG', 'GET', name);
    return Array.isArray(answer) ? String(answer[1] ?? '') : undefined;
  };
  const [endpoints, nodes, info, savePoints, keys, facts] = await Promise.all([
    setting('cluster-preferred-endpoint-type'),
    client.call('CLUSTER', 'NODES'),
    client.call('CLUSTER', 'INFO').then(factsIn),
    setting('save'),
    optional('DBSIZE'),
    optional('INFO').then(factsIn),
  ]);
  const byHostName = endpoints === 'hostname';
  const lines = parseClusterNodes(String(nodes), byHostName);
  const own = lines.find(({ flags }) => flags.has('myself'));
  if (!own) throw new Error('it answers, but not as a server of a Redis Cluster does');
  const [link, appendOnly] = [facts.get('master_link_status'), facts.get('aof_enabled')];
  const [now, saved] = [numberIn(facts, 'server_time_usec'), numberIn(facts, 'rdb_last_save_time')];
  const announcedBy = byHostName ? ('cluster-announce-hostname' as const) : ('cluster-announce-ip' as const);
  return {
    /** The setting by which it announces an address: the host name where clients are sent to host names. */
    announcedBy,
    /** That address; empty where none is set. */
    announced: await setting(announcedBy),
    state: info.get('cluster_state') ?? 'unknown',
    epoch: numberIn(info, 'cluster_current_epoch') ?? 0,
    nodes: lines,
    /** The one of them in which it speaks of itself. */
    own,
    /** How many keys it holds. */
    keys: typeof keys === 'number' && keys >= 0 ? keys : undefined,
    /** Whether a replica is connected to its master and has all of it; undefined for a master. */
    inSync: link === undefined ? undefined : link === 'up',
    /** For how many seconds it runs. */
    uptime: numberIn(facts, 'uptime_in_seconds'),
    /** Whether each write goes to a file. */
    appendOnly: appendOnly === undefined ? undefined : appendOnly === '1',
    /** The save points, `3600 1 300 100`; empty for none. */
    savePoints,
    /** Changes that no snapshot holds. */
    unsaved: numberIn(facts, 'rdb_changes_since_last_save') ?? 0,
    /** Seconds since the last snapshot; undefined also where the server does not say what time it is (before Redis 6). */
    snapshotAge: now === undefined || saved === undefined ? undefined : Math.max(0, Math.round(now / 1e6 - saved)),
    /** The fields of INFO persistence that say `err`. */
    failed: STATUSES.filter((name) => facts.get(name) === 'err'),
  };
}

/** Redis documentation, INFO: each of these is `ok` or `err`. */
const STATUSES = ['rdb_last_bgsave_status', 'aof_last_write_status', 'aof_last_bgrewrite_status'];

/** A user who may not ask everything, or a server whose CONFIG is renamed, still shows the cluster. */
function refusedQuestion(error: Error): undefined {
  // An answer of the server begins with a code (NOPERM, ERR); the class of the error has no name once it is bundled.
  if (!/^[A-Z]{2,} /.test(error.message)) throw error;
}

type Facts = ReadonlyMap<string, string>;

/** `name:value` lines, as INFO and CLUSTER INFO answer. */
function factsIn(answer: unknown): Facts {
  const lines = String(answer ?? '').split(/\r?\n/);
  return new Map(lines.map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1)]));
}

function numberIn(facts: Facts, name: string): number | undefined {
  const text = facts.get(name);
  return text !== undefined && /^\d{1,18}$/.test(text) ? Number(text) : undefined;
}
