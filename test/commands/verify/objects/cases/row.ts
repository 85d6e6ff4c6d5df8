import { IPS, NAMES, type World } from '../../world.js';

/** What a case expects of one finding. */
export interface Expected {
  check: string;
  message: RegExp;
  remedy?: RegExp;
  commands?: readonly string[];
  ordinals?: readonly number[];
}

/** What is wrong, how the world is changed, what is found (these checks and no others), the configuration. */
export type Row = [what: string, change: (made: World) => void, expected: Expected[], configuration?: string];

/** `nodes` of a configuration. */
export const nodes = (names = NAMES, ips = IPS): string =>
  names.map((name, index) => `  - { name: ${name}, ip: ${ips[index]} }\n`).join('');

export const config = (rest: string): string => `apiVersion: redis-hostport/v1\nkind: Config\n${rest}`;

/** A pod's status, instead of the one the world makes. */
export const status = (value: object): { also: { status: object } } => ({ also: { status: value } });

/** The status of a pod that no node takes. */
export const pending = (message: string): ReturnType<typeof status> =>
  status({
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
  });

export const K = 'kubectl -n redis-cluster';
export const podName = (ordinal: number): string => `ds-redis-redis-cluster-${ordinal}`;
