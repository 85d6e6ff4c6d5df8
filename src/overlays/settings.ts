import { type ConfigSources, loadConfig } from '../config/config.js';
import { readPassword } from '../config/environment.js';
import type { Manifest } from '../kubernetes/manifest.js';
import type { Stream } from '../yaml/read/split.js';
import { activeOverlays, chartsWithoutOverlay } from './active.js';
import { type PlannedDocument, type PostRenderSettings, plan, postRenderStream } from './post-render.js';

/** What the configuration, the environment and the command line say about post-rendering. */
export interface ConfiguredPostRender {
  settings: PostRenderSettings;
  /** Post-renders a stream; an error about a setting tells its line in the configuration. */
  render: (stream: Stream) => Buffer[];
  /** What post-rendering does, without doing it. */
  plan: (manifests: readonly Manifest[]) => PlannedDocument[];
}

export function configuredPostRender(sources: ConfigSources): ConfiguredPostRender {
  const loaded = loadConfig(sources);
  const settings: PostRenderSettings = {
    release: loaded.config.release,
    overlays: activeOverlays(loaded, sources),
    charts: loaded.charts,
    chartsWithoutOverlay: chartsWithoutOverlay(loaded),
    nodes: loaded.config.nodes,
    complain: loaded.complain,
    readPassword: (source, user) => readPassword(source, user, sources.env, sources.read, loaded.file),
  };
  return {
    settings,
    render: (stream) => postRenderStream(stream, settings),
    plan: (manifests) => plan(manifests, settings),
  };
}
