import { setTimeout as sleep } from 'node:timers/promises';
import { shell } from '../cluster/servers.js';
import type { Machine } from './network.js';
import type { Six } from './six.js';

/** What a fault is done to. */
export interface Stage extends Six {
  machines: readonly Machine[];
  /** The most that the failover and the clients get, in milliseconds. */
  windowMs: number;
}

/**
 * Something that happens to the cluster. Resolves at the end of the time in which clients are watched, with what undoes
 * it.
 */
export type Fault = (stage: Stage) => Promise<() => unknown>;

const NOTHING = (): void => {};

/** A machine that a fault takes away for as long as clients are watched, and what brings it back. */
async function lostMaster(
  { find, servers, machines, windowMs }: Stage,
  lose: (server: Stage['servers'][number], machine: Machine) => unknown,
  back: (server: Stage['servers'][number], machine: Machine) => unknown,
): Promise<() => unknown> {
  const index = find('master');
  const [server, machine] = [servers[index], machines[index]];
  if (!server || !machine) throw new Error('there is no master');
  const lost = lose(server, machine);
  await sleep(windowMs);
  await lost;
  return () => back(server, machine);
}

export const kill: Fault = (stage) =>
  lostMaster(
    stage,
    (server) => server.kill(),
    (server, { ip }) => server.start(ip),
  );

/** Nobody is left to ask. */
export const allNodes: Fault = async ({ servers, machines }) => {
  await Promise.all(servers.map((server) => server.kill()));
  await sleep(20_000);
  return () => Promise.all(servers.map((server, index) => server.start(machines[index]?.ip ?? '')));
};

/** In the order in which they are run; titles of the table's columns. */
export const FAULTS: Readonly<Record<string, { title: string; fault: Fault }>> = {
  kill: { title: 'kill -9', fault: kill },
  hang: {
    title: 'hang (SIGSTOP)',
    fault: (stage) =>
      lostMaster(
        stage,
        (server) => server.signal('SIGSTOP'),
        (server) => server.signal('SIGCONT'),
      ),
  },
  power: {
    title: 'power off',
    fault: (stage) =>
      lostMaster(
        stage,
        (server, machine) => {
          machine.cable('down');
          return server.kill();
        },
        (server, machine) => {
          machine.cable('up');
          return server.start(machine.ip);
        },
      ),
  },
  planned: {
    title: 'planned failover',
    fault: async ({ find, machines, password }) => {
      const ip = machines[find('replica')]?.ip ?? '';
      shell(`redis-cli -h ${ip} cluster failover`, password);
      await sleep(20_000);
      return NOTHING;
    },
  },
  roll: {
    title: 'rolling restart, data kept',
    fault: async ({ servers, machines, healthy }) => {
      for (const [index, server] of [...servers.entries()].reverse()) {
        await server.stop();
        await server.start(machines[index]?.ip ?? '');
        await healthy();
      }
      await sleep(20_000);
      return NOTHING;
    },
  },
};
