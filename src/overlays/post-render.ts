import { failure } from '../base/errors.js';
import { noManifests, nothingToWorkOn, type Release, selectReleases } from '../charts/releases.js';
import { isEqual, type JsonObject } from '../json/values.js';
import { type Manifest, manifestsOf } from '../kubernetes/manifest.js';
import { edit } from '../yaml/edit/edit.js';
import type { Stream } from '../yaml/read/split.js';
import { earlierIn, named, withAdded } from './added.js';
import type { Configuration } from './configuration.js';
import { refuseDeadOnArrival } from './refuse.js';
import { targetsOf } from './targets.js';
import { TRANSFORMS } from './transforms/index.js';

/** What post-rendering makes of a document. */
export interface PlannedDocument {
  manifest: Manifest;
  /** Its value after all overlays; the very same where it stays as it is. */
  value: JsonObject;
  /** The value after each step of an overlay that changed it, with the name of the overlay and of the step's transform. */
  steps: { overlay: string; transform: string; value: JsonObject }[];
  /** Objects that come into the stream with it. */
  added: JsonObject[];
}

/**
 * Post-renders a stream: documents which no overlay targets keep their bytes, targeted ones are edited in place.
 *
 * @throws HostportError and then there is no output at all
 */
export function postRenderStream(stream: Stream, configuration: Configuration): string {
  const manifests = manifestsOf(stream);
  const written = new Map(plan(manifests, configuration).map((planned) => [planned.manifest, write(planned)]));
  return manifests.map((manifest) => written.get(manifest) ?? manifest.document.text).join('');
}

function write({ manifest, value, added }: PlannedDocument): string {
  const isSame = isEqual(manifest.value, value);
  return withAdded(isSame ? manifest.document.text : edit(manifest.parsed, value), added, manifest);
}

/** What post-rendering does, without doing it: the targeted documents, each with its new value. */
export function plan(manifests: readonly Manifest[], configuration: Configuration): PlannedDocument[] {
  const releases = releasesFor(manifests, configuration);
  if (!releases) return [];
  const planned = new Map<Manifest, PlannedDocument>();
  const entry = (manifest: Manifest): PlannedDocument => {
    const known = planned.get(manifest) ?? { manifest, value: manifest.value, steps: [], added: [] };
    planned.set(manifest, known);
    return known;
  };
  const findEarlier = earlierIn(manifests);
  const { steps, config, charts } = configuration;
  for (const step of steps) {
    const { overlay, transform, parameters } = step;
    const become = (document: PlannedDocument, value: JsonObject): void => {
      if (!isEqual(document.value, value)) document.steps.push({ overlay, transform, value });
      document.value = value;
    };
    for (const { manifest, release } of targetsOf(step, { manifests, releases, wanted: config.release })) {
      const document = entry(manifest);
      const target = { overlay, manifest, release, value: document.value, loaded: configuration };
      const change = TRANSFORMS[transform].apply(target, parameters as never);
      become(document, change.value);
      for (const object of change.documents ?? []) {
        // An object of an earlier run is brought up to date where it is.
        const earlier = findEarlier(object);
        if (earlier) become(entry(earlier), named(object, earlier));
        else document.added.push(object);
      }
    }
  }
  for (const release of releases) refuseIdle(release, planned, configuration);
  const after = manifests.map((one) => (planned.has(one) ? one.withValue(entry(one).value) : one));
  for (const release of selectReleases(after, config.release, charts)) refuseDeadOnArrival(release);
  return [...planned.values()];
}

/**
 * The releases to work on; undefined where there is nothing to do. None, where only overlays of the user's own act, on no
 * chart we know.
 */
function releasesFor(manifests: readonly Manifest[], { steps, charts, config }: Configuration): Release[] | undefined {
  const releases = selectReleases(manifests, config.release, charts);
  if (releases.length > 0) return releases;
  const onCharts = steps.filter(({ target }) => target.chart !== undefined);
  const ownOnly = onCharts.length === 0 && steps.length > 0;
  const needed = onCharts.length < steps.length ? onCharts.map(({ overlay }) => overlay) : [];
  const error = ownOnly ? noManifests(manifests) : nothingToWorkOn(manifests, charts, needed);
  if (error) throw error;
  return ownOnly ? releases : undefined;
}

/**
 * A release of a Chart file without overlays beside it is known, and nothing is done to it: Helm would install it without a
 * word about what it was to get.
 */
function refuseIdle(
  { name, chart, statefulSet }: Release,
  planned: ReadonlyMap<Manifest, PlannedDocument>,
  { overlays }: Configuration,
): void {
  const isTargeted = overlays.some(({ value }) => value.steps.some(({ target }) => target.chart === chart.name));
  if (isTargeted || [...planned.keys()].some(({ release }) => release === name)) return;
  const values = { title: statefulSet.title, release: name, chart: chart.title, name: chart.name };
  throw failure('no-overlay', values, { position: statefulSet.start });
}
