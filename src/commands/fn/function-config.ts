import { failure } from '../../base/errors.js';
import type { ConfigSources } from '../../config/config.js';
import { applySet } from '../../config/set.js';
import { isObject, type JsonObject } from '../../json/values.js';

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
export function functionSources(functionConfig: JsonObject | undefined, sources: ConfigSources): ConfigSources {
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
