import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { notOnPath } from '../helpers/binaries.js';
import { inProject } from '../helpers/project.js';

// What Go's YAML libraries read: `reader/` is built once a test file and answers line by line.

/** A value as JSON has it, or why there is none. */
export type Reading = { value: unknown; error?: undefined } | { value?: undefined; error: string };

export interface Readings {
  /** What kubectl, Helm and the API server read (sigs.k8s.io/yaml, which is go-yaml 2). */
  kubernetes: Reading;
  /** What Helm 4 and kustomize read on the way (kyaml, which is go-yaml 3). */
  kyaml: Reading;
}

export const noGo = notOnPath('go');

export interface GoReader {
  read(texts: readonly string[]): Promise<Readings[]>;
  close(): void;
}

/** Builds the program, in two minutes at most, and starts it. */
export async function startGo(): Promise<GoReader> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-hostport-go-'));
  const program = join(folder, 'reader');
  const cwd = inProject('test', 'go', 'reader');
  await promisify(execFile)('go', ['build', '-o', program, '.'], { cwd, timeout: 120_000 });
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async read(texts) {
      child.stdin.write(texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
      const readings: Readings[] = [];
      while (readings.length < texts.length) {
        const { value, done } = await answers.next();
        if (done) throw new Error('the Go program has ended');
        readings.push(JSON.parse(value) as Readings);
      }
      return readings;
    },
    close() {
      child.stdin.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
