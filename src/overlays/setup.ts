import { fullnameOf } from '../charts/names.js';
import { type ConfigSources, type LoadedConfig, loadConfig } from '../config/config.js';
import { installOf, type ResolvedInstall } from '../config/install.js';
import { configuredNodes } from '../config/node-list.js';
import type { Chart, NodeEntry } from '../generated/types.js';
import { activeOverlays } from './active.js';
import type { ChartOverlay } from './placement.js';

/** What the commands about nodes work from: the configuration, resolved. */
export interface Setup {
  loaded: LoadedConfig;
  nodes: readonly NodeEntry[];
  install: ResolvedInstall;
  chart: Chart;
  /** The Helm release, or `RELEASE` where the configuration leaves it open. */
  release: string;
  /** The name of the StatefulSet and of what belongs to it. */
  fullname: string;
  /** The overlays that act on the chart. */
  overlays: readonly ChartOverlay[];
}

/** @throws HostportError `config`, as loadConfig, activeOverlays, configuredNodes and installOf do */
export function setupOf(sources: ConfigSources): Setup {
  const loaded = loadConfig(sources);
  const install = installOf(loaded);
  const chart = install.chartData;
  const { release: named } = loaded.config;
  const release = named === undefined || named === '*' ? 'RELEASE' : named;
  return {
    loaded,
    nodes: configuredNodes(loaded),
    install,
    chart,
    release,
    fullname: fullnameOf({ release, chart: chart.name, fullnameOverride: install.fullnameOverride }),
    overlays: activeOverlays(loaded, sources).flatMap(({ name, steps }) => {
      const own = steps.filter(({ target }) => target.chart === chart.name).slice(0, 1);
      return own.map(({ parameters }) => ({ name, parameters }));
    }),
  };
}
