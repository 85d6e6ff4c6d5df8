import { shellCommand } from '../../../../base/shell.js';
import { listOf, podsInWords } from '../../../../base/words.js';
import { itemsAt } from '../../../../json/at.js';
import type { JsonObject } from '../../../../json/values.js';
import { labelsOf, nameOf } from '../../../../kubernetes/kubectl.js';
import type { Diagnosis } from '../../finding.js';
import { type LiveRelease, ordinalsOf } from '../release.js';
import { LOSES_DATA, renewOneByOne } from '../remedies.js';

/** A StatefulSet whose ports are not bound on the node: it was rendered without the post-renderer. */
export function notPostRendered(release: LiveRelease): Diagnosis[] {
  const unbound = unboundPorts(release, release.container);
  if (unbound.length === 0) return [];
  const again = 'Run the upgrade again with it; every upgrade needs it. The pods roll.';
  return [
    {
      subject: `StatefulSet ${nameOf(release.statefulSet)}`,
      message: `the StatefulSet has no host port for ${listOf(unbound)}: the last install or upgrade ran without the post-renderer`,
      remedy: release.dataSurvives
        ? again
        : `${again} ${LOSES_DATA} Save the data first: docs/verify.md, "Without persistence".`,
      commands: [upgrade(release)],
    },
  ];
}

/** Pods that run without host ports although the StatefulSet has them. */
export function unboundPods(release: LiveRelease): Diagnosis[] {
  if (unboundPorts(release, release.container).length > 0) return [];
  const unbound = release.pods.filter(({ pod, container }) => pod && unboundPorts(release, container).length > 0);
  if (unbound.length === 0) return [];
  const ordinals = ordinalsOf(unbound);
  const bind = `${podsInWords(ordinals)} bind${unbound.length === 1 ? 's' : ''} no port on the node`;
  return [
    {
      subject: podsInWords(ordinals),
      message: `${bind}: created before the post-renderer was used, and not renewed since`,
      ...renewOneByOne(release, unbound, 'Delete one after the other, the next when the one before is Ready again.'),
      ordinals,
    },
  ];
}

/** The chart's ports without a hostPort of the same number, as messages name them. */
export function unboundPorts({ chart, hostNetwork }: LiveRelease, container: JsonObject | undefined): string[] {
  if (hostNetwork) return [];
  const { client, bus } = chart.ports;
  return itemsAt(container, 'ports')
    .filter(({ item }) => item.name === client || item.name === bus)
    .filter(({ item }) => item.hostPort !== item.containerPort)
    .map(({ item }) => `${item.name} (${item.containerPort})`);
}

function upgrade({ release, namespace, chart, statefulSet }: LiveRelease): string {
  const version = /-(\d[^-]*(?:-.*)?)$/.exec(labelsOf(statefulSet)['helm.sh/chart'] ?? '')?.[1];
  return shellCommand(
    ...['helm', '-n', namespace, 'upgrade', release, chart.reference ?? chart.title],
    ...(version === undefined ? [] : ['--version', version]),
    ...['--reuse-values', '--post-renderer', 'redis-hostport'],
  );
}
