import { readFileSync } from 'node:fs';
import { type Setup, setupOf } from '../../src/overlays/setup.js';

/** The setup of a configuration given as a value; every `set` as on the command line. */
export function setupFrom(config: Record<string, unknown>, set: readonly string[] = []): Setup {
  const text = JSON.stringify({ apiVersion: 'redis-hostport/v1', kind: 'Config', ...config });
  const read = (path: string): Buffer => (path === 'c.yaml' ? Buffer.from(text) : readFileSync(path));
  return setupOf({ file: 'c.yaml', set, overlays: [], env: {}, read });
}

/** `count` nodes with names and IPs made by their index. */
export function nodesBy(count: number, name: (index: number) => string, ip: (index: number) => string) {
  return Array.from({ length: count }, (_, index) => ({ name: name(index), ip: ip(index) }));
}

/** The runbook's six. */
export const SIX = [
  { name: 'dio-master01', ip: '10.0.0.4' },
  { name: 'dio-master02', ip: '10.0.0.5' },
  { name: 'dio-master03', ip: '10.0.0.6' },
  { name: 'dio-worker01', ip: '10.0.0.8' },
  { name: 'dio-worker02', ip: '10.0.0.9' },
  { name: 'dio-worker03', ip: '10.0.0.10' },
];
