import type { ConnectionOptions } from 'node:tls';
import type { Redis, RedisOptions } from 'ioredis';
import { filled } from '../base/text.js';
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
        return { ...address, ...(await ask(client, access, () => questions(client, address))) };
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
    // Nothing is left to be said, and where the server closed the connection nothing else ends the wait.
    disconnectTimeout: 0,
    disableClientInfo: true,
    ...(tls && { tls }),
  };
}

async function ask<Answer>(client: Redis, access: Access, questions: () => Promise<Answer>): Promise<Outcome<Answer>> {
  // ioredis rejects with CLOSED; the reason comes as an event, and without a listener on the console.
  const errors: unknown[] = [];
  client.on('error', (error: unknown) => errors.push(error));
  let isConnected = false;
  try {
    await client.connect();
    isConnected = true;
    guard(client);
    await login(client, access);
    return { answer: await questions() };
  } catch (failure) {
    const isReason = isConnected && (failure as Error).message !== CLOSED;
    const reason = isReason ? failure : (errors[0] ?? failure);
    const refusal = LOGIN.test(sign(reason)) ? 'login' : 'failed';
    const kind = !isConnected && ABSENCE.test(sign(reason)) ? 'unreachable' : refusal;
    return { silence: { kind, message: inWords(reason, access) } };
  }
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
      stream.destroy(new Error(NOT_REDIS));
    }
  });
}

/** What ioredis says of every command when a connection ends. */
const CLOSED = 'Connection is closed.';
const NOT_REDIS = 'what answers there does not speak the protocol of Redis';

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

const IN_WORDS: readonly (readonly [sign: RegExp, words: string])[] = [
  [/^ECONNREFUSED$/, 'connection refused: nothing listens there'],
  [/^E(HOST|NET)UNREACH$/, 'no route to it'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'its host name is not known here'],
  [/ETIMEDOUT|timed out/, 'no answer within {seconds} s'],
  [/^(ECONNRESET|EPIPE|Connection is closed\.)$/, 'it closes the connection: does it want {wants}?'],
  [/^ERR_SSL_WRONG_VERSION_NUMBER$/, 'it does not speak TLS: try it without --tls'],
  [/^Protocol error/, `${NOT_REDIS}: does it want {wants}?`],
];

/** What a server says may be as long as it likes. */
const MOST_SHOWN = 300;

/**
 * The reason in words. Never the command, since an error of ioredis carries its arguments, and one of them is the password;
 * and never a password, or the hash of one, that the server repeats.
 */
function inWords(error: unknown, { timeoutMs, tls, passwords }: Access): string {
  const known = IN_WORDS.find(([test]) => test.test(sign(error)));
  const wants = tls ? 'a client certificate (--cert, --key)' : 'TLS (--tls)';
  if (known) return filled(known[1], { seconds: timeoutMs / 1000, wants });
  const { code, message } = error as NodeJS.ErrnoException;
  const secrets = [...passwords.filter((password) => password !== ''), /[0-9a-f]{64}/gi];
  const shown = secrets.reduce<string>((text, secret) => text.replaceAll(secret, '…'), message);
  const cut = shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN)}…` : shown;
  return code === undefined ? cut : `${cut} (${code})`;
}
