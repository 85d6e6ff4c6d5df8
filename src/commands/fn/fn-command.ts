import { failure, HostportError } from '../../base/errors.js';
import { plural } from '../../base/words.js';
import type { ConfigSources } from '../../config/config.js';
import { applySet } from '../../config/set.js';
import { at, listAt, withAt } from '../../json/at.js';
import { differences } from '../../json/difference.js';
import { isObject, type JsonObject } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { configurationOf } from '../../overlays/configuration.js';
import { type PlannedDocument, plan } from '../../overlays/post-render.js';
import type { CommandContext } from '../command.js';
import { readStream } from '../input.js';
import { fileOf, type ResourceList, type Result, readResourceList, resultAbout, withResults } from './resource-list.js';

export async function runFn(context: CommandContext): Promise<number> {
  const stream = await readStream(context, undefined, 'a ResourceList, as kustomize and kpt send it');
  const list = readResourceList(stream);
  try {
    await context.io.stdout.write(edited(list, context));
    return 0;
  } catch (error) {
    if (!(error instanceof HostportError)) throw error;
    const { explained, item } = inWordsOfTheUser(error, list);
    const { message, remedy } = explained;
    const result = resultAbout(item, 'error', remedy ? `${message}\n${remedy}` : message);
    await context.io.stdout.write(withResults(list, list.value, [result]));
    throw explained;
  }
}

/** The list with its items edited, and added ones after them. */
function edited(list: ResourceList, context: CommandContext): string {
  const planned = plan(list.items, configurationOf(functionSources(list.functionConfig, context.sources)));
  const edited = planned.reduce((whole, { manifest, value }) => withAt(whole, manifest.path, value), list.value);
  const added = planned.flatMap((document) => document.added);
  const items = [...listAt(edited, 'items'), ...added];
  return withResults(list, added.length > 0 ? { ...edited, items } : edited, planned.flatMap(resultsOf));
}

function resultsOf({ manifest, value, added }: PlannedDocument): Result[] {
  const edits = differences(manifest.value, value).length;
  const objects = added.map((value) => `${at(value, 'kind')} ${at(value, 'metadata', 'name')}`);
  return [
    ...(edits > 0 ? [resultAbout(manifest, 'info', `${manifest.title}: ${plural(edits, 'edit')}`)] : []),
    ...(objects.length > 0 ? [resultAbout(manifest, 'info', `${manifest.title}: added ${objects.join(', ')}`)] : []),
  ];
}

/** An error in words of the user: which item and which of their files, not which line of the list. */
function inWordsOfTheUser(
  error: HostportError,
  { parsed, items }: ResourceList,
): { explained: HostportError; item?: Manifest | undefined } {
  const { code, message, position, remedy } = error;
  if (position?.file !== parsed.document.file) return { explained: error };
  const item = items.findLast((one) => one.positionOf([]).line <= (position.line ?? 0));
  const file = item && fileOf(item)?.path;
  const place = file === undefined ? undefined : { file };
  return { explained: new HostportError(code, message, { position: place, remedy }), item };
}

/** What the configuration is called in messages: its lines are the orchestrator's, not the user's. */
const FUNCTION_CONFIG = 'functionConfig';
const TEXT_KEY = 'redis-hostport.yaml';

/**
 * The configuration a function is called with: `functionConfig` instead of a file, with `--set` over it. It is a Config,
 * whose `metadata` is the orchestrator's, or a ConfigMap whose data are settings by path (`release: ds-redis`), or the
 * text of a configuration under `redis-hostport.yaml`. Without any the usual files hold.
 *
 * @throws HostportError `config` for another kind
 */
function functionSources(functionConfig: JsonObject | undefined, sources: ConfigSources): ConfigSources {
  if (!functionConfig) return sources;
  return { ...sources, given: { name: FUNCTION_CONFIG, content: contentOf(functionConfig) } };
}

function contentOf({ metadata: _, ...config }: JsonObject): JsonObject | string {
  if (config.kind === 'Config') return config;
  if (config.kind !== 'ConfigMap') {
    throw failure('function-config-kind', { kind: String(config.kind) }, { position: { file: FUNCTION_CONFIG } });
  }
  const data = isObject(config.data) ? config.data : {};
  if (typeof data[TEXT_KEY] === 'string') return data[TEXT_KEY];
  const settings: JsonObject = { apiVersion: 'redis-hostport/v1', kind: 'Config' };
  for (const [path, value] of Object.entries(data)) applySet(settings, `${path}=${String(value)}`);
  return settings;
}
