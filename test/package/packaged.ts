import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { parseAllDocuments } from 'yaml';
import { helmFolders } from '../helpers/binaries.js';
import { inProject } from '../helpers/project.js';

export const PROJECT = inProject();
export const INPUT = readFileSync(join(PROJECT, 'test/golden/runbook/input.yaml'));
export const EXPECTED = readFileSync(join(PROJECT, 'test/golden/runbook/expected.yaml'), 'utf8');
export const { version: VERSION } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder that is gone after the test. */
export function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'redis-hostport-package-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Runs a program, for a minute at most. */
export function run(
  program: string,
  argv: readonly string[],
  options: { cwd: string; env: Record<string, string | undefined>; input?: Buffer },
): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, argv, {
    ...options,
    input: options.input ?? '',
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, out: stdout ?? '', err: error ? String(error) : stderr };
}

/** Helm with folders of its own and nothing else in its environment but the PATH given. */
export function helmIn(home: string, program: string, path: string): (argv: readonly string[]) => Ran {
  return (argv) => run(program, argv, { cwd: home, env: { PATH: path, ...helmFolders(home) } });
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
  const documents = parseAllDocuments(out, { version: '1.1' }).map((one) => one.toJS());
  const spec = documents.find((one) => one?.kind === 'StatefulSet')?.spec;
  t.equal(spec?.podManagementPolicy, 'OrderedReady');
  const ports: { hostPort?: number }[] = spec?.template.spec.containers[0].ports ?? [];
  t.same(
    ports.map((port) => port.hostPort),
    [6379, 16379],
  );
}
