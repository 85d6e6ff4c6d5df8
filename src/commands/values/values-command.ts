import { isIPv6 } from 'node:net';
import { shellCommand } from '../../base/shell.js';
import { type Layout, replicasInWords } from '../../config/layout.js';
import { podName } from '../../kubernetes/names.js';
import { placementOf } from '../../overlays/placement.js';
import { type Setup, setupOf } from '../../overlays/setup.js';
import { commentedYaml } from '../../yaml/commented.js';
import type { CommandContext } from '../command.js';
import { valuesOf } from './values.js';

export async function runValues({ io, sources }: CommandContext): Promise<number> {
  await io.stdout.write(valuesYaml(setupOf(sources)));
  return 0;
}

function valuesYaml(setup: Setup): string {
  const { values, layout } = valuesOf(setup);
  const { chart, nodes } = setup;
  const service = ['cluster', 'externalAccess', 'service'];
  return commentedYaml({
    value: values,
    head: headLines(setup),
    above: [
      [['global', 'security'], ...INSECURE_IMAGES],
      ...(setup.install.image ? [] : ([[['image', 'repository'], LEGACY]] as const)),
      [['persistence', 'enabled'], ...dataLines(setup)],
      [['cluster', 'init'], ...creationLines(setup, layout)],
      [['cluster', 'nodes'], `${layout.masters} masters with ${replicasInWords(layout.replicas)}.`],
      [[...service, 'loadBalancerIP'], 'In the order of the pods.'],
      [
        [chart.values.section, 'configmap'],
        'Lines below the configuration of the chart. Lines of your own have to repeat this one.',
      ],
      [[chart.values.section, 'podManagementPolicy'], policyLine(setup)],
    ],
    beside: nodes.map(({ name }, index) => [[...service, 'loadBalancerIP', index], name] as const),
  });
}

const INSECURE_IMAGES = ['Newer charts ask for it where an image is not the one they were released with.'];
const LEGACY = 'The versioned images went there in September 2025.';

function headLines({ release, install, chart }: Setup): string[] {
  const command = shellCommand('helm', '-n', install.namespace, 'install', release, chart.reference ?? 'CHART');
  return [
    `Values of ${chart.title}, written by \`redis-hostport values\`. The whole install, with these as values.yaml:`,
    `  ${command} -f values.yaml --post-renderer redis-hostport`,
  ];
}

function dataLines({ install, steps }: Setup): string[] {
  if (placementOf(steps).pin === 'local-data') return ["On the disk of each pod's own node (overlay local-data)."];
  return install.persistence.enabled
    ? []
    : ['The data is gone with its pod: a roll of all pods ends in an empty cluster.'];
}

function policyLine({ steps }: Setup): string {
  const { podManagementPolicy } = placementOf(steps);
  return podManagementPolicy === 'OrderedReady'
    ? 'One pod after the other, so that each takes its own node (overlay ordered-ready).'
    : 'All pods at once: overlay ordered-ready is off.';
}

/**
 * How to create the cluster by hand on IPv6: the image's script cuts addresses at ":" and waits for a host `fd00` for
 * ever (`to_host_and_port` in librediscluster.sh, images 5.0 to 8.8); the client itself takes them as they are.
 */
function creationLines({ nodes, install, chart, fullname }: Setup, { replicas }: Layout): string[] {
  if (!nodes.some(({ ip }) => isIPv6(ip))) return [];
  const { cli, ports } = chart.values;
  // Which of the two there is depends on the chart's version.
  const password = `${chart.values.section.toUpperCase()}_PASSWORD`;
  const script = [
    `export REDISCLI_AUTH="\${${password}:-$(cat "$${password}_FILE")}";`,
    ...[cli, '--cluster', 'create', ...nodes.map(({ ip }) => `${ip}:${ports.client}`)],
    ...['--cluster-replicas', String(replicas), '--cluster-yes'],
  ].join(' ');
  const pod = ['exec', podName(fullname, 0), '-c', fullname];
  const create = shellCommand('kubectl', '-n', install.namespace, ...pod, '--', 'sh', '-c', script);
  return [
    "The image's script cannot create a cluster of IPv6 addresses. When all pods run, create it by hand:",
    `  ${create}`,
  ];
}
