import { nearest } from '../base/nearest.js';
import { schemas } from '../generated/schemas.js';
import type { Chart, Install } from '../generated/types.js';
import type { LoadedConfig } from './config.js';

/** The configuration's `install` section with its defaults, which stand in the schema. */
export interface ResolvedInstall extends Install {
  chartData: Chart;
  namespace: string;
  replicas: number;
  persistence: NonNullable<Install['persistence']> & { enabled: boolean };
  useAOFPersistence: boolean;
  nodeTimeout: number;
  metrics: NonNullable<Install['metrics']> & { enabled: boolean };
}

/** The defaults of the `install` section, as the schema tells them. */
export const DEFAULTS = schemas.config.properties.install.properties;

/** @throws HostportError `config` for a chart that is not known */
export function installOf(loaded: LoadedConfig): ResolvedInstall {
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
