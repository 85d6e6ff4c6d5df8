import type { Redis, RedisOptions } from 'ioredis';
import { canonicalAddress } from '../../../kubernetes/address.js';
import { type ClusterNode, parseClusterNodes } from './cluster-nodes.js';

/** Where a server is asked. */
export interface Address {
  ip: string;
  port: number;
}

/** How it is asked. */
export interface Access {
  user: string | undefined;
  password: string | undefined;
  /** The most a connection, or one command, may take, in milliseconds. */
  timeoutMs: number;
  tls: RedisOptions['tls'];
}

/** Why a server gave no answer: nobody is there, the login was refused, or something else went wrong. */
export interface Silence {
  kind: 'unreachable' | 'login' | 'failed';
  message: string;
}

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

/** A server that was asked, with what came of it. */
export interface Asked extends Address {
  silence?: Silence;
  answer?: Answer;
}

/** Asks all servers at once; one that hangs costs no more than its own limits. */
export async function askAll(addresses: readonly Address[], access: Access): Promise<Asked[]> {
  const { Redis: Client } = await import('ioredis');
  return Promise.all(
    addresses.map(async (address) => {
      const client = new Client(optionsFor(address, access));
      try {
        return { ...address, ...(await ask(client, access)) };
      } finally {
        client.disconnect();
      }
    }),
  );
}

function optionsFor({ ip, port }: Address, { timeoutMs, tls }: Access): RedisOptions {
  return {
    host: ip,
    port,
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    // One try: a server that does not answer is a finding, not something to wait for.
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    disableClientInfo: true,
    ...(tls && { tls }),
  };
}

async function ask(client: Redis, access: Access): Promise<Pick<Asked, 'answer' | 'silence'>> {
  const error = firstError(client);
  try {
    await client.connect();
  } catch (failure) {
    const reason = error() ?? failure;
    return { silence: { kind: isAbsence(reason) ? 'unreachable' : 'failed', message: inWords(reason, access) } };
  }
  try {
    await login(client, access);
    return { answer: await questions(client) };
  } catch (failure) {
    const message = inWords(failure, access);
    return { silence: { kind: LOGIN.test(message) ? 'login' : 'failed', message } };
  }
}

/** ioredis rejects with `Connection is closed.`; the reason comes as an event, and without a listener on the console. */
function firstError(client: Redis): () => unknown {
  let first: unknown;
  client.on('error', (error: unknown) => {
    first ??= error;
  });
  return () => first;
}

const LOGIN = /^(WRONGPASS|NOAUTH|NOPERM|ERR (AUTH|invalid password|Client sent AUTH))/;

/** AUTH by hand: the client would only print what the server says to it. Redis 5 knows no user. */
async function login(client: Redis, { user, password }: Access): Promise<void> {
  if (password === undefined) return;
  await client.call('AUTH', ...(user === undefined ? [password] : [user, password]));
}

async function questions(client: Redis): Promise<Answer> {
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

/** Nobody is there, or nobody lets us through; anything else is said by somebody. */
function isAbsence(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return /^(ECONN|EHOST|ENET|ETIMEDOUT|EADDR)/.test(code ?? '') || /ETIMEDOUT/.test(message);
}

/** The reason in words. Never the command: an error of ioredis carries its arguments, and one of them is the password. */
function inWords(error: unknown, { timeoutMs, tls }: Access): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'connection refused: nothing listens there';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'no route to it';
  if (code === 'ETIMEDOUT' || /timed out|ETIMEDOUT/.test(message)) return `no answer within ${timeoutMs / 1000} s`;
  if (message === 'Connection is closed.') {
    return `it closes the connection: does it want ${tls ? 'a client certificate (--cert, --key)' : 'TLS (--tls)'}?`;
  }
  return code === undefined ? message : `${message} (${code})`;
}

/** Whether an address of CLUSTER NODES is the one a server was asked at. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.port === b.port && canonicalAddress(a.ip) === canonicalAddress(b.ip);
}
