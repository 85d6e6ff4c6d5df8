import { at } from '../json/at.js';
import { textPlace } from '../yaml/read/locate.js';
import type { Release } from './releases.js';

/**
 * The readiness script of a release that waits for `cluster_state`, where its probe runs that script. Under OrderedReady
 * this is a certain deadlock: the cluster needs all pods, and pod 1 is not created before pod 0 is Ready (Kubernetes,
 * StatefulSet basics). Chart versions: 6.0.6 and later without externalAccess, 6.0.6 to 6.1.1 always.
 *
 * @returns the script, the path of its text, and the words in it
 */
export function readinessWait({ chart, find, server }: Release) {
  const { name, key, waitsFor } = chart.readiness;
  const probe = at(server().container, 'readinessProbe', 'exec', 'command');
  if (!Array.isArray(probe) || !probe.some((word) => String(word).includes(key))) return undefined;
  for (const script of find({ group: '', kind: 'ConfigMap', name })) {
    const text = String(at(script.value, 'data', key));
    // The first line with these words that is not a comment.
    const line = [...text.matchAll(/^(?!\s*#).+$/gm)].find(([line]) => line.includes(waitsFor));
    if (!line) continue;
    const place = textPlace(text, line.index + line[0].indexOf(waitsFor), waitsFor.length);
    return { script, path: ['data', key], place };
  }
  return undefined;
}
