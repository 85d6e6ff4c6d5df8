import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Call, Outcome } from '../helpers/fake-io.js';

// One folder a case: input.yaml, perhaps redis-hostport.yaml and call.json {argv, env}, and what must come out:
// expected.yaml, or error.txt with the exact text. `REWRITE_GOLDEN=1 npx tap test/golden` writes them anew: read the diff.

/** Runs a command line; the code, and what it wrote. */
export type Run = (
  argv: readonly string[],
  call: Call,
) => Promise<Pick<Outcome, 'out' | 'err'> & { code: number | null }>;

const folder = import.meta.dirname ?? '.';

/** Holds each case against what a program, or the code in this process, makes of it. */
export function golden(t: Test, run: Run): void {
  const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of cases) {
    t.test(name.replaceAll('-', ' '), async (t) => {
      const path = (file: string): string => join(folder, name, file);
      const input = readFileSync(path('input.yaml'));
      const call = existsSync(path('call.json')) ? JSON.parse(readFileSync(path('call.json'), 'utf8')) : {};
      const files = existsSync(path('redis-hostport.yaml'))
        ? { 'redis-hostport.yaml': readFileSync(path('redis-hostport.yaml')) }
        : {};
      const { code, out, err } = await run(call.argv ?? [], { stdin: input, env: call.env ?? {}, files });
      const failed = name.startsWith('error-');
      const file = path(failed ? 'error.txt' : 'expected.yaml');
      if (process.env.REWRITE_GOLDEN) writeFileSync(file, failed ? err : out);
      t.equal(failed ? err : out, readFileSync(file, 'utf8'));
      t.equal(code, failed ? 2 : 0);
      t.equal(failed ? out : err, '', failed ? 'not a byte on standard output' : 'nothing on standard error');
      for (const secret of Object.values(call.env ?? {})) {
        if (secret !== '') t.notMatch(err, secret as string, 'no password in the message');
      }
      if (failed) return;
      const again = await run(call.argv ?? [], { stdin: out, env: call.env ?? {}, files });
      t.equal(again.out, out, 'a second run changes nothing');
    });
  }
}
