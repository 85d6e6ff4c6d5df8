import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program in the background whose output goes to a file. */
export interface Running {
  name: string;
  logFile: string;
  /** Whether it has ended, for whatever reason. */
  ended: () => boolean;
  /** The end of what it wrote, for an error message. */
  lastWords: () => string;
  /** Ends it and waits until it is gone: SIGTERM, after five seconds SIGKILL. */
  stop: () => Promise<void>;
}

const TERM_PATIENCE_MS = 5000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const alive = new Set<ChildProcess>();

function killAll(): void {
  for (const child of alive) child.kill('SIGKILL');
}

function killAllAndLeave(): void {
  killAll();
  process.exit(1);
}

/** Nothing outlives this process, however it ends. */
function keep(child: ChildProcess): void {
  if (alive.size === 0) {
    process.on('exit', killAll);
    for (const signal of SIGNALS) process.on(signal, killAllAndLeave);
  }
  alive.add(child);
}

function release(child: ChildProcess): void {
  alive.delete(child);
  if (alive.size > 0) return;
  process.off('exit', killAll);
  for (const signal of SIGNALS) process.off(signal, killAllAndLeave);
}

/** Starts a program; it ends with this process at the latest. */
export function start(name: string, path: string, args: readonly string[], logFile: string): Running {
  const log = openSync(logFile, 'w');
  const child = spawn(path, args, { stdio: ['ignore', log, log] });
  closeSync(log);
  let failure = '';
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      failure = error.message;
      resolve();
    });
  });
  keep(child);
  const ended = (): boolean => failure !== '' || child.exitCode !== null || child.signalCode !== null;
  return {
    name,
    logFile,
    ended,
    lastWords: () => failure || readFileSync(logFile, 'utf8').slice(-1500),
    stop: async () => {
      if (!ended()) await end(child, gone);
      release(child);
    },
  };
}

async function end(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const patience = new AbortController();
  const hurry = sleep(TERM_PATIENCE_MS, undefined, { signal: patience.signal }).then(
    () => child.kill('SIGKILL'),
    () => false,
  );
  await gone;
  patience.abort();
  await hurry;
}
