import { spawnSync } from 'node:child_process';

/** What a program left behind. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end, for a minute at most. What cannot be started, or does not end, says so in `err`. */
export function execute(
  program: string,
  argv: readonly string[],
  { input = '', ...options }: { cwd?: string; env?: Record<string, string | undefined>; input?: string | Buffer } = {},
): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, argv, {
    ...options,
    input,
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, out: stdout ?? '', err: error ? String(error) : stderr };
}
