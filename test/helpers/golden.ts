import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Call, Outcome } from './fake-io.js';

// One folder a case:
//
//   call.json             {argv, env, stdin: a file to read on standard input}; each may be left out
//   input.yaml            what is read on standard input where call.json names nothing
//   redis-hostport.yaml   the configuration, where there is one
//   expected.*            exactly what comes out, with exit code 0
//   stderr.txt            exactly what is said beside it, where something is
//   error.txt             instead of these two: exactly what is said, with exit code 2 and not a byte on standard output
//
// `REWRITE_GOLDEN=1 node scripts/test.mjs FILE` writes expected.* or error.txt again: read the diff.

/** Runs a command line; the code, and what it wrote. */
export type Run = (
  argv: readonly string[],
  call: Call,
) => Promise<Pick<Outcome, 'out' | 'err'> & { code: number | null; files?: Outcome['files'] }>;

/** A case that went well: what to hold of it beyond its texts. */
export interface Passed {
  out: string;
  again: (stdin: string) => ReturnType<Run>;
}

/** Holds each case of a folder against what a program, or the code in this process, makes of it. */
export function golden(t: Test, folder: string, run: Run, more: (t: Test, passed: Passed) => unknown): void {
  const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of cases) {
    t.test(name.replaceAll('-', ' '), async (t) => {
      const path = (file: string): string => join(folder, name, file);
      const read = (file: string): Buffer | undefined =>
        existsSync(path(file)) ? readFileSync(path(file)) : undefined;
      const { argv = [], env = {}, stdin = 'input.yaml' } = JSON.parse(read('call.json')?.toString() ?? '{}');
      const config = read('redis-hostport.yaml');
      const files = config ? { 'redis-hostport.yaml': config } : {};
      const again = (input: string | Buffer) => run(argv, { stdin: input, env, files });

      const { code, out, err, files: written = {} } = await again(read(stdin) ?? 'terminal');
      const expected = readdirSync(join(folder, name)).find((file) => /^(expected\..*|error\.txt)$/.test(file)) ?? '';
      const isError = expected === 'error.txt';
      if (process.env.REWRITE_GOLDEN) writeFileSync(path(expected), isError ? err : out);
      t.equal(isError ? err : out, read(expected)?.toString());
      t.equal(isError ? out : err, isError ? '' : (read('stderr.txt')?.toString() ?? ''));
      t.equal(code, isError ? 2 : 0);
      t.same(written, {}, 'no file is written');
      for (const secret of Object.values<string>(env))
        if (secret !== '') t.notMatch(err, secret, 'no password in the message');
      if (!isError) await more(t, { out, again });
    });
  }
}
