import { nearest } from '../base/text.js';
import { schemas } from '../generated/schemas.js';
import type { Chart } from '../generated/types.js';
import type { LoadedConfig } from './config.js';

/** The defaults of the `install` section, which are in the schema. */
export const DEFAULTS = schemas.config.properties.install.properties;

/**
 * The configuration's `install` section with its defaults.
 *
 * @throws HostportError `config` for a chart that is not known
 */
export function installOf(loaded: LoadedConfig) {
  const install = loaded.config.install ?? {};
  return {
    ...install,
    chartData: chartNamed(install.chart ?? DEFAULTS.chart.default, loaded),
    namespace: install.namespace ?? DEFAULTS.namespace.default,
    replicas: install.replicas ?? DEFAULTS.replicas.default,
    persistence: { enabled: DEFAULTS.persistence.properties.enabled.default, ...install.persistence },
    useAOFPersistence: install.useAOFPersistence ?? DEFAULTS.useAOFPersistence.default,
    nodeTimeout: install.nodeTimeout ?? DEFAULTS.nodeTimeout.default,
    metrics: { enabled: DEFAULTS.metrics.properties.enabled.default, ...install.metrics },
  };
}

function chartNamed(name: string, loaded: LoadedConfig): Chart {
  const chart = loaded.charts.find((one) => one.name === name);
  if (chart) return chart;
  const known = loaded.charts.map((one) => one.name);
  throw loaded.complain({
    path: ['install', 'chart'],
    message: `install.chart: there is no chart ${name}${nearest(name, known)}`,
  });
}
