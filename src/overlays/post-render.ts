import { HostportError } from '../base/errors.js';
import { noManifests, nothingToWorkOn } from '../charts/no-release.js';
import { manifestsOf, type Release, selectReleases } from '../charts/releases.js';
import type { Chart, NodeEntry } from '../generated/types.js';
import { isEqual, type JsonObject } from '../json/values.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { edit } from '../yaml/edit/edit.js';
import type { Stream } from '../yaml/read/split.js';
import type { ActiveOverlay } from './active.js';
import { earlierIn, named, withAdded } from './added.js';
import { refuseDeadOnArrival } from './refuse.js';
import { type Scope, targetsOf } from './targets.js';
import { TRANSFORMS } from './transforms/index.js';
import type { Target } from './transforms/transform.js';

/** What post-rendering needs to know beside the stream. */
export interface PostRenderSettings {
  /** A release's name, `*` for each of them, nothing for the only one. */
  release?: string | undefined;
  overlays: readonly ActiveOverlay[];
  /** The charts whose releases are known; those that are shipped, unless it says more. */
  charts?: readonly Chart[] | undefined;
  /** Those of them which no overlay has for its target. */
  chartsWithoutOverlay?: readonly Chart[] | undefined;
  /** The configured nodes, where there are any. */
  nodes?: readonly NodeEntry[] | undefined;
  readPassword: Target['readPassword'];
  complain: Target['complain'];
}

/** What post-rendering makes of a document. */
export interface PlannedDocument {
  manifest: Manifest;
  /** Its value after all overlays; the very same where it stays as it is. */
  value: JsonObject;
  /** The value after each step of an overlay that changed it, with the name of the overlay and of the step's transform. */
  steps: { overlay: string; transform: string; value: JsonObject }[];
  /** Objects that come into the stream beside it. */
  added: JsonObject[];
}

/**
 * Post-renders a stream: documents which no overlay targets keep their bytes, targeted ones are edited in place.
 *
 * @returns the stream's documents, in order; put together they are the output
 * @throws HostportError and then there is no output at all
 */
export function postRenderStream(stream: Stream, settings: PostRenderSettings): Buffer[] {
  const manifests = manifestsOf(stream);
  const written = new Map(plan(manifests, settings).map((planned) => [planned.manifest, write(planned)]));
  return manifests.map((manifest) => written.get(manifest) ?? manifest.document.bytes);
}

function write({ manifest, value, added }: PlannedDocument): Buffer {
  const isSame = isEqual(manifest.value, value);
  const bytes = isSame ? manifest.document.bytes : Buffer.from(edit(manifest.parsed, value));
  return withAdded(bytes, added, manifest);
}

/** What post-rendering does, without doing it: the targeted documents, each with its new value. */
export function plan(manifests: readonly Manifest[], settings: PostRenderSettings): PlannedDocument[] {
  const releases = releasesFor(manifests, settings);
  if (!releases) return [];
  const planned = new Map<Manifest, PlannedDocument>();
  const entry = (manifest: Manifest): PlannedDocument => {
    const known = planned.get(manifest) ?? { manifest, value: manifest.value, steps: [], added: [] };
    planned.set(manifest, known);
    return known;
  };
  const findEarlier = earlierIn(manifests);
  const scope: Scope = { manifests, releases, wanted: settings.release };
  for (const { name: overlay, steps } of settings.overlays) {
    for (const { transform, target, parameters } of steps) {
      for (const { manifest, release } of targetsOf(overlay, target, scope)) {
        const become = (document: PlannedDocument, value: JsonObject): void => {
          if (!isEqual(document.value, value)) document.steps.push({ overlay, transform, value });
          document.value = value;
        };
        const document = entry(manifest);
        const { value } = document;
        const change = TRANSFORMS[transform]?.apply({ ...settings, overlay, value, manifest, release }, parameters);
        if (!change) continue;
        become(document, change.value);
        for (const object of change.documents?.map((one) => named(one, manifest)) ?? []) {
          // An object of an earlier run is brought up to date where it is.
          const earlier = findEarlier(object);
          if (earlier) become(entry(earlier), object);
          else document.added.push(object);
        }
      }
    }
  }
  for (const release of releases) refuseIdle(release, planned, settings);
  for (const release of releases)
    refuseDeadOnArrival(release, (manifest) => planned.get(manifest)?.value ?? manifest.value);
  return [...planned.values()];
}

/**
 * The releases to work on; undefined where there is nothing to do. None, where only overlays of the user's own act, on no
 * chart we know.
 */
function releasesFor(manifests: readonly Manifest[], settings: PostRenderSettings): Release[] | undefined {
  const releases = selectReleases(manifests, settings.release, settings.charts);
  if (releases.length > 0) return releases;
  const onCharts = settings.overlays.filter(({ steps }) => steps.some(({ target }) => target.chart !== undefined));
  const ownOnly = onCharts.length === 0 && settings.overlays.length > 0;
  const others = onCharts.length < settings.overlays.length;
  const error = ownOnly ? noManifests(manifests) : nothingToWorkOn(manifests, others ? onCharts : [], settings.charts);
  if (error) throw error;
  return ownOnly ? releases : undefined;
}

/** A release is known and nothing is done to it: Helm would install it without a word about what it was to get. */
function refuseIdle(
  { name, chart, statefulSet }: Release,
  planned: ReadonlyMap<Manifest, PlannedDocument>,
  { chartsWithoutOverlay = [] }: PostRenderSettings,
): void {
  if (!chartsWithoutOverlay.includes(chart) || [...planned.keys()].some(({ release }) => release === name)) return;
  throw new HostportError(
    'match',
    `${statefulSet.title} is release ${name} of ${chart.title}, and no overlay acts on it`,
    {
      position: statefulSet.start,
      remedy: `Write overlays whose target says \`chart: ${chart.name}\`; docs/own-charts.md shows them.`,
    },
  );
}
