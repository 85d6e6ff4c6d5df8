import { itemsAt, type Path } from '../json/at.js';
import { POD } from '../kubernetes/pod-template.js';
import type { TextPlace } from '../yaml/read/locate.js';

/** The start script's list of IPs, and where each of them stands. */
export interface AnnouncedList {
  /** The script's path in the StatefulSet. */
  path: Path;
  /** The whole list, between its brackets. */
  place: TextPlace;
  ips: { ip: string; place: TextPlace }[];
}

/** `ips=($(echo "[A B C]" | …))`, the same in every chart version with externalAccess (1.0.0 to 13.0.5). */
const LIST = /^(\s*\w+=\(.*?\[)([^\]]*)\]/;

/**
 * Finds the list of the container with this index: pod i announces the i-th IP of it, and pod 0 creates the cluster
 * from all of them. It stands in the script with overlay announce-host-ip, too. Undefined without externalAccess.
 */
export function announcedList(statefulSet: unknown, containerIndex: number): AnnouncedList | undefined {
  const container = itemsAt(statefulSet, ...POD, 'containers').find(({ index }) => index === containerIndex)?.item;
  for (const key of ['command', 'args']) {
    const words: unknown = container?.[key];
    if (!Array.isArray(words)) continue;
    for (const [index, word] of words.entries()) {
      const found = typeof word === 'string' ? listIn(word) : undefined;
      if (found) return { path: [...POD, 'containers', containerIndex, key, index], ...found };
    }
  }
  return undefined;
}

function listIn(script: string): Omit<AnnouncedList, 'path'> | undefined {
  for (const [lineIndex, line] of script.split('\n').entries()) {
    const [, head, inner] = LIST.exec(line) ?? [];
    if (head === undefined || inner === undefined) continue;
    const ips = [...inner.matchAll(/\S+/g)].map(({ 0: ip, index }) => {
      const startColumn = head.length + index;
      return { ip, place: { lineIndex, startColumn, endColumn: startColumn + ip.length } };
    });
    return { place: { lineIndex, startColumn: head.length, endColumn: head.length + inner.length }, ips };
  }
  return undefined;
}
