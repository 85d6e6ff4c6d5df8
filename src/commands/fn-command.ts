import { failure, HostportError } from '../base/errors.js';
import { plural } from '../base/text.js';
import { type ConfigSources, HEAD } from '../config/config.js';
import { applySet } from '../config/set.js';
import { differences } from '../json/difference.js';
import { at, isObject, type JsonObject, listAt, mappingAt, withAt } from '../json/values.js';
import { type Manifest, manifestsOf, unpacked } from '../kubernetes/manifest.js';
import { configurationOf } from '../overlays/configuration.js';
import { type PlannedDocument, plan } from '../overlays/post-render.js';
import { edit } from '../yaml/edit/edit.js';
import type { Stream } from '../yaml/read/split.js';
import type { CommandContext } from './command.js';
import { readStream } from './input.js';

export async function runFn({ io, sources }: CommandContext): Promise<number> {
  const list = resourceListIn(await readStream({ io }, undefined, 'a ResourceList, as kustomize and kpt send it'));
  const items = unpacked(list).filter((one) => one !== list);
  try {
    await io.stdout.write(edited(list, plan(items, configurationOf(functionSources(list.value, sources)))));
    return 0;
  } catch (error) {
    if (!(error instanceof HostportError)) throw error;
    const { explained, item } = inWordsOfTheUser(error, list, items);
    const { message, remedy } = explained;
    const result = resultAbout(item, 'error', remedy ? `${message}\n${remedy}` : message);
    await io.stdout.write(withResults(list, list.value, [result]));
    throw explained;
  }
}

/**
 * A ResourceList (KRM Functions Specification v1 and its betas), or a plain List.
 *
 * @throws HostportError `input` for anything else
 */
function resourceListIn(stream: Stream): Manifest {
  const [list, ...more] = manifestsOf(stream).filter(({ parsed }) => parsed.value !== null);
  if (list?.kind.endsWith('List') && more.length === 0) return list;
  throw failure('no-resource-list', {}, { position: { file: stream.file } });
}

/** The list with its items edited, and added ones after them. */
function edited(list: Manifest, planned: readonly PlannedDocument[]): string {
  const whole = planned.reduce((before, { manifest, value }) => withAt(before, manifest.path, value), list.value);
  const added = planned.flatMap((document) => document.added);
  const items = [...listAt(whole, 'items'), ...added];
  return withResults(list, added.length > 0 ? { ...whole, items } : whole, planned.flatMap(resultsOf));
}

/** The list's text with another value, and with more results than those of functions before this one. */
function withResults({ parsed }: Manifest, value: JsonObject, results: readonly JsonObject[]): string {
  const all = [...listAt(value, 'results'), ...results];
  return edit(parsed, results.length > 0 ? { ...value, results: all } : value);
}

function resultsOf({ manifest, value, added }: PlannedDocument): JsonObject[] {
  const edits = differences(manifest.value, value).length;
  const objects = added.map((value) => `${at(value, 'kind')} ${at(value, 'metadata', 'name')}`);
  const done = [edits > 0 ? plural(edits, 'edit') : [], objects.length > 0 ? `added ${objects.join(', ')}` : []].flat();
  return done.map((what) => resultAbout(manifest, 'info', `${manifest.title}: ${what}`));
}

/** One entry of a ResourceList's `results` (KRM Functions Specification v1): about an item, or about the list as a whole. */
function resultAbout(item: Manifest | undefined, severity: 'error' | 'info', message: string): JsonObject {
  if (!item) return { message, severity };
  const { kind, name, namespace, value } = item;
  const file = fileOf(item);
  const resourceRef = { apiVersion: value.apiVersion, kind, name, ...(namespace !== '' && { namespace }) };
  return { message, severity, resourceRef, ...(file && { file }) };
}

/** Where the orchestrator read an item, by the annotations it gave it: the newer ones are prefixed `internal.`. */
function fileOf({ annotations }: Manifest): { path: string; index?: number } | undefined {
  const [path, index] = ['path', 'index'].map(
    (key) => annotations[`internal.config.kubernetes.io/${key}`] ?? annotations[`config.kubernetes.io/${key}`],
  );
  if (typeof path !== 'string') return undefined;
  return Number.isInteger(Number(index)) ? { path, index: Number(index) } : { path };
}

/** An error in words of the user: which item and which of their files, not which line of the list. */
function inWordsOfTheUser(error: HostportError, list: Manifest, items: readonly Manifest[]) {
  const { code, message, position, remedy } = error;
  if (position?.file !== list.document.file) return { explained: error };
  const item = items.findLast((one) => one.positionOf([]).line <= (position.line ?? 0));
  const file = item && fileOf(item)?.path;
  return { explained: new HostportError(code, message, { position: file ? { file } : undefined, remedy }), item };
}

/** What the configuration is called in messages: its lines are the orchestrator's, not the user's. */
const FUNCTION_CONFIG = 'functionConfig';

/**
 * The configuration a function is called with: `functionConfig` instead of a file, with `--set` over it. It is a Config,
 * whose `metadata` is the orchestrator's, or a ConfigMap whose data are settings by path (`release: ds-redis`), or the
 * text of a configuration under `redis-hostport.yaml`. Without any the usual files hold.
 *
 * @throws HostportError `config` for another kind
 */
function functionSources({ functionConfig }: JsonObject, sources: ConfigSources): ConfigSources {
  if (!isObject(functionConfig)) return sources;
  return { ...sources, given: { name: FUNCTION_CONFIG, content: contentOf(functionConfig) } };
}

function contentOf({ metadata: _, ...config }: JsonObject): JsonObject | string {
  if (config.kind === 'Config') return config;
  if (config.kind !== 'ConfigMap') {
    throw failure('function-config-kind', { kind: String(config.kind) }, { position: { file: FUNCTION_CONFIG } });
  }
  const data = mappingAt(config, 'data');
  const text = data['redis-hostport.yaml'];
  if (typeof text === 'string') return text;
  const settings: JsonObject = { ...HEAD };
  for (const [path, value] of Object.entries(data)) applySet(settings, `${path}=${String(value)}`);
  return settings;
}
