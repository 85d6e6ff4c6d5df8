import { podsInWords, sentence } from '../../../../base/words.js';
import { at } from '../../../../json/at.js';
import { labelOf, nameOf, textAt } from '../../../../kubernetes/kubectl.js';
import type { Diagnosis } from '../../finding.js';
import type { LivePod, LiveRelease } from '../release.js';
import { deletePods, kubectl, LOSES_DATA } from '../remedies.js';

/** Pods that still run an earlier version of the StatefulSet's template. */
export function oldRevisions(release: LiveRelease): Diagnosis[] {
  const { statefulSet } = release;
  const newest = textAt(statefulSet, 'status', 'updateRevision');
  const old = release.pods.filter(({ object }) => {
    const own = object && labelOf(object, 'controller-revision-hash');
    return own !== undefined && newest !== undefined && own !== newest;
  });
  if (old.length === 0) return [];
  const ordinals = old.map(({ ordinal }) => ordinal);
  const byHand =
    textAt(statefulSet, 'spec', 'updateStrategy', 'type') === 'OnDelete' ||
    Number(at(statefulSet, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0) > 0;
  const differences = old.some(({ announcement }) => JSON.stringify(announcement) !== JSON.stringify(release.template))
    ? '; the IPs to announce have changed since'
    : '';
  return [
    {
      subject: podsInWords(ordinals),
      message: `${podsInWords(ordinals)} still run${ordinals.length === 1 ? 's' : ''} an earlier revision of the StatefulSet than ${newest}${differences}`,
      ...renewal(release, old, byHand),
      ordinals,
    },
  ];
}

function renewal(
  release: LiveRelease,
  pods: readonly LivePod[],
  byHand: boolean,
): Pick<Diagnosis, 'remedy' | 'commands'> {
  if (!release.dataSurvives) {
    return { remedy: sentence(`${LOSES_DATA} Renew them one at a time: docs/verify.md, "Without persistence"`) };
  }
  const status = kubectl(release, 'rollout', 'status', `statefulset/${nameOf(release.statefulSet)}`);
  return byHand
    ? {
        remedy: 'The updateStrategy leaves renewing them to you: delete them one after the other.',
        commands: pods.map((pod) => deletePods(release, [pod])),
      }
    : { remedy: 'The roll is under way, or waits for a pod to get Ready.', commands: [status] };
}
