import type { ConnectionOptions } from 'node:tls';
import type { Redis } from 'ioredis';
import { failure } from '../base/errors.js';
import { filled } from '../base/text.js';
import { redisTexts } from '../generated/templates.js';
import { canonicalAddress } from '../kubernetes/address.js';
import { type ClusterNode, hasAddress } from './cluster-nodes.js';

/** Where a server is asked. */
export interface Address {
  ip: string;
  port: number;
}

/** How it is asked. */
export interface Access {
  /** None is Redis' own user `default`. */
  user: string | undefined;
  /** Tried in this order until a server takes one; without any there is no login. */
  passwords: readonly string[];
  /** The most a connection, or one command, may take, in milliseconds. */
  timeoutMs: number;
  tls: ConnectionOptions | undefined;
}

/** Why a server gave no answer: nobody is there, the login was refused, or something else went wrong. */
export interface Silence {
  kind: 'unreachable' | 'login' | 'failed';
  message: string;
}

/** A server that was asked, with what came of it. */
export type Asked<Answer> = Address &
  ({ answer: Answer; silence?: undefined } | { answer?: undefined; silence: Silence });

/** What a server is asked once the login is done. */
export type Questions<Answer> = (client: Redis, address: Address) => Promise<Answer>;

/** More than a cluster should have (Redis cluster specification): an answer that names more is not of a cluster. */
const MOST_NODES = 1000;

/**
 * Asks the servers at the given addresses, then those at addresses which only the cluster itself names.
 *
 * @param onAnswer called for each server when it is done, whatever came of it
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
  const more = unique(named).filter((address) => !listed.some((known) => sameAddress(known, address)));
  return [...first, ...(await askAll(more.slice(0, MOST_NODES), access, questions, onAnswer))];
}

function unique(addresses: readonly Address[]): Address[] {
  return [...new Map(addresses.map(({ ip, port }) => [`${canonicalAddress(ip)} ${port}`, { ip, port }])).values()];
}

/** Whether an address of CLUSTER NODES is the one a server was asked at. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.port === b.port && canonicalAddress(a.ip) === canonicalAddress(b.ip);
}

function refuseWrongLogin(asked: readonly Asked<unknown>[], { user = 'default', passwords }: Access): void {
  const refused = asked.find(({ silence }) => silence?.kind === 'login');
  if (!refused?.silence || asked.some(({ answer }) => answer)) return;
  const { message: answer } = refused.silence;
  const id = passwords.length > 0 ? 'login-refused' : 'login-missing';
  throw failure(answer.startsWith('NOPERM') ? 'may-not-ask' : id, { user, ip: refused.ip, answer });
}

/** Asks all servers at once; one that hangs costs no more than its own limits. */
export function askAll<Answer>(
  addresses: readonly Address[],
  access: Access,
  questions: Questions<Answer>,
  onAnswer: () => void = () => {},
): Promise<Asked<Answer>[]> {
  return Promise.all(addresses.map((address) => ask(address, access, questions).finally(onAnswer)));
}

async function ask<Answer>(address: Address, access: Access, questions: Questions<Answer>): Promise<Asked<Answer>> {
  // 150 kB that hardly a run needs.
  const { Redis: Client } = await import('ioredis');
  const { timeoutMs, tls } = access;
  const client = new Client({
    host: address.ip,
    port: address.port,
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    // One try: a server that does not answer is a finding, not something to wait for.
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    // Nothing is left to be said, and where the server closed the connection nothing else ends the wait.
    disconnectTimeout: 0,
    disableClientInfo: true,
    ...(tls && { tls }),
  });
  // ioredis rejects with CLOSED; the reason comes as an event, and without a listener on the console.
  const errors: unknown[] = [];
  client.on('error', (error: unknown) => errors.push(error));
  let isConnected = false;
  try {
    await client.connect();
    isConnected = true;
    guard(client);
    await login(client, access);
    return { ...address, answer: await questions(client, address) };
  } catch (failure) {
    const isReason = isConnected && (failure as Error).message !== CLOSED;
    const reason = isReason ? failure : (errors[0] ?? failure);
    const refusal = LOGIN.test(sign(reason)) ? 'login' : 'failed';
    const kind = !isConnected && ABSENCE.test(sign(reason)) ? 'unreachable' : refusal;
    return { ...address, silence: { kind, message: inWords(reason, access) } };
  } finally {
    client.disconnect();
  }
}

/** What ioredis says of every command when a connection ends. */
const CLOSED = 'Connection is closed.';

/** More than a server of a thousand nodes answers to any question. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Ends the connection to what is not a Redis server: its parser throws at an answer like `*-5`, in an event, where nobody
 * could catch it, and one that never ends would fill the memory.
 */
function guard({ stream }: Redis): void {
  const parsers = stream.listeners('data');
  let received = 0;
  stream.removeAllListeners('data');
  stream.on('data', (data: Buffer) => {
    received += data.length;
    try {
      if (received > MOST_BYTES) throw new Error('too much');
      for (const parse of parsers) parse(data);
    } catch {
      stream.destroy(new Error('Protocol error'));
    }
  });
}

const LOGIN = /^(WRONGPASS|NOAUTH|NOPERM|ERR (AUTH|invalid password|Client sent AUTH))/;

/** AUTH by hand: the client would only print what the server says to it. Redis 5 knows no user. */
async function login(client: Redis, { user, passwords }: Access): Promise<void> {
  for (const [index, password] of passwords.entries()) {
    try {
      await client.call('AUTH', ...(user === undefined ? [password] : [user, password]));
      return;
    } catch (error) {
      const isLast = index === passwords.length - 1;
      if (isLast || !LOGIN.test((error as Error).message)) throw error;
    }
  }
}

/** The code of an error of the network, or what else it says: from the server's answer or from ioredis. */
function sign(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}

/** Nobody is there, or nobody lets us through; anything else is said by somebody. */
const ABSENCE = /^(ECONN|EHOST|ENET|EADDR|ENOTFOUND|EAI_)|ETIMEDOUT/;

/** What a server says may be as long as it likes. */
const MOST_SHOWN = 300;

/**
 * The reason in words. Never the command, since an error of ioredis carries its arguments, and one of them is the password;
 * and never a password, or the hash of one, that the server repeats.
 */
function inWords(error: unknown, { timeoutMs, tls, passwords }: Access): string {
  const known = redisTexts.silences.find((one) => new RegExp(one.sign).test(sign(error)));
  const wants = tls ? 'a client certificate (--cert, --key)' : 'TLS (--tls)';
  if (known) return filled<string>(known.words, { seconds: timeoutMs / 1000, wants });
  const { code, message } = error as NodeJS.ErrnoException;
  const secrets = [...passwords.filter((password) => password !== ''), /[0-9a-f]{64}/gi];
  const shown = secrets.reduce<string>((text, secret) => text.replaceAll(secret, '…'), message);
  const cut = shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN)}…` : shown;
  return code === undefined ? cut : `${cut} (${code})`;
}
