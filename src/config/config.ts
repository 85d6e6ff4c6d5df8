import { HostportError } from '../base/errors.js';
import { charts as shippedCharts } from '../generated/shipped.js';
import type { Chart, Config } from '../generated/types.js';
import type { Parsed } from '../yaml/read/document.js';
import { nodeAt } from '../yaml/read/locate.js';
import { type OwnFiles, readOwnFiles } from './own-files.js';
import { checked, misconfigured, type ReadFile, settingsDocuments } from './read.js';
import { applySet } from './set.js';
import { type Complaint, complaints } from './validate.js';

/** What the configuration is made from; nothing here is taken from the process. */
export interface ConfigSources {
  /** `--config`, as given. */
  file?: string | undefined;
  /** `--set`, in order. */
  set: readonly string[];
  /** `--overlay`, in order. */
  overlays: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  read: ReadFile;
}

/** A configuration and where it came from. */
export interface LoadedConfig {
  config: Config;
  /** The file's path as found; paths in the configuration are relative to it. */
  file: string | undefined;
  /** The overlays and charts of the user's own files. */
  own: OwnFiles;
  /** The charts that are shipped and the user's own. */
  charts: readonly Chart[];
  /** An error about the value at a path, at its line in the file if it stands there. */
  complain: (complaint: Complaint, remedy?: string) => HostportError;
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
  const named = sources.file ?? (sources.env.REDIS_HOSTPORT_CONFIG || undefined);
  const file = named ?? DEFAULT_CONFIG_FILE;
  const parsed = named !== undefined || exists(sources.read, file) ? onlyDocument(sources.read, file) : undefined;
  const fromFile = parsed && checked<Config>(parsed, 'config', 'the configuration');
  const config = structuredClone(fromFile ?? HEAD) as Config & Record<string, unknown>;
  for (const argument of sources.set) applySet(config, argument);
  const complain: LoadedConfig['complain'] = (complaint, remedy) =>
    parsed && nodeAt(parsed, complaint.path)
      ? misconfigured(parsed, complaint, remedy)
      : new HostportError('config', complaint.message, { remedy });
  if (sources.set.length > 0) {
    const [complaint] = complaints('config', config, 'the configuration');
    if (complaint) throw new HostportError('config', complaint.message, { position: { file: '--set' } });
  }
  const found = parsed ? file : undefined;
  const own = readOwnFiles(config.overlayFiles ?? [], found, sources.overlays, sources.read);
  return { config, file: found, own, charts: [...shippedCharts, ...own.charts], complain };
}

function exists(read: ReadFile, file: string): boolean {
  try {
    read(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw new HostportError('config', `cannot be read`, { position: { file }, cause: error });
  }
}

function onlyDocument(read: ReadFile, file: string): Parsed {
  const documents = settingsDocuments(read, file);
  const [first] = documents;
  if (first && documents.length === 1) return first;
  throw new HostportError('config', `holds ${documents.length} documents, a configuration is one`, {
    position: { file },
    remedy: 'A minimal one is: apiVersion: redis-hostport/v1 and kind: Config.',
  });
}

/** An error that names a setting gets the setting's place in the file; every other stays as it is. */
export function placedInConfig(error: unknown, { complain }: LoadedConfig): unknown {
  if (!(error instanceof HostportError) || !error.setting || error.position) return error;
  return complain({ path: error.setting, message: error.message }, error.remedy);
}
