import { isIPv6 } from 'node:net';
import { DEFAULTS, type ResolvedInstall } from '../../config/install.js';
import { configuredLayout, type Layout } from '../../config/layout.js';
import type { Chart, ImageEntry } from '../../generated/types.js';
import { isHostName } from '../../kubernetes/address.js';
import { placementOf } from '../../overlays/placement.js';
import type { Setup } from '../../overlays/setup.js';

type Values = Record<string, unknown>;

/**
 * The chart's values for the configured nodes. Their names are those of the chart's `values.yaml` (redis-cluster 7 to 13);
 * what a sister chart calls otherwise stands in its Chart file.
 *
 * @throws HostportError `config` where the nodes make no cluster
 */
export function valuesOf({ loaded, nodes, install, chart, steps }: Setup): { values: Values; layout: Layout } {
  const layout = configuredLayout(loaded, nodes.length, install.replicas);
  const placement = placementOf(steps);
  const hasLocalData = placement.pin === 'local-data';
  const { existingSecret, existingSecretPasswordKey, fullnameOverride, tolerations } = install;
  const image = serverImage(install, chart);
  const metrics = install.metrics.enabled && { enabled: true, image: exporterImage(install, chart) };
  const values = {
    global: { imagePullSecrets: install.pullSecrets, security: { allowInsecureImages: true } },
    fullnameOverride,
    existingSecret,
    existingSecretPasswordKey,
    image,
    // What overlay local-data makes of it, so that the values say what there is.
    persistence: { ...install.persistence, ...(hasLocalData && { enabled: true }) },
    cluster: {
      init: nodes.some(({ ip }) => isIPv6(ip)) ? false : undefined,
      nodes: nodes.length,
      replicas: layout.replicas,
      externalAccess: {
        enabled: true,
        hostMode: nodes.some(({ ip }) => isHostName(ip)) || undefined,
        service: { type: 'LoadBalancer', loadBalancerIP: nodes.map(({ ip }) => ip) },
      },
    },
    [chart.values.section]: {
      podManagementPolicy: placement.podManagementPolicy,
      useAOFPersistence: install.useAOFPersistence ? 'yes' : 'no',
      tolerations,
      configmap: configurationLines(install),
    },
    metrics: metrics || undefined,
  };
  // As JSON, without what is undefined.
  return { values: JSON.parse(JSON.stringify(values)), layout };
}

/** What the chart puts below its own configuration: of two lines with one directive Redis takes the later. */
function configurationLines({ nodeTimeout }: ResolvedInstall): string | undefined {
  return nodeTimeout === DEFAULTS.nodeTimeout.default ? undefined : `cluster-node-timeout ${nodeTimeout}`;
}

function serverImage({ image }: ResolvedInstall, chart: Chart): ImageEntry {
  return image ?? { repository: chart.values.images.server };
}

/** From the server's registry, where that is a private one and the exporter has none of its own. */
function exporterImage({ image, metrics }: ResolvedInstall, chart: Chart): ImageEntry {
  if (metrics.image) return metrics.image;
  return image?.registry === undefined ? { repository: chart.values.images.exporter } : { registry: image.registry };
}
