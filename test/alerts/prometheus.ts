import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { until } from '../cluster/servers.js';
import { notOnPath } from '../helpers/binaries.js';

export const noPrometheus = notOnPath('prometheus', 'prometheus-redis-exporter');

const LIMIT_MS = 20_000;

/** An alert as Prometheus has it. */
export interface Firing {
  state: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}

export async function freePort(): Promise<number> {
  const socket = createSocket();
  socket.listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address() as AddressInfo;
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Starts a program that is ended with the test; its output is for error messages only. */
export function start(t: Test, name: string, args: readonly string[], env: Record<string, string> = {}): () => string {
  let log = '';
  const child: ChildProcess = spawn(name, args, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data) => {
      log += data;
    });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    kill();
    await closed;
  });
  return () => log.slice(-2000);
}

/** A page of metrics served on loopback, made each time it is asked for. */
export async function servePage(t: Test, page: () => string): Promise<number> {
  const server: Server = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(page());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A real Prometheus that scrapes and evaluates every second. */
export class Prometheus {
  readonly #url: string;
  readonly #log: () => string;

  private constructor(url: string, log: () => string) {
    this.#url = url;
    this.#log = log;
  }

  static async start(t: Test, scrapeConfigs: readonly unknown[], rules: string): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const config = {
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: ['rules.json'],
      scrape_configs: scrapeConfigs,
    };
    await writeFile(join(folder, 'rules.json'), rules);
    await writeFile(join(folder, 'prometheus.json'), JSON.stringify(config));
    const address = `127.0.0.1:${await freePort()}`;
    const log = start(t, 'prometheus', [
      `--config.file=${join(folder, 'prometheus.json')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=warn',
    ]);
    const prometheus = new Prometheus(`http://${address}/api/v1`, log);
    await prometheus.until('a Prometheus that answers', async () => (await prometheus.query('1')).length >= 0);
    return prometheus;
  }

  /** The value of each series that an expression gives. */
  async query(expression: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
    const { data } = await this.#get(`query?query=${encodeURIComponent(expression)}`);
    const result = (data as { result: unknown }).result;
    return Array.isArray(result) && typeof result[0] !== 'number' ? result : [];
  }

  async firing(): Promise<Firing[]> {
    const { data } = await this.#get('alerts');
    return (data as { alerts: Firing[] }).alerts.filter(({ state }) => state === 'firing');
  }

  /** Waits until something holds, which may throw in between. */
  async until(what: string, holds: () => Promise<boolean>, limitMs = LIMIT_MS): Promise<void> {
    try {
      await until(what, () => holds().catch(() => false), limitMs);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${this.#log()}`);
    }
  }

  async #get(path: string): Promise<{ data: unknown }> {
    const answer = await fetch(`${this.#url}/${path}`, { signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { data: unknown };
  }
}
