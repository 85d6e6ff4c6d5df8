import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { helm } from '../helpers/binaries.js';

/** What a control plane is made of: Kubernetes' own parts, its store, and simulated kubelets. */
export const CONTROL_PLANE = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const;

export type Component = (typeof CONTROL_PLANE)[number];

/** Paths of the executables found in `$LAB/bin` or on the PATH, and the names of those that are nowhere. */
export interface Binaries {
  found: Map<string, string>;
  missing: string[];
}

/**
 * For `{ skip }` of a trial: false where a control plane can be started, and this Helm and these programs are there, else
 * what is missing.
 */
export function whatIsMissing(env: NodeJS.ProcessEnv, major?: 3 | 4, ...more: string[]): string | false {
  const { missing } = findBinaries([...CONTROL_PLANE, ...more], env);
  if (missing.length > 0) return `not in $LAB/bin nor on the PATH: ${missing.join(', ')}`;
  return major !== undefined && helm(major) === undefined && `no Helm ${major} on the PATH`;
}

/** Looks for executables by name, first in `$LAB/bin`, then on the PATH. */
export function findBinaries(names: readonly string[], env: NodeJS.ProcessEnv): Binaries {
  const folders = [...(env.LAB ? [join(env.LAB, 'bin')] : []), ...(env.PATH ?? '').split(delimiter).filter(Boolean)];
  const found = new Map<string, string>();
  for (const name of names) {
    const path = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (path !== undefined) found.set(name, path);
  }
  return { found, missing: names.filter((name) => !found.has(name)) };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
