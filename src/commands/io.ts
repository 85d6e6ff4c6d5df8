import type { ReadFile } from '../config/read.js';

/** What became of a program that was run. */
export interface Ran {
  /** It ended with exit code 0. */
  ok: boolean;
  /** Why it could not be run, or not to its end. */
  fault: string | undefined;
  /** It was ended because the time was over. */
  late: boolean;
  stdout: Buffer;
  stderr: string;
}

/** Everything a run touches outside of itself; only bin/ and main.ts know `process`. */
export interface Io {
  /** What runs it: `node v22.1.0`, or `executable`. */
  runtime?: string;
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  cwd: string;
  stdin: { isTTY: boolean; read: () => Promise<Buffer> };
  stdout: {
    isTTY: boolean;
    columns?: number | undefined;
    write: (text: string) => Promise<void>;
  };
  stderr: { isTTY: boolean; write: (text: string) => void };
  readFile: ReadFile;
  /** Writes a file; `exclusive` fails where there is one already. */
  writeFile: (path: string, data: string, options?: { exclusive?: boolean }) => void;
  /** Appends to a file, making its folder; for the log under Helm 4. */
  appendFile: (path: string, data: string) => void;
  /** Runs a program on the PATH; after the limit it is ended. */
  run: (program: string, args: readonly string[], limitMs: number) => Promise<Ran>;
  /** Waits; false as soon as the run is to end (Ctrl-C). */
  pause: (milliseconds: number) => Promise<boolean>;
}
