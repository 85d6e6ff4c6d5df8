import type { ReadFile } from '../config/read.js';

/** What can be written: a text, bytes, or pieces of bytes that are to follow one another. */
export type Output = string | Uint8Array | readonly Uint8Array[];

/** Everything a run touches outside of itself; only bin/ and main.ts know `process`. */
export interface Io {
  /** What runs it: `node v22.1.0`, or `executable`. */
  runtime?: string;
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** The working directory, absolute. */
  cwd: string;
  stdin: { isTTY: boolean; read: () => Promise<Buffer> };
  stdout: {
    isTTY: boolean;
    /** Width of the terminal, where there is one. */
    columns?: number | undefined;
    write: (data: Output) => Promise<void>;
  };
  stderr: { write: (text: string) => void };
  readFile: ReadFile;
  /** Writes a file; `exclusive` fails where there is one already. */
  writeFile: (path: string, data: string, options?: { exclusive?: boolean }) => void;
  /** Appends to a file, making its folder; for the log under Helm 4. */
  appendFile: (path: string, data: string) => void;
}
