import { setTimeout as sleep } from 'node:timers/promises';
import { lazily } from '../base/lazily.js';

const interruption = lazily((): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
});

/** Waits. From the first call on Ctrl-C ends the waiting, this and any later one, and no longer the process. */
export async function pause(milliseconds: number): Promise<boolean> {
  const signal = interruption();
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
