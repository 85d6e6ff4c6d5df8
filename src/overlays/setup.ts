import type { ConfigSources } from '../config/config.js';
import { installOf } from '../config/install.js';
import { configuredNodes } from '../config/node-list.js';
import { configurationOf, stepsOn } from './configuration.js';

/** What the commands about nodes work from. */
export type Setup = ReturnType<typeof setupOf>;

/** @throws HostportError `config`, as configurationOf, configuredNodes and installOf do */
export function setupOf(sources: ConfigSources) {
  const configuration = configurationOf(sources);
  const install = installOf(configuration);
  const chart = install.chartData;
  const { release: named } = configuration.config;
  const release = named === undefined || named === '*' ? 'RELEASE' : named;
  return {
    loaded: configuration,
    nodes: configuredNodes(configuration),
    install,
    chart,
    /** The Helm release, or `RELEASE` where the configuration leaves it open. */
    release,
    /** The name of the StatefulSet and of what belongs to it. */
    fullname: fullnameOf(release, chart.name, install.fullnameOverride),
    /** The steps that act on the chart. */
    steps: stepsOn(chart, configuration),
  };
}

/**
 * The chart's full name: the override, else the release where it holds the chart's name, else both; at most 63
 * characters and without a dash at the end (Helm template `common.names.fullname`, all chart versions).
 */
export function fullnameOf(release: string, chart: string, override?: string): string {
  const name = override ?? (release.includes(chart) ? release : `${release}-${chart}`);
  return name.slice(0, 63).replace(/-$/, '');
}
