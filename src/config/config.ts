import { failure, HostportError, together } from '../base/errors.js';
import type { Config, PasswordSource } from '../generated/types.js';
import { at, isEqual, isObject } from '../json/values.js';
import { readPassword } from './environment.js';
import { withOwnFiles } from './own-files.js';
import { type GivenSettings, misconfigured, type ReadFile, type Settings, settingsIn } from './read.js';
import { applySet } from './set.js';
import { type Complaint, complaints } from './validate.js';

/** What the configuration is made from; nothing here is taken from the process. */
export interface ConfigSources {
  /** The configuration itself, in place of a file. */
  given?: GivenSettings | undefined;
  /** `--config`, as given. */
  file?: string | undefined;
  /** `--set`, in order. */
  set: readonly string[];
  /** `--overlay`, in order: files, or what they hold. */
  overlays: readonly (string | GivenSettings)[];
  env: Readonly<Record<string, string | undefined>>;
  read: ReadFile;
}

/** A configuration, where it came from, and the charts and overlays there are. */
export interface LoadedConfig extends ReturnType<typeof withOwnFiles> {
  config: Config;
  /** Paths in the configuration are relative to it. */
  file: string | undefined;
  /** An error about the value at a path, at its line in the file if it is there. */
  complain: (complaint: Complaint, remedy?: string) => HostportError;
  /** Reads a configured password. */
  readPassword: (source: PasswordSource, user: string) => string;
}

export const DEFAULT_CONFIG_FILE = './redis-hostport.yaml';
const HEAD = { apiVersion: 'redis-hostport/v1', kind: 'Config' } as const;

/**
 * The configuration: `--config`, else `$REDIS_HOSTPORT_CONFIG`, else `./redis-hostport.yaml` if it is there, else an
 * empty one; `--set` is laid over it.
 *
 * @throws HostportError `config` with file, line and column; `usage` for a `--set` that cannot be read
 */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const settings = settingsOf(sources);
  const file = settings?.file;
  const config = structuredClone(settings?.value ?? HEAD) as Config & Record<string, unknown>;
  if (isObject(config)) for (const argument of sources.set) applySet(config, argument);
  const complain = (complaint: Complaint, remedy?: string): HostportError => {
    const [own, value] = [settings?.value, config].map((one) => at(one, ...complaint.path));
    // A value that is not the file's comes from --set; what is in neither, from the environment or an overlay.
    const isOwn = isEqual(own, value) || [own, value].every((one) => isObject(one) || Array.isArray(one));
    if (settings && own !== undefined && isOwn) return misconfigured(settings, complaint, remedy);
    const position = value === undefined ? undefined : { file: '--set' };
    return new HostportError('config', complaint.message, { remedy, position });
  };
  const error = together(complaints('config', config, 'the configuration').map((one) => complain(one)));
  if (error) throw error;
  return {
    config,
    file,
    ...withOwnFiles(config.overlayFiles ?? [], file, sources.overlays, sources.read),
    complain,
    readPassword: (source, user) => readPassword(source, user, sources, file),
  };
}

function settingsOf({ given, file, env, read }: ConfigSources): Settings | undefined {
  const named = given ?? file ?? (env.REDIS_HOSTPORT_CONFIG || undefined);
  const from = named ?? DEFAULT_CONFIG_FILE;
  let documents: Settings[];
  try {
    documents = settingsIn(from, read);
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    if (named === undefined && cause?.code === 'ENOENT') return undefined;
    throw error;
  }
  if (documents.length === 1) return documents[0];
  const position = { file: typeof from === 'object' ? from.name : from };
  throw failure('several-documents', { number: documents.length }, { position });
}
