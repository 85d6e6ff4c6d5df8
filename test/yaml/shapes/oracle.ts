import { createHash } from 'node:crypto';
import { ordinalTerm, REQUIRED, userTerm } from './render.js';
import type { Shape } from './shape.js';

// What must come out, worked out from the shape and from nothing the code under test knows or does.

/** The preferred node terms: the user's, in their order, and one for each ordinal in its place among them. */
export function expectedTerms(shape: Shape): unknown[] {
  const ours = Array.from({ length: shape.replicas }, (_, ordinal) => ordinalTerm(shape.replicas - ordinal, ordinal));
  if (shape.affinity !== 'preferred') return ours;
  const own = Array.from({ length: shape.userTerms }, (_, index) => userTerm(index));
  const at = shape.earlierReplicas > 0 ? Math.min(1, own.length) : own.length;
  return [...own.slice(0, at), ...ours, ...own.slice(at)];
}

/** What stands beside the preferred terms in nodeAffinity. */
export function expectedRequired({ affinity, required }: Shape): unknown {
  if (affinity === 'required-only') return REQUIRED;
  return required && affinity.startsWith('preferred') ? REQUIRED : undefined;
}

export const expectedPolicy = ({ policy }: Shape): string | undefined =>
  policy === undefined ? undefined : 'OrderedReady';

export function userLine(password: string): string {
  return `user song on #${createHash('sha256').update(password).digest('hex')} ~* &* +@all`;
}

/** The configuration file's lines: one for the user, where the first old one stood or at the end; all others stay. */
export function expectedConfig(before: string, line: string): string {
  const isOld = (one: string): boolean => /^\s*user\s+song\s/.test(one);
  const lines = before.split('\n');
  const first = lines.findIndex(isOld);
  if (first !== -1) {
    const indentation = /^\s*/.exec(lines[first] ?? '')?.[0] ?? '';
    return lines.flatMap((one, index) => (index === first ? [indentation + line] : isOld(one) ? [] : [one])).join('\n');
  }
  return before.endsWith('\n') ? `${before}${line}\n` : `${before}\n${line}`;
}

/** Whether a pod that is made again finds its data: then a changed user rolls the pods. */
export const rolls = ({ data }: Shape): boolean => data !== 'emptyDir';

/** Whether the result could never start: pod 1 waits for pod 0, which waits for all. */
export const isDeadlock = ({ waits }: Shape): boolean => waits;

/** Lines of the input that may be gone: those which say what is said differently now. */
export function mayBeLost(shape: Shape): RegExp[] {
  const stale = shape.affinity === 'preferred' && shape.earlierReplicas > 0;
  return [
    /podManagementPolicy/,
    /affinity|{}|null|~$|preferredDuring/i,
    /^\s*- ?\{.*tcp-redis|ports: \[/,
    /annotations/,
    /user song/,
    // One long line.
    ...(shape.configAs === 'double-quoted' ? [/redis-default\.conf/] : []),
    ...(stale
      ? [
          /weight|redis-cluster-\d|redis-pod-name|matchExpressions|operator|values|preference|^\s*-$|# a comment|^\s*$|margin/,
        ]
      : []),
  ];
}
