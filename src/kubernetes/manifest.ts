import type { Position } from '../base/fault.js';
import { lazily } from '../base/util.js';
import { isObject, type JsonObject, mappingAt, type Path, placesBy } from '../json/values.js';
import { mayHoldAliases, parse, readValue } from '../yaml/read/parse.js';
import { positionAt, type Stream, type StreamDocument } from '../yaml/read/split.js';
import { locate, locateInText, type Parsed, type Span, type TextPlace } from '../yaml/read/tree.js';
import data from './harmless.json' with { type: 'json' };
import { type KubeObject, labelsOf, nameOf, objectsIn, stringsAt, textAt } from './objects.js';

/** By it Helm 4 knows the documents of its stream again when they come back. */
export const HELM4_FILENAME = 'postrenderer.helm.sh/postrender-filename';

/** One document of a stream as a Kubernetes object, or an object in it. */
export type Manifest = Readonly<ReturnType<typeof manifestOf>>;

/**
 * What a document is can mostly be said without reading all of it; the rest is read when its value is asked for.
 *
 * @param item of a document, whose kind and apiVersion may be its list's
 * @throws HostportError `input` with line and column, now or then, where it is not YAML
 */
export function manifestOf(document: StreamDocument, item?: KubeObject, parsed = lazily(() => parse(document))) {
  const read = (): JsonObject => item?.object ?? mappingAt(parsed().value);
  const head = item?.object ?? headOf(document.text) ?? read();
  const { kind = '', apiVersion = '' } = item ?? stringsAt(head);
  const path = item?.path ?? [];
  const name = nameOf(head);
  const labels = labelsOf(head);
  const annotations = stringsAt(head, 'metadata', 'annotations');
  const spanOf = (inObject: Path, place?: TextPlace): Span => {
    const whole = [...path, ...inObject];
    return place ? locateInText(parsed(), whole, place) : locate(parsed(), whole);
  };
  return {
    document,
    /** Where in the document it stands; an item of a List is below its root. */
    path,
    kind,
    apiVersion,
    group: groupOf(apiVersion),
    name,
    namespace: textAt(head, 'metadata', 'namespace') ?? '',
    labels,
    annotations,
    /** The Helm release it belongs to, or ``. */
    release: labels['app.kubernetes.io/instance'] ?? '',
    /** Whether Helm runs it as a hook instead of keeping it in the release. */
    isHook: annotations['helm.sh/hook'] !== undefined,
    /** `StatefulSet ds-redis-redis-cluster`, as messages name it. */
    title: `${kind || 'a document without kind'} ${name}`.trim(),
    get parsed(): Parsed {
      return parsed();
    },
    get value(): JsonObject {
      return read();
    },
    get start(): Required<Position> {
      return positionAt(document, 0);
    },
    /** The chart template it came from: Helm 4's annotation, or Helm 3's `# Source:` line. */
    get template(): string | undefined {
      const [, source] = /^# Source: (.+?)\r?$/m.exec(document.text.slice(0, 2000)) ?? [];
      return annotations[HELM4_FILENAME] ?? source;
    },
    /** Where a path is in the document's text, or a place in the text at the path, */
    spanOf,
    /** and in the stream. */
    positionOf: (inObject: Path, place?: TextPlace): Required<Position> =>
      positionAt(document, spanOf(inObject, place).start),
    /** For places of the document what is said of places of the object; nothing of those outside of it. */
    within:
      <What>(said: (place: Path) => What) =>
      (place: Path): What | undefined =>
        path.every((step, index) => place[index] === step) ? said(place.slice(path.length)) : undefined,
  };
}

export function manifestsOf({ documents }: Stream): Manifest[] {
  return documents.map((document) => manifestOf(document));
}

/** The objects in a document, to which its lists are unpacked; of all but lists and what is empty it is the one. */
export function unpacked(manifest: Manifest): Manifest[] {
  const { document, kind } = manifest;
  const items = kind.endsWith('List') ? objectsIn(manifest.value).filter(({ path }) => path.length > 0) : [];
  return items.length === 0 ? [manifest] : items.map((item) => manifestOf(document, item, () => manifest.parsed));
}

/** The same object with another value; its places are still those of the document. */
export function withValue(manifest: Manifest, object: JsonObject): Manifest {
  const { document, kind, apiVersion, path } = manifest;
  return manifestOf(document, { kind, apiVersion, path, object }, () => manifest.parsed);
}

/** The API group that an apiVersion names: `apps` of `apps/v1`, `` of `v1`. */
export function groupOf(apiVersion: string): string {
  return /^(.*?)\//.exec(apiVersion)?.[1] ?? '';
}

const HEAD_KEYS = new Set(['apiVersion', 'kind', 'metadata']);

/** What begins at the margin: a key, or nothing that can be one (a comment, `---`, an item of a list), or anything else. */
const MARGIN = /^(?:([A-Za-z]\w*):(?=[ \r]|$)|#|-(?=[ \r]|$)|---(?=[ \r]|$)|([^ \r\n]))/gm;

/**
 * A manifest's `apiVersion`, `kind` and `metadata`, without reading what is between and below them, often thousands
 * of lines of configuration.
 *
 * This is what Kubernetes reads: an entry of the document begins with its key at the margin, and none of the three keys is
 * there twice. A line of a quoted text may begin at the margin, too; where it looks like one of the keys, that key is there
 * a second time.
 *
 * @returns undefined where the lines at the margin do not say it: then the whole document has to be read
 */
export function headOf(text: string): JsonObject | undefined {
  const seen = new Set<string>();
  const parts: string[] = [];
  let start: number | undefined;
  for (const { 1: key, 2: other, index } of text.matchAll(MARGIN)) {
    if (other !== undefined || (key !== undefined && seen.has(key))) return undefined;
    if (key === undefined) continue;
    if (start !== undefined) parts.push(text.slice(start, index));
    start = HEAD_KEYS.has(key) ? index : undefined;
    if (start !== undefined) seen.add(key);
  }
  if (start !== undefined) parts.push(text.slice(start));
  // Kubernetes' reader takes these for line breaks, too.
  if (/\r(?!\n)|[\x85\u2028\u2029]/.test(text) || mayHoldAliases(text)) return undefined;
  const value = readValue(parts.join(''));
  return isObject(value) ? value : undefined;
}

// Of a container not among them: a variable's value, commands and arguments.
const containers = ['containers', 'initContainers'].flatMap((list) => data.container.map((one) => `${list}.*.${one}`));
const pod = [...data.pod, ...containers].map((place) => `template.spec.${place}`);
const spec = [...data.workload, ...pod, ...data.service, ...data.networkPolicy, ...data.podDisruptionBudget];

/** Places of a manifest at which there is no secret: nothing of a Secret or a ConfigMap but its head, for example. */
export const harmlessInManifest = placesBy([...data.head, ...spec.map((place) => `spec.${place}`)]);
