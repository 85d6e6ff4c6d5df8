import { fullnameOf } from '../charts/names.js';
import { type ConfigSources, type LoadedConfig, loadConfig } from '../config/config.js';
import { installOf, type ResolvedInstall } from '../config/install.js';
import { configuredNodes } from '../config/node-list.js';
import type { Chart, NodeEntry } from '../generated/types.js';
import { activeOverlays, type ChartStep, stepsOn } from './active.js';

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
  /** The steps that act on the chart. */
  steps: readonly ChartStep[];
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
    steps: stepsOn(chart, activeOverlays(loaded, sources)),
  };
}
