import { shellCommand } from '../../base/shell.js';
import { type Layout, replicasInWords } from '../../config/layout.js';
import { valuesTexts } from '../../generated/templates.js';
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
  const { chart, nodes, install, release, steps } = setup;
  const { pin, podManagementPolicy } = placementOf(steps);
  const { onNodes, inPods } = valuesTexts.data;
  return commentedYaml(values, valuesTexts.example, {
    title: chart.title,
    section: chart.values.section,
    command: shellCommand('helm', '-n', install.namespace, 'install', release, chart.reference ?? 'CHART'),
    legacy: install.image ? undefined : valuesTexts.legacy,
    data: pin === 'local-data' ? onNodes : install.persistence.enabled ? undefined : inPods,
    creation: creationCommand(setup, layout),
    masters: layout.masters,
    replicas: replicasInWords(layout.replicas),
    nodes: nodes.map(({ name }) => name).join('\n'),
    policy: valuesTexts.policy[podManagementPolicy],
  });
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
