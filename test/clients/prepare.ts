import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { configOf } from '../cluster/cluster.js';
import { run } from '../helpers/fake-io.js';
import type { ClientSpec } from './clients.js';

const WORK = join(tmpdir(), 'redis-hostport-clients');

export const folderOf = ({ name }: ClientSpec): string => join(WORK, name.replace(/[^\w.]+/g, '-'));

/**
 * Lays a client's program and the printed settings for these nodes into its folder, installs its library there unless an
 * earlier run did, and builds it.
 *
 * @returns why the library could not be had within the time, else nothing; throws where the program cannot be built
 */
export async function prepare(spec: ClientSpec, ips: readonly string[], limitMs: number): Promise<string | undefined> {
  const folder = folderOf(spec);
  mkdirSync(folder, { recursive: true });
  for (const file of spec.sources) cpSync(file, join(folder, basename(file)));
  for (const [file, format] of Object.entries(spec.settings)) {
    const files = { 'redis-hostport.yaml': configOf(ips) };
    const { out, err } = await run(['endpoints', '--format', format], { files });
    if (err !== '') throw new Error(err);
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), out);
  }
  const bash = (script: string) =>
    spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8', timeout: limitMs });
  const marker = join(folder, '.fetched');
  if (!existsSync(marker) || readFileSync(marker, 'utf8') !== spec.fetch) {
    const { status, signal } = bash(spec.fetch);
    if (status !== 0) return `${spec.name} cannot be fetched: ${signal ?? `exit code ${status}`}`;
    writeFileSync(marker, spec.fetch);
  }
  const { status, stderr } = bash(spec.build ?? 'true');
  if (status !== 0) throw new Error(`${spec.name} cannot be built: ${stderr}`);
  return undefined;
}
