import { isIPv6 } from 'node:net';
import { filled, shellCommand } from '../base/text.js';
import { configuredLayout, replicasInWords } from '../config/nodes.js';
import { defaults } from '../generated/shipped.js';
import { valuesTexts } from '../generated/templates.js';
import type { Chart } from '../generated/types.js';
import type { JsonObject } from '../json/values.js';
import { isHostName } from '../kubernetes/address.js';
import { type Placement, placementOf, type Setup, setupOf } from '../overlays/setup.js';
import { filledYaml } from '../yaml/commented.js';
import type { CommandContext } from './command.js';

export async function runValues({ io, sources }: CommandContext): Promise<number> {
  await io.stdout.write(valuesYaml(setupOf(sources)));
  return 0;
}

/**
 * The chart's values for the configured nodes.
 *
 * @throws HostportError `config` where the nodes make no cluster
 */
export function valuesYaml(setup: Setup): string {
  const { loaded, chart, nodes, install, release, fullname, steps } = setup;
  const { section, cli, ports } = chart.values;
  const { namespace, persistence } = install;
  const placement = placementOf(steps);
  const { onNodes, inPods } = valuesTexts.data;
  const { masters, replicas } = configuredLayout(loaded, nodes.length, install.replicas);
  // Which of the two there is depends on the chart's version.
  const variable = `${section.toUpperCase()}_PASSWORD`;
  const password = `\${${variable}:-$(cat "$${variable}_FILE")}`;
  const servers = nodes.map(({ ip }) => `${ip}:${ports.client}`).join(' ');
  const texts = {
    title: chart.title,
    section,
    command: shellCommand('helm', '-n', namespace, 'install', release, chart.reference ?? 'CHART'),
    legacy: install.image || !isBitnamis(chart) ? undefined : valuesTexts.legacy,
    data: placement.pin === 'local-data' ? onNodes : persistence.enabled ? undefined : inPods,
    creation: filled(valuesTexts.creation, { namespace, fullname, password, cli, servers, replicas }),
    masters,
    each: replicasInWords(replicas),
    addresses: nodes.map(({ name, ip }) => `${JSON.stringify(ip)} # ${name}`).join('\n'),
    policy: valuesTexts.policy[placement.podManagementPolicy],
  };
  return filledYaml(valuesTexts.example, texts, valuesOf(setup, placement));
}

function valuesOf({ nodes, install, chart }: Setup, { pin, podManagementPolicy }: Placement): JsonObject {
  const { image, metrics, nodeTimeout, persistence } = install;
  // From the server's registry, where that is a private one and the exporter has none of its own.
  const { registry } = image ?? {};
  const exporter = registry === undefined ? { repository: chart.values.images.exporter } : { registry };
  return {
    ...install,
    ...(image ?? { repository: chart.values.images.server }),
    ...persistence,
    allowInsecureImages: isBitnamis(chart) || undefined,
    // What overlay local-data makes of it, so that the values say what there is.
    enabled: persistence.enabled || pin === 'local-data',
    init: nodes.some(({ ip }) => isIPv6(ip)) ? false : undefined,
    nodes: nodes.length,
    hostMode: nodes.some(({ ip }) => isHostName(ip)) || undefined,
    podManagementPolicy,
    appendOnly: install.useAOFPersistence ? 'yes' : 'no',
    // What the chart puts below its own configuration: of two lines with one directive Redis takes the later.
    configmap: nodeTimeout === defaults.config.install.nodeTimeout ? undefined : `cluster-node-timeout ${nodeTimeout}`,
    metrics: metrics.enabled ? { enabled: true, image: metrics.image ?? exporter } : undefined,
  };
}

/** Only Bitnami's charts ask for leave to run other images, and only Bitnami's images have moved. */
function isBitnamis({ values }: Chart): boolean {
  return values.allowInsecureImagesSince !== undefined;
}
