import type { ErrorCode, Position } from '../base/fault.js';
import type { Config } from '../generated/types.js';
import type { Finding } from '../report/report.js';

/** The configuration as an object; `apiVersion` and `kind` may be left out. */
export type ConfigObject = Omit<Config, 'apiVersion' | 'kind'> & Partial<Pick<Config, 'apiVersion' | 'kind'>>;

/** What post-rendering and linting get besides the stream. */
export interface Options {
  /** The configuration: an object, or the text of a `redis-hostport.yaml`. Without one the result is the runbook's. */
  config?: ConfigObject | string | undefined;
  /** Overlay files of your own: their texts, or objects. */
  overlays?: readonly (string | object)[] | undefined;
  /** What `password: { env: NAME }` reads, and `REDIS_HOSTPORT_ACL_PASSWORD`; `process.env` only if you pass it. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Reads what `password: { file }` and `overlayFiles` name; without it such a setting is an error. Throws as node:fs. */
  readFile?: ((path: string) => Uint8Array | string) | undefined;
  /** What the configuration is called in messages; relative paths in it are relative to it. Default `<config>`. */
  configFile?: string | undefined;
  /** What the stream is called in messages. Default `<input>`. */
  file?: string | undefined;
}

/** What can go wrong; only the command line has `usage`. */
export type FaultCode = ErrorCode;

/** An error as a value. */
export interface Fault {
  code: FaultCode;
  message: string;
  position?: Position;
  /** The next step, in full sentences. */
  remedy?: string;
  /** All of it as the command line prints it, with an excerpt of the line; ends with a line break. */
  text: string;
}

/** Why there is no result. */
export interface Failure {
  ok: false;
  error: Fault;
}

/** A post-rendered stream, of the type of the input. */
export interface PostRendered<T extends string | Uint8Array> {
  ok: true;
  output: T extends string ? string : Uint8Array;
  /** Whether there was anything to edit. */
  changed: boolean;
}

/** A stream that was checked. */
export interface Linted {
  ok: true;
  /** In the order of the stream. */
  findings: Finding[];
}
