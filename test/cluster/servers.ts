import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { notOnPath } from '../helpers/binaries.js';
import { execute } from '../helpers/execute.js';
import { inProject } from '../helpers/project.js';
import { environmentOf, type PodSpec } from './rendered.js';

const START_LIMIT_MS = 10_000;
const STOP_LIMIT_MS = 5000;
const STAND_IN = inProject('test', 'cluster', 'entrypoint.sh');

export const noServers = notOnPath('redis-server', 'redis-cli', 'bash');

/** Process groups that run; whatever happens to the test, none of them outlives it. */
const started = new Set<number>();
process.once('exit', () => {
  for (const group of started) end(group);
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));

function end(group: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** One pod's server: a process of its own on the node's address, with a folder that stands for the container's files. */
export class Server {
  readonly pod: PodSpec;
  readonly #root: string;
  readonly #settings: string;
  #process: ChildProcess | undefined;
  #log = '';

  readonly #within: readonly string[];

  /**
   * @param settings lines of redis.conf which the test adds
   * @param within a command line that runs what stands after it on the node, such as `nsenter -t PID -n`
   */
  constructor(pod: PodSpec, folder: string, settings: string, within: readonly string[] = []) {
    this.pod = pod;
    this.#within = within;
    this.#root = join(folder, pod.name);
    this.#settings = settings;
  }

  /** Runs the chart's own start script; the pod's data stays from one start to the next. */
  async start(nodeIp: string): Promise<void> {
    await this.#lay();
    const [program = 'bash', ...args] = [...this.#within, ...this.pod.command.map((text) => this.#inside(text))];
    const env = {
      PATH: process.env.PATH ?? '',
      ...environmentOf(this.pod, nodeIp),
      CONTAINER_ROOT: this.#root,
      NODE_IP: nodeIp,
      TEST_SETTINGS: this.#settings,
    };
    this.#log = '';
    // A process group of its own: bash may stay between us and the server.
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#process = child;
    if (child.pid !== undefined) started.add(child.pid);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        this.#log += data;
      });
    }
    await this.#ready(child);
  }

  /** Ends the process at once, as a node that dies does. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Asks it to end, as the kubelet does; with save points, which the chart's text has, the server saves its data. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** SIGSTOP, as a hanging process, or SIGCONT. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    if (this.#process?.pid !== undefined) end(this.#process.pid, signal);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const closed = once(child, 'close');
    const limit = setTimeout(end, STOP_LIMIT_MS, child.pid);
    end(child.pid, signal);
    await closed;
    clearTimeout(limit);
    started.delete(child.pid);
  }

  /** Empties the pod's data volume, as a pod without persistence loses it. */
  async wipe(): Promise<void> {
    await rm(join(this.#root, 'bitnami'), { recursive: true, force: true });
  }

  /** What a container's restart leaves of a server without a file of its data: its identity. */
  async forgetKeys(): Promise<void> {
    await Promise.all(
      ['dump.rdb', 'appendonlydir'].map((name) => rm(this.#data(name), { recursive: true, force: true })),
    );
  }

  /** A folder where the snapshot would be written: every save fails. */
  async spoilSnapshots(): Promise<void> {
    await rm(this.#data('dump.rdb'), { force: true });
    await mkdir(join(this.#data('dump.rdb'), 'in-the-way'), { recursive: true });
  }

  #data(name: string): string {
    return join(this.#root, 'bitnami/redis/data', name);
  }

  /** What the chart's start script exported: the nodes to make the cluster of, and how many replicas a master gets. */
  async creation(): Promise<{ nodes: string[]; replicas: string }> {
    const [nodes, replicas] = await Promise.all(
      ['nodes', 'replicas'].map((name) => readFile(join(this.#root, name), 'utf8')),
    );
    return { nodes: (nodes ?? '').split(' '), replicas: replicas ?? '' };
  }

  async #lay(): Promise<void> {
    const etc = join(this.#root, 'opt/bitnami/redis/etc');
    const scripts = join(this.#root, 'opt/bitnami/scripts/redis-cluster');
    await rm(join(this.#root, 'opt'), { recursive: true, force: true });
    const folders = [etc, scripts, join(this.#root, 'opt/bitnami/redis/tmp'), join(this.#root, 'bitnami/redis/data')];
    await Promise.all(folders.map((folder) => mkdir(folder, { recursive: true })));
    await writeFile(join(etc, 'redis-default.conf'), this.#inside(this.pod.configuration));
    await cp(STAND_IN, join(scripts, 'entrypoint.sh'));
  }

  /** The container's paths, below the folder that stands for it. */
  #inside(text: string): string {
    return text.replace(/(\/opt)?\/bitnami\//g, (path) => this.#root + path);
  }

  async #ready(child: ChildProcess): Promise<void> {
    for (const end = Date.now() + START_LIMIT_MS; Date.now() < end; await sleep(25)) {
      if (/Ready to accept connections/i.test(this.#log)) return;
      if (child.exitCode !== null) break;
    }
    throw new Error(`the server of ${this.pod.name} did not start:\n${this.#log}`);
  }
}

/** Fails where another process holds one of the ports: a stranger's server must not be taken for ours. */
export async function requireFreePorts(addresses: readonly string[], ports: readonly number[]): Promise<void> {
  for (const host of addresses)
    for (const port of ports) {
      const socket = createConnection({ host, port });
      const taken = await Promise.race([
        once(socket, 'connect').then(
          () => true,
          () => false,
        ),
        sleep(1000, false),
      ]);
      socket.destroy();
      if (taken) throw new Error(`${host}:${port} is taken by another process; end it and run this test again`);
    }
}

/** Runs a command line as a person would type it; redis-cli finds the password in the environment. */
export function shell(command: string, password: string): string {
  const env = { PATH: process.env.PATH ?? '', REDISCLI_AUTH: password };
  const { code, out, err } = execute('bash', ['-c', command], { env });
  if (code !== 0) throw new Error(`${command}: ${err}${out}`);
  return out;
}

/** Waits until something holds; bounded, and the error says what did not come. */
export async function until(what: string, holds: () => Promise<boolean>, limitMs: number): Promise<void> {
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(100)) if (await holds()) return;
  throw new Error(`${what} did not come within ${limitMs / 1000} s`);
}
