import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import { helmFolders } from '../helpers/binaries.js';
import { execute, type Ran } from '../helpers/execute.js';
import { objectsIn } from '../helpers/objects.js';
import { inProject } from '../helpers/project.js';

export const PROJECT = inProject();
export const INPUT = readFileSync(join(PROJECT, 'test/golden/runbook/input.yaml'));
export const EXPECTED = readFileSync(join(PROJECT, 'test/golden/runbook/expected.yaml'), 'utf8');
export const { version: VERSION } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));

/** A folder that is gone after the test. */
export function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'redis-hostport-package-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export interface Packed {
  /** A folder in which the archive lies, that is gone after the test. */
  readonly home: string;
  readonly tarball: string;
  /** The paths in it. */
  readonly files: readonly string[];
  /** npm's: a cache of its own, and no network. */
  readonly env: Record<string, string>;
}

/** What npm would publish. */
export function npmPacked(t: Test): Packed {
  const home = folder(t);
  const env = {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: home,
    npm_config_cache: join(home, 'cache'),
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  };
  const argv = ['pack', '--json', '--ignore-scripts', '--pack-destination', home];
  const { code, out, err } = execute('npm', argv, { cwd: PROJECT, env });
  t.equal(code, 0, err);
  const [{ files, filename }] = JSON.parse(out) as [{ files: { path: string }[]; filename: string }];
  return { home, tarball: join(home, filename), files: files.map(({ path }) => path), env };
}

/** Helm with folders of its own and nothing else in its environment but the PATH given. */
export function helmIn(home: string, program: string, path: string): (argv: readonly string[]) => Ran {
  return (argv) => execute(program, argv, { cwd: home, env: { PATH: path, ...helmFolders(home) } });
}

/** `helm template` of our own chart with six nodes. */
export const TEMPLATE = [
  'template',
  'ds-redis',
  join(PROJECT, 'test', 'fixtures', 'chart'),
  '-n',
  'redis-cluster',
  '--set',
  'ips={10.0.0.4,10.0.0.5,10.0.0.6,10.0.0.8,10.0.0.9,10.0.0.10}',
];

/** The StatefulSet that Helm printed has the edits. */
export function assertPostRendered(t: Test, { code, out, err }: Ran): void {
  t.equal(code, 0, err);
  const spec = objectsIn(out).find((one) => one.kind === 'StatefulSet')?.spec;
  t.equal(spec?.podManagementPolicy, 'OrderedReady');
  const ports: { hostPort?: number }[] = spec?.template.spec.containers[0].ports ?? [];
  t.same(
    ports.map((port) => port.hostPort),
    [6379, 16379],
  );
}
