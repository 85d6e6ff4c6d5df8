import { type ConfigSources, type LoadedConfig, loadConfig } from '../config/config.js';
import { readPassword } from '../config/environment.js';
import { activeOverlays } from '../config/overlays.js';
import type { PostRenderSettings } from './post-render.js';

/** What the configuration, the environment and the command line say about post-rendering. */
export function postRenderSettings(sources: ConfigSources): PostRenderSettings & { loaded: LoadedConfig } {
  const loaded = loadConfig(sources);
  return {
    loaded,
    release: loaded.config.release,
    overlays: activeOverlays(loaded, sources),
    readPassword: (source, user) => readPassword(source, user, sources.env, sources.read, loaded.file),
  };
}
