import { isIPv6 } from 'node:net';
import { shellCommand } from '../base/text.js';
import { configuredLayout, type Layout, replicasInWords } from '../config/nodes.js';
import { defaults } from '../generated/shipped.js';
import { valuesTexts } from '../generated/templates.js';
import type { JsonObject } from '../json/values.js';
import { isHostName } from '../kubernetes/address.js';
import { podName } from '../kubernetes/objects.js';
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
  const { loaded, chart, nodes, install, release, steps } = setup;
  const placement = placementOf(steps);
  const { onNodes, inPods } = valuesTexts.data;
  const layout = configuredLayout(loaded, nodes.length, install.replicas);
  const texts = {
    title: chart.title,
    section: chart.values.section,
    command: shellCommand('helm', '-n', install.namespace, 'install', release, chart.reference ?? 'CHART'),
    legacy: install.image ? undefined : valuesTexts.legacy,
    data: placement.pin === 'local-data' ? onNodes : install.persistence.enabled ? undefined : inPods,
    creation: creationCommand(setup, layout),
    masters: layout.masters,
    each: replicasInWords(layout.replicas),
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

/**
 * How to create the cluster by hand on IPv6: the image's script cuts addresses at ":" and waits for a host `fd00` for
 * ever (`to_host_and_port` in librediscluster.sh, images 5.0 to 8.8); the client itself takes them as they are.
 */
function creationCommand({ nodes, install, chart, fullname }: Setup, { replicas }: Layout): string {
  const { cli, ports } = chart.values;
  // Which of the two there is depends on the chart's version.
  const password = `${chart.values.section.toUpperCase()}_PASSWORD`;
  const script = [
    `export REDISCLI_AUTH="\${${password}:-$(cat "$${password}_FILE")}";`,
    ...[cli, '--cluster', 'create', ...nodes.map(({ ip }) => `${ip}:${ports.client}`)],
    ...['--cluster-replicas', String(replicas), '--cluster-yes'],
  ].join(' ');
  const pod = ['exec', podName(fullname, 0), '-c', fullname];
  return shellCommand('kubectl', '-n', install.namespace, ...pod, '--', 'sh', '-c', script);
}
