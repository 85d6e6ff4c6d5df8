import { failure, HostportError, together } from '../base/errors.js';
import { nearest } from '../base/text.js';
import { charts as shippedCharts, overlays as shippedOverlays } from '../generated/shipped.js';
import type { Chart, Config, Overlay, PasswordSource } from '../generated/types.js';
import { at, isEqual, isObject } from '../json/values.js';
import { readPassword } from './environment.js';
import {
  beside,
  checked,
  type GivenSettings,
  misconfigured,
  type ReadFile,
  type Settings,
  settingsIn,
} from './read.js';
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
  readPassword: (source: PasswordSource, user: string) => string;
}

export const DEFAULT_CONFIG_FILE = './redis-hostport.yaml';
export const HEAD = { apiVersion: 'redis-hostport/v1', kind: 'Config' } as const;

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
    // A value of which nothing is the file's comes from --set; what is in neither, from the environment or an overlay.
    const isSame = Array.isArray(own) === Array.isArray(value);
    const isOwn = isEqual(own, value) || (isSame && Object.keys(own ?? {}).some((key) => at(value, key) !== undefined));
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

export const SHIPPED = 'redis-hostport itself';

/**
 * The charts and overlays there are: what is shipped, with the user's own files, `overlayFiles` (relative to the configuration)
 * and `--overlay`. A file may hold several documents, overlays and charts; an overlay may act on a chart of any of the files.
 *
 * @throws HostportError `config` with file, line and column
 */
export function withOwnFiles(
  configured: readonly string[],
  configFile: string | undefined,
  given: readonly (string | GivenSettings)[],
  read: ReadFile,
) {
  const files = [...configured.map((file) => beside(file, configFile)), ...given];
  const documents = files.flatMap((file) => settingsIn(file, read));
  const charts: Chart[] = [...shippedCharts];
  for (const one of documents.filter(isChart)) {
    const { value: chart } = checked<Chart>(one, 'chart', 'the chart');
    const isDoubled = charts.some(({ name }) => name === chart.name);
    if (isDoubled) throw misconfigured(one, { path: ['name'], message: `there is a chart ${chart.name} already` });
    charts.push(chart);
  }
  const overlays: Settings<Overlay>[] = shippedOverlays.map((value) => ({ value, file: SHIPPED }));
  for (const one of documents.filter((document) => !isChart(document))) {
    const overlay = checked<Overlay>(one, 'overlay', 'the overlay');
    const fault = overlayFault(overlay.value, charts, overlays);
    if (fault) throw misconfigured(overlay, fault);
    overlays.push(overlay);
  }
  return { charts, overlays };
}

const isChart = ({ value }: Settings): boolean => at(value, 'kind') === 'Chart';

/** An overlay acts on a chart that is known. Overlays of one name are those of several charts: one setting is for all of them. */
function overlayFault(overlay: Overlay, charts: readonly Chart[], others: readonly Settings<Overlay>[]) {
  const { name, steps } = overlay;
  const other = others.find(({ value }) => value.name === name && haveOneChart(value, overlay));
  if (other) return { path: ['name'], message: `an overlay ${name} comes from ${other.file} already` };
  const known = charts.map((one) => one.name);
  const index = steps.findIndex(({ target: { chart } }) => chart !== undefined && !known.includes(chart));
  const chart = steps[index]?.target.chart;
  if (chart === undefined) return undefined;
  return { path: ['steps', index, 'target', 'chart'], message: `there is no chart ${chart}${nearest(chart, known)}` };
}

/** Whether there is a chart on which both act; a target without one is in any. */
function haveOneChart(one: Overlay, other: Overlay): boolean {
  const charts = other.steps.map(({ target }) => target.chart);
  return one.steps.some(({ target }) => !target.chart || charts.some((chart) => !chart || chart === target.chart));
}
