import { HostportError } from '../base/errors.js';
import { groupBy } from '../base/group-by.js';
import { isHook } from '../charts/no-release.js';
import type { Release } from '../charts/releases.js';
import { targetsIn } from '../charts/target.js';
import type { OverlayTarget } from '../generated/types.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { positionAt } from '../yaml/read/document.js';

/** Where targets are looked for. */
export interface Scope {
  manifests: readonly Manifest[];
  /** The releases to work on; none in a stream of no chart we know. */
  releases: readonly Release[];
  /** The configuration's `release`. */
  wanted: string | undefined;
}

export interface FoundTarget {
  manifest: Manifest;
  release: Release | undefined;
}

/**
 * The targets of one step; how many there must be is asserted for each release.
 *
 * @throws HostportError `match` listing what is there
 */
export function targetsOf(overlay: string, target: OverlayTarget, scope: Scope): FoundTarget[] {
  return target.chart === undefined ? anywhere(overlay, target, scope) : inReleases(overlay, target, scope);
}

function inReleases(overlay: string, target: OverlayTarget, { manifests, releases }: Scope): FoundTarget[] {
  const own = releases.filter(({ chart }) => chart.name === target.chart);
  return own.flatMap((release) => {
    const found = release.find(target);
    assertCount(overlay, target, found, manifests, ` in release ${release.name}`);
    return found.map((manifest) => ({ manifest, release }));
  });
}

/** Documents of the releases to work on and those which say no release; in a stream of hooks only there may be none. */
function anywhere(overlay: string, target: OverlayTarget, { manifests, releases, wanted }: Scope): FoundTarget[] {
  const named = wanted === undefined || wanted === '*' ? [] : [wanted];
  const names = new Set(releases.length > 0 ? releases.map(({ name }) => name) : named);
  const found = targetsIn(manifests, target).filter(
    ({ release }) => release === '' || names.size === 0 || names.has(release),
  );
  if (found.length === 0 && manifests.every((manifest) => manifest.parsed.value === null || isHook(manifest)))
    return [];
  for (const [release, group] of countedTogether(found, names.size !== 1)) {
    assertCount(overlay, target, group, manifests, release === '' ? '' : ` in release ${release}`);
  }
  return found.map((manifest) => ({ manifest, release: releases.find(({ name }) => name === manifest.release) }));
}

function countedTogether(found: readonly Manifest[], byRelease: boolean): Map<string, Manifest[]> {
  const groups = groupBy(found, ({ release }) => (byRelease ? release : ''));
  return groups.size > 0 ? groups : new Map([['', []]]);
}

function assertCount(
  overlay: string,
  target: OverlayTarget,
  found: readonly Manifest[],
  manifests: readonly Manifest[],
  where: string,
): void {
  const count = target.count ?? 1;
  const { min = 0, max = Number.POSITIVE_INFINITY } = typeof count === 'number' ? { min: count, max: count } : count;
  if (found.length >= min && found.length <= max) return;
  const candidates = found.length > 0 ? found : manifests.filter(({ kind }) => kind === target.kind);
  const list = candidates.map((one) => `${one.title} (${one.document.file}:${positionAt(one.document, 0).line})`);
  const expected = min === max ? `${min}` : max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
  const what = [target.kind, target.name].filter((part) => part !== undefined).join(' ');
  const message = `overlay ${overlay} expects ${expected} ${what}${where} and finds ${found.length}`;
  const those = list.length > 0 ? `; there ${list.length === 1 ? 'is' : 'are'}:` : '';
  throw new HostportError('match', message + those, {
    list,
    position: { file: manifests[0]?.document.file ?? '<stdin>' },
    remedy: `Turn it off with overlays.${overlay}: false, or mend its target.`,
  });
}
