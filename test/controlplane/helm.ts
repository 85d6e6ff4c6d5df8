import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { helm, helmFolders } from '../helpers/binaries.js';
import { inProject } from '../helpers/project.js';
import { NAMESPACE } from './objects.js';

const PROJECT = inProject();
/** A chart with the shapes of the real one. */
export const SAMPLE_CHART = join(PROJECT, 'test', 'fixtures', 'chart');
const RELEASE = 'ds-redis';
const RENDERER = 'redis-hostport';
const TIMEOUT_MS = 60_000;

/** A real Helm with folders of its own, on the API server of a control plane. */
export interface Helm {
  /** As it says it, for example `v3.21.4`. */
  version: string;
  /** `helm install` or `helm upgrade` through the post-renderer with these `--set` arguments; returns what Helm prints. */
  apply: (
    verb: 'install' | 'upgrade',
    chart: string,
    options: readonly string[],
    settings: readonly string[],
  ) => Promise<string>;
  /** Back to what an earlier revision had installed; the post-renderer is not asked. */
  rollback: (revision: number) => Promise<void>;
  /** The manifests of the release as Helm has stored them. */
  manifest: () => Promise<string>;
  uninstall: () => Promise<void>;
  /** A chart whose one template prints a stream that the real chart rendered. */
  chartOf: (stream: string) => string;
  close: () => void;
}

/**
 * @param through what stands before its command, where the API server is in a network of its own
 * @returns undefined where no Helm of this version is on the PATH
 */
export async function startHelm(
  major: 3 | 4,
  kubeconfig: string,
  through: readonly string[] = [],
): Promise<Helm | undefined> {
  const program = helm(major);
  if (program === undefined) return undefined;
  const home = mkdtempSync(join(tmpdir(), 'redis-hostport-helm-'));
  const env = { ...process.env, ...helmFolders(home), KUBECONFIG: kubeconfig };
  const run = async (...args: string[]): Promise<string> => {
    const options = { cwd: home, env, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
    const [first = program, ...rest] = [...through, program, ...args];
    const { stdout } = await promisify(execFile)(first, rest, options);
    return stdout;
  };
  if (major === 4) await run('plugin', 'install', PROJECT);
  const renderer = major === 4 ? RENDERER : join(PROJECT, 'bin', RENDERER);
  const version = (await run('version', '--template', '{{.Version}}')).trim();
  return {
    version,
    apply: (verb, chart, options, settings) => {
      const forRenderer = settings.flatMap((one) => ['--set', one]).flatMap((one) => ['--post-renderer-args', one]);
      return run(verb, RELEASE, chart, '-n', NAMESPACE, '--post-renderer', renderer, ...forRenderer, ...options);
    },
    rollback: async (revision) => {
      await run('rollback', RELEASE, String(revision), '-n', NAMESPACE);
    },
    manifest: () => run('get', 'manifest', RELEASE, '-n', NAMESPACE),
    uninstall: async () => {
      await run('uninstall', RELEASE, '-n', NAMESPACE, '--wait', '--timeout', '50s');
    },
    chartOf: (stream) => wrapped(join(home, 'chart'), stream),
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

function wrapped(folder: string, stream: string): string {
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: rendered\nversion: 1.0.0\n');
  writeFileSync(join(folder, 'stream.txt'), stream);
  writeFileSync(join(folder, 'templates', 'stream.yaml'), '{{ .Files.Get "stream.txt" }}\n');
  return folder;
}
