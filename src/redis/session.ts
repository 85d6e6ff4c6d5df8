import type { ConnectionOptions } from 'node:tls';
import type { Redis, RedisOptions } from 'ioredis';
import { canonicalAddress } from '../kubernetes/address.js';

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

/** Whether an address of CLUSTER NODES is the one a server was asked at. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.port === b.port && canonicalAddress(a.ip) === canonicalAddress(b.ip);
}

/** Why a server gave no answer: nobody is there, the login was refused, or something else went wrong. */
export interface Silence {
  kind: 'unreachable' | 'login' | 'failed';
  message: string;
}

/** What came of asking a server. */
type Outcome<Answer> = { answer: Answer; silence?: undefined } | { answer?: undefined; silence: Silence };

/** A server that was asked, with what came of it. */
export type Asked<Answer> = Address & Outcome<Answer>;

/** What a server is asked once the login is done. */
export type Questions<Answer> = (client: Redis, address: Address) => Promise<Answer>;

/**
 * Asks all servers at once; one that hangs costs no more than its own limits.
 *
 * @param onAnswer called for each server when it is done, whatever came of it
 */
export async function askAll<Answer>(
  addresses: readonly Address[],
  access: Access,
  questions: Questions<Answer>,
  onAnswer: () => void = () => {},
): Promise<Asked<Answer>[]> {
  // 150 kB that hardly a run needs.
  const { Redis: Client } = await import('ioredis');
  return Promise.all(
    addresses.map(async (address) => {
      const client = new Client(optionsFor(address, access));
      try {
        return { ...address, ...(await ask(client, address, access, questions)) };
      } finally {
        client.disconnect();
        onAnswer();
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

async function ask<Answer>(
  client: Redis,
  address: Address,
  access: Access,
  questions: Questions<Answer>,
): Promise<Outcome<Answer>> {
  const error = firstError(client);
  try {
    await client.connect();
  } catch (failure) {
    const reason = error() ?? failure;
    return { silence: { kind: isAbsence(reason) ? 'unreachable' : 'failed', message: inWords(reason, access) } };
  }
  guard(client);
  try {
    await login(client, access);
    return { answer: await questions(client, address) };
  } catch (failure) {
    const isCut = (failure as Error).message === CLOSED;
    const message = inWords(isCut ? (error() ?? failure) : failure, access);
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
      stream.destroy(new Error('what answers there does not speak the protocol of Redis'));
    }
  });
}

/** What ioredis says of every command when a connection ends. */
const CLOSED = 'Connection is closed.';

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
  if (message === CLOSED) {
    return `it closes the connection: does it want ${tls ? 'a client certificate (--cert, --key)' : 'TLS (--tls)'}?`;
  }
  return code === undefined ? message : `${message} (${code})`;
}
