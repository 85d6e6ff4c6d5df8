import { groupBy, lazily } from '../base/util.js';
import { selectReleases } from '../charts/releases.js';
import { at, isEqual, type JsonObject, withAt } from '../json/values.js';
import { groupOf, HELM4_FILENAME, type Manifest, manifestsOf, withValue } from '../kubernetes/manifest.js';
import { edit } from '../yaml/edit/edit.js';
import { Editing } from '../yaml/edit/editing.js';
import type { Stream } from '../yaml/read/split.js';
import type { ActiveStep, Configuration } from './configuration.js';
import { refuseDeadOnArrival } from './refuse.js';
import { refuseIdle, releasesFor, targetsOf } from './targets.js';
import { TRANSFORMS } from './transforms/index.js';

export interface PlannedDocument {
  manifest: Manifest;
  /** Its value after all overlays; the very same where it stays as it is. */
  value: JsonObject;
  /** The value after each step of an overlay that changed it, with the name of the overlay and of the step's transform. */
  steps: { overlay: string; transform: string; value: JsonObject }[];
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

/** What post-rendering does, without doing it: the targeted documents, each with its new value. */
export function plan(manifests: readonly Manifest[], configuration: Configuration): PlannedDocument[] {
  const { steps, config, charts } = configuration;
  const releases = releasesFor(manifests, configuration);
  if (!releases) return [];
  const planned = new Map<Manifest, PlannedDocument>();
  const become = (manifest: Manifest, { overlay, transform }: ActiveStep, value: JsonObject): PlannedDocument => {
    const document = planned.get(manifest) ?? { manifest, value: manifest.value, steps: [], added: [] };
    planned.set(manifest, document);
    if (!isEqual(document.value, value)) document.steps.push({ overlay, transform, value });
    document.value = value;
    return document;
  };
  const findEarlier = earlierIn(manifests);
  for (const step of steps) {
    const { overlay, transform, parameters } = step;
    for (const { manifest, release } of targetsOf(step, manifests, releases, config.release)) {
      const value = planned.get(manifest)?.value ?? manifest.value;
      const target = { overlay, manifest, release, value, loaded: configuration };
      const change = TRANSFORMS[transform].apply(target, parameters as never);
      const document = become(manifest, step, change.value);
      for (const object of change.documents ?? []) {
        // An object of an earlier run is brought up to date where it is.
        const earlier = findEarlier(object);
        if (earlier) become(earlier, step, named(object, earlier));
        else document.added.push(object);
      }
    }
  }
  refuseIdle(releases, [...planned.keys()], configuration);
  const after = manifests.map((one) => {
    const value = planned.get(one)?.value;
    return value ? withValue(one, value) : one;
  });
  for (const release of selectReleases(after, config.release, charts)) refuseDeadOnArrival(release);
  return [...planned.values()];
}

/**
 * Finds the document of an earlier run that an added object brings up to date: the same one of the API, whose version may
 * change without making it another. The stream is looked through once, however many objects are added.
 */
function earlierIn(manifests: readonly Manifest[]): (object: JsonObject) => Manifest | undefined {
  const idOf = (...parts: unknown[]): string => JSON.stringify(parts);
  const known = lazily(() =>
    groupBy(manifests, ({ kind, group, namespace, name }) => idOf(kind, group, namespace, name)),
  );
  return ({ kind, apiVersion, metadata }) => {
    const namespace = at(metadata, 'namespace') ?? '';
    return known().get(idOf(kind, groupOf(String(apiVersion)), namespace, at(metadata, 'name')))?.[0];
  };
}

/**
 * A document's text, with the added objects before it: Helm 3 creates objects in the order of the stream. A document that
 * begins a stream without `---` has them after it.
 */
function write({ manifest, value, added }: PlannedDocument): string {
  const { parsed, document } = manifest;
  const text = isEqual(manifest.value, value) ? document.text : edit(parsed, value);
  if (added.length === 0) return text;
  const editing = new Editing(parsed);
  // Documents are separated at line feeds, whatever breaks the lines inside of them.
  const eol = editing.eol === '\r\n' ? '\r\n' : '\n';
  const texts = added.flatMap((object) => {
    const source = isHelm4(manifest) ? [] : [`# Source: ${fileName(object)}`, eol];
    return ['---', eol, ...source, editing.blockLines(named(object, manifest), 0, 0).replaceAll(editing.eol, eol)];
  });
  const objects = texts.join('');
  if (text.startsWith('---')) return objects + text;
  return text + (text.endsWith('\n') ? '' : eol) + objects;
}

/**
 * An object with the file name by which Helm 4 knows the documents of its stream: as if a chart named redis-hostport had
 * a template for it. Without one Helm would make up a name from the place in the stream. Helm 3's stream has none.
 */
function named(object: JsonObject, beside: Manifest): JsonObject {
  return isHelm4(beside) ? withAt(object, ['metadata', 'annotations', HELM4_FILENAME], fileName(object)) : object;
}

const isHelm4 = ({ annotations }: Manifest): boolean => annotations[HELM4_FILENAME] !== undefined;

const fileName = (object: JsonObject): string => `redis-hostport/${at(object, 'metadata', 'name') ?? ''}.yaml`;
