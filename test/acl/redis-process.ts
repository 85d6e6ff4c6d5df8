import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The programs that a test asks: Debian's `redis-server` and other releases beside it, of which `.ci/run` has 6.0.9, 6.2.5
 * and 8.2.3; or the one build that REDIS_SERVER names.
 */
const PROGRAMS = process.env.REDIS_SERVER
  ? [process.env.REDIS_SERVER]
  : ['redis-server', 'redis-server-6.0', 'redis-server-6.2', 'redis-server-8.2'];

interface Server {
  product: 'redis' | 'valkey';
  version: string;
}

/** Each program, what it is, and for `{ skip }` of a test why it cannot be asked. */
export const SERVERS: readonly { program: string; server: Server | undefined; skip: string | false }[] = PROGRAMS.map(
  (program) => {
    const server = serverOf(program);
    return { program, server, skip: server ? false : `no ${program} on the PATH` };
  },
);

const START_LIMIT_MS = 10_000;

function serverOf(program: string): Server | undefined {
  const { stdout, status } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const match = status === 0 ? /^(Redis|Valkey) server v=(\S+)/.exec(stdout) : null;
  const [, name, version] = match ?? [];
  if (version === undefined) return undefined;
  return { product: name === 'Valkey' ? 'valkey' : 'redis', version };
}

/** Sends commands over a connection of its own and gives the first line of each reply. */
export type Talk = (commands: readonly (readonly string[])[]) => Promise<string[]>;

/** Sends one command whose reply is an array of strings, and gives these. */
export type List = (command: readonly string[]) => Promise<string[]>;

/**
 * Starts a server with a configuration text in a folder of its own and calls `use` once it accepts connections;
 * undefined where it exits instead. It listens on a Unix socket only, so no port can clash.
 */
export async function withRedis<T>(
  text: string,
  options: { program: string; args?: readonly string[]; files?: Readonly<Record<string, string>> },
  use: (talk: Talk, list: List) => Promise<T>,
): Promise<T | undefined> {
  const dir = await mkdtemp(join(tmpdir(), 'acl-'));
  const socket = join(dir, 's');
  const files = { 'redis.conf': text, ...options.files };
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(dir, name), content)));
  const args = [join(dir, 'redis.conf'), '--dir', dir, '--port', '0', '--unixsocket', socket, '--save', ''];
  const server = spawn(options.program, [...args, ...(options.args ?? [])], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
  });
  try {
    let log = '';
    const started = await new Promise<boolean>((resolve, reject) => {
      const limit = setTimeout(
        () => reject(new Error(`redis-server neither starts nor stops: ${log}`)),
        START_LIMIT_MS,
      );
      const done = (value: boolean): void => {
        clearTimeout(limit);
        resolve(value);
      };
      server.once('error', reject);
      server.stdout.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        if (/ready to accept connections/i.test(log)) done(true);
      });
      exited.then(() => done(false));
    });
    if (!started) return undefined;
    return await use(
      (commands) => talk(socket, commands),
      (command) => list(socket, command),
    );
  } finally {
    server.kill('SIGKILL');
    await exited;
    await rm(dir, { recursive: true, force: true });
  }
}

async function talk(socket: string, commands: readonly (readonly string[])[]): Promise<string[]> {
  return exchange(socket, commands, (received) => {
    const replies = lines(received).filter((line) => /^[-+:$*]/.test(line));
    return replies.length >= commands.length ? replies : undefined;
  });
}

async function list(socket: string, command: readonly string[]): Promise<string[]> {
  return exchange(socket, [command], (received) => {
    const [count = '', ...rest] = lines(received);
    // Each string comes as its length and itself.
    return rest.length >= 2 * Number(count.slice(1)) ? rest.filter((_, index) => index % 2 === 1) : undefined;
  });
}

/** Complete lines received so far. */
function lines(received: string): string[] {
  return received.split('\r\n').slice(0, -1);
}

function exchange(
  socket: string,
  commands: readonly (readonly string[])[],
  read: (received: string) => string[] | undefined,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const connection = createConnection(socket);
    connection.setTimeout(5000, () => connection.destroy(new Error('no reply')));
    let received = '';
    connection.on('data', (chunk) => {
      received += chunk.toString();
      const result = read(received);
      if (!result) return;
      connection.destroy();
      resolve(result);
    });
    connection.on('error', reject);
    for (const command of commands) connection.write(encode(command));
  });
}

function encode(command: readonly string[]): string {
  const parts = command.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`);
  return `*${command.length}\r\n${parts.join('')}`;
}
