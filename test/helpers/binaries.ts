import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program on the PATH, as an absolute path. */
export function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** For `{ skip }` of a test: false where these programs are all on the PATH, else which of them are not. */
export function notOnPath(...names: readonly string[]): string | false {
  const missing = names.filter((name) => onPath(name) === undefined);
  return missing.length > 0 && `no ${missing.join(', ')} on the PATH`;
}

/** What keeps a Helm to one folder: its cache, configuration, plugins and home; a kubeconfig that is not there. */
export function helmFolders(home: string): Record<string, string> {
  return {
    HOME: home,
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
    KUBECONFIG: join(home, 'none'),
  };
}

/** Helm of a major version: `helm3` or `helm4`, or a `helm` of that version. */
export function helm(major: 3 | 4): string | undefined {
  return [`helm${major}`, 'helm'].map(onPath).find((file) => file !== undefined && helmMajor(file) === major);
}

function helmMajor(file: string): number {
  const { stdout } = spawnSync(file, ['version', '--template', '{{.Version}}'], { encoding: 'utf8', timeout: 20_000 });
  return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? 0);
}
