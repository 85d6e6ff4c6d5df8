import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientSpec } from './clients.js';

/** One command that a client sent: when, how long it took, and what came of it. */
interface Sent {
  start: number;
  ms: number;
  outcome: string;
}

/** What a client went through from a fault on. */
export interface Outcome {
  /** Seconds from the fault to the start of the last command that failed; null where they still fail at the end. */
  lastFailure: number | null;
  /** The longest call, in seconds. */
  longest: number;
  failed: number;
  sent: number;
  /** The most frequent error. */
  error?: string;
}

const START_LIMIT_MS = 180_000;
/** Commands that fail this shortly before the end of a window have not stopped failing. */
const STILL_MS = 5000;
/** Commands sent this shortly before a program is ended are left out. */
const ENDING_MS = 1500;

/** A program that sends commands until it is ended. */
export class Load {
  readonly spec: ClientSpec;
  readonly #child: ChildProcess;
  readonly #sent: Sent[] = [];
  #ready = false;
  #rest = '';
  #errors = '';
  #ended = Number.POSITIVE_INFINITY;

  constructor(spec: ClientSpec, folder: string, env: Record<string, string>) {
    this.spec = spec;
    this.#child = spawn('bash', ['-c', spec.start], {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        ...printedEnvironment(folder, env),
        ...spec.env,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (data) => this.#read(String(data)));
    this.#child.stderr?.on('data', (data) => {
      this.#errors = (this.#errors + data).slice(-2000);
    });
  }

  #read(data: string): void {
    const lines = (this.#rest + data).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === 'ready') this.#ready = true;
      const [, start, ms, outcome] = /^(\d{13}) (\d+) (.*)$/.exec(line) ?? [];
      if (outcome !== undefined) this.#sent.push({ start: Number(start), ms: Number(ms), outcome });
    }
  }

  async ready(): Promise<void> {
    for (const limit = Date.now() + START_LIMIT_MS; Date.now() < limit; await sleep(100)) {
      if (this.#ready) return;
      if (this.#child.exitCode !== null) break;
    }
    throw new Error(`${this.spec.name} did not start: ${this.#errors}`);
  }

  /** Ends it; commands that are still open count as failed. */
  async end(): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#ended = Date.now();
    this.#child.kill('SIGTERM');
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await closed;
    clearTimeout(limit);
  }

  /** What became of the commands sent between two times; asked when the client has ended, since only then is what was open known. One that took longer than 10 s, or was answered
   * only after the window, counts as failed. */
  outcome(from: number, until: number): Outcome {
    // What fails while the program itself is ended says nothing of the cluster.
    const last = Math.min(until, this.#ended - ENDING_MS);
    const sent = this.#sent.filter(({ start }) => start >= from && start < last);
    const failed = sent.filter(
      ({ outcome, start, ms }) => outcome !== 'ok' || ms > 10_000 || start + ms > until + 1000,
    );
    const lastFailure = Math.max(0, ...failed.map(({ start }) => start));
    const counts = new Map<string, number>();
    for (const { outcome } of failed) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    const [error] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
    return {
      lastFailure:
        sent.length === 0 || lastFailure > last - STILL_MS ? null : lastFailure === 0 ? 0 : rounded(lastFailure - from),
      longest: rounded(Math.max(0, ...sent.map(({ ms }) => ms))),
      failed: failed.length,
      sent: sent.length,
      ...(error !== undefined && { error: error.slice(0, 160) }),
    };
  }
}

const rounded = (ms: number): number => Math.round(ms / 100) / 10;

/** What `endpoints --format spring-env` prints, as the container runtime passes it on. */
function printedEnvironment(folder: string, env: Record<string, string>): Record<string, string> {
  const file = join(folder, 'environment');
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line));
  return {
    ...Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2))),
    SPRING_DATA_REDIS_PASSWORD: env.SONG_PASSWORD ?? '',
  };
}
