import { at } from '../json/at.js';
import type { TextPlace } from '../yaml/read/locate.js';
import type { Release } from './releases.js';
import { serverContainer } from './statefulset.js';

/**
 * The readiness script of a release that waits for `cluster_state`, where its probe runs that script. Under OrderedReady
 * this is a certain deadlock: the cluster needs all pods, and pod 1 is not created before pod 0 is Ready (Kubernetes,
 * StatefulSet basics). Chart versions: 6.0.6 and later without externalAccess, 6.0.6 to 6.1.1 always.
 *
 * @param statefulSet the StatefulSet's value, before or after post-rendering
 * @returns the script, the path of its text, and the words in it
 */
export function readinessWait({ chart, find }: Release, statefulSet: unknown) {
  const { name, key, waitsFor } = chart.readiness;
  const probe = at(serverContainer(statefulSet, chart)?.item, 'readinessProbe', 'exec', 'command');
  if (!Array.isArray(probe) || !probe.some((word) => String(word).includes(key))) return undefined;
  for (const script of find({ group: '', kind: 'ConfigMap', name })) {
    const text = at(script.value, 'data', key);
    const place = typeof text === 'string' ? placeOf(waitsFor, text) : undefined;
    if (place) return { script, path: ['data', key], place };
  }
  return undefined;
}

/** The first line with these words that is not a comment. */
function placeOf(words: string, script: string): TextPlace | undefined {
  const lines = script.split('\n');
  const lineIndex = lines.findIndex((line) => line.includes(words) && !/^\s*#/.test(line));
  const startColumn = lines[lineIndex]?.indexOf(words) ?? -1;
  return startColumn < 0 ? undefined : { lineIndex, startColumn, endColumn: startColumn + words.length };
}
