import { at, itemsAt, type Path } from '../json/at.js';
import { POD } from '../kubernetes/pod-template.js';
import type { TextPlace } from '../yaml/read/locate.js';

/** A start script's list of IPs, and where each of them is. */
export interface AnnouncedList {
  /** The shell variable that holds it. */
  variable: string;
  /** The script's path, from where the list was looked for. */
  path: Path;
  /** The whole list, between its brackets. */
  place: TextPlace;
  ips: { ip: string; place: TextPlace }[];
}

/** `ips=($(echo "[A B C]" | …))`, the same in every chart version with externalAccess (1.0.0 to 13.0.5). */
const LIST = /^(\s*(\w+)=\(.*?\[)([^\]]*)\]/;

/**
 * Finds the list of the container with this index: pod i announces the i-th IP of it, and pod 0 creates the cluster
 * from all of them. It is in the script with overlay announce-host-ip, too. Undefined without externalAccess.
 */
export function announcedList(statefulSet: unknown, containerIndex: number): AnnouncedList | undefined {
  const container = itemsAt(statefulSet, ...POD, 'containers').find(({ index }) => index === containerIndex)?.item;
  const [list] = announcedLists(container);
  return list && { ...list, path: [...POD, 'containers', containerIndex, ...list.path] };
}

/** The lists in the scripts of a container, of a StatefulSet's template or of a running pod. */
export function announcedLists(container: unknown): AnnouncedList[] {
  return ['command', 'args'].flatMap((key) => {
    const words = at(container, key);
    if (!Array.isArray(words)) return [];
    return words.flatMap((word: unknown, index) =>
      typeof word === 'string' ? listsIn(word).map((list) => ({ ...list, path: [key, index] })) : [],
    );
  });
}

function listsIn(script: string): Omit<AnnouncedList, 'path'>[] {
  return script.split('\n').flatMap((line, lineIndex) => {
    const [, head, variable, inner] = LIST.exec(line) ?? [];
    if (head === undefined || variable === undefined || inner === undefined) return [];
    const placeAt = (column: number, text: string): TextPlace => {
      const startColumn = head.length + column;
      return { lineIndex, startColumn, endColumn: startColumn + text.length };
    };
    const ips = [...inner.matchAll(/\S+/g)].map(({ 0: ip, index }) => ({ ip, place: placeAt(index, ip) }));
    return [{ variable, place: placeAt(0, inner), ips }];
  });
}
