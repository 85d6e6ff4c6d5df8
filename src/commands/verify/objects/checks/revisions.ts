import { podsInWords } from '../../../../base/words.js';
import { at } from '../../../../json/at.js';
import { isEqual } from '../../../../json/values.js';
import { nameOf, textAt } from '../../../../kubernetes/kubectl.js';
import type { Diagnosis } from '../../finding.js';
import { type LiveRelease, ordinalsOf } from '../release.js';
import { kubectl, renewOneByOne } from '../remedies.js';

/** Pods that still run an earlier version of the StatefulSet's template. */
export function oldRevisions(release: LiveRelease): Diagnosis[] {
  const { statefulSet, dataSurvives } = release;
  const newest = textAt(statefulSet, 'status', 'updateRevision');
  const old = release.pods.filter(({ pod }) => {
    const own = pod?.labels['controller-revision-hash'];
    return own !== undefined && newest !== undefined && own !== newest;
  });
  if (old.length === 0) return [];
  const ordinals = ordinalsOf(old);
  const run = `${podsInWords(ordinals)} still run${old.length === 1 ? 's' : ''}`;
  const changed = old.some(({ announcement }) => !isEqual(announcement, release.template));
  const status = kubectl(release, 'rollout', 'status', `statefulset/${nameOf(statefulSet)}`);
  return [
    {
      subject: podsInWords(ordinals),
      message: `${run} an earlier revision of the StatefulSet than ${newest}${changed ? '; the IPs to announce have changed since' : ''}`,
      ...(dataSurvives && !isByHand(release)
        ? { remedy: 'The roll is under way, or waits for a pod to get Ready.', commands: [status] }
        : renewOneByOne(
            release,
            old,
            'The updateStrategy leaves renewing them to you: delete them one after the other.',
          )),
      ordinals,
    },
  ];
}

function isByHand({ statefulSet }: LiveRelease): boolean {
  const strategy = at(statefulSet, 'spec', 'updateStrategy');
  return at(strategy, 'type') === 'OnDelete' || Number(at(strategy, 'rollingUpdate', 'partition') ?? 0) > 0;
}
