import type { Position } from '../base/fault.js';
import { lazily } from '../base/util.js';
import { isObject, type JsonObject, mappingAt, type Path, placesBy } from '../json/values.js';
import { mayHoldAliases, parse, readValue } from '../yaml/read/parse.js';
import { positionAt, type Stream, type StreamDocument } from '../yaml/read/split.js';
import { locate, locateInText, type Parsed, type Span, type TextPlace } from '../yaml/read/tree.js';
import { type KubeObject, labelsOf, nameOf, objectsIn, stringsAt, textAt } from './objects.js';
import type { Labels } from './selectors.js';

/** By it Helm 4 knows the documents of its stream again when they come back. */
export const HELM4_FILENAME = 'postrenderer.helm.sh/postrender-filename';

/** One document of a stream as a Kubernetes object, or an object in it. What it is can mostly be said without reading all of it. */
export class Manifest {
  readonly document: StreamDocument;
  /** Where in the document it stands; an item of a List is below its root. */
  readonly path: Path;
  readonly #item: KubeObject | undefined;
  readonly #parsed: () => Parsed;
  readonly #head = lazily(() => this.#item?.object ?? headOf(this.document.text) ?? this.value);
  readonly #labels = lazily(() => labelsOf(this.#head()));

  /** @param item of the document's list, whose kind and apiVersion may be the list's */
  constructor(document: StreamDocument, item?: KubeObject, parsed: () => Parsed = lazily(() => parse(document))) {
    this.document = document;
    this.path = item?.path ?? [];
    this.#item = item;
    this.#parsed = parsed;
  }

  /** The objects in it, to which the lists in a document are unpacked; of all but lists and what is empty it is the one. */
  get objects(): Manifest[] {
    const items = this.kind.endsWith('List') ? objectsIn(this.value).filter(({ path }) => path.length > 0) : [];
    return items.length === 0 ? [this] : items.map((item) => new Manifest(this.document, item, this.#parsed));
  }

  /** @throws HostportError `input` with line and column where it is not YAML */
  get parsed(): Parsed {
    return this.#parsed();
  }

  get value(): JsonObject {
    return this.#item?.object ?? mappingAt(this.parsed.value);
  }

  /** The same object with another value; its places are still those of the document. */
  withValue(object: JsonObject): Manifest {
    const { kind, apiVersion, path } = this;
    return new Manifest(this.document, { kind, apiVersion, object, path }, this.#parsed);
  }

  get kind(): string {
    return this.#item?.kind ?? textAt(this.#head(), 'kind') ?? '';
  }

  get apiVersion(): string {
    return this.#item?.apiVersion ?? textAt(this.#head(), 'apiVersion') ?? '';
  }

  /** The API group: `apps`, or `` for the core group. */
  get group(): string {
    return groupOf(this.apiVersion);
  }

  get name(): string {
    return nameOf(this.#head());
  }

  get namespace(): string {
    return textAt(this.#head(), 'metadata', 'namespace') ?? '';
  }

  get labels(): Labels {
    return this.#labels();
  }

  get annotations(): Labels {
    return stringsAt(this.#head(), 'metadata', 'annotations');
  }

  /** The Helm release it belongs to, or ``. */
  get release(): string {
    return this.labels['app.kubernetes.io/instance'] ?? '';
  }

  /** The chart template it came from: Helm 4's annotation, or Helm 3's `# Source:` line. */
  get template(): string | undefined {
    const [, source] = /^# Source: (.+?)\r?$/m.exec(this.document.text.slice(0, 2000)) ?? [];
    return this.annotations[HELM4_FILENAME] ?? source;
  }

  /** `StatefulSet ds-redis-redis-cluster`, as messages name it. */
  get title(): string {
    return `${this.kind || 'a document without kind'} ${this.name}`.trim();
  }

  /** Where its document begins in the stream. */
  get start(): Required<Position> {
    return positionAt(this.document, 0);
  }

  /** Where a path is in the document's text, or a place in the text at the path. */
  spanOf(path: Path, place?: TextPlace): Span {
    const whole = [...this.path, ...path];
    return place ? locateInText(this.parsed, whole, place) : locate(this.parsed, whole);
  }

  /** The same in the stream. */
  positionOf(path: Path, place?: TextPlace): Required<Position> {
    return positionAt(this.document, this.spanOf(path, place).start);
  }

  /** For places of the document what a function says of places of the object; nothing of those outside of it. */
  within<What>(said: (path: Path) => What): (path: Path) => What | undefined {
    const base = this.path;
    return (path) => (base.every((step, index) => path[index] === step) ? said(path.slice(base.length)) : undefined);
  }
}

/** All documents of a stream. */
export function manifestsOf({ documents }: Stream): Manifest[] {
  return documents.map((document) => new Manifest(document));
}

/** The API group that an apiVersion names: `apps` of `apps/v1`, `` of `v1`. */
export function groupOf(apiVersion: string): string {
  return /^(.*?)\//.exec(apiVersion)?.[1] ?? '';
}

/** The keys that say which object a manifest is. */
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

import data from './harmless.json' with { type: 'json' };

// Of a container not among them: a variable's value, commands and arguments.
const containers = ['containers', 'initContainers'].flatMap((list) => data.container.map((one) => `${list}.*.${one}`));
const pod = [...data.pod, ...containers].map((place) => `template.spec.${place}`);
const spec = [...data.workload, ...pod, ...data.service, ...data.networkPolicy, ...data.podDisruptionBudget];

/** Places of a manifest at which there is no secret: nothing of a Secret or a ConfigMap but its head, for example. */
export const harmlessInManifest = placesBy([...data.head, ...spec.map((place) => `spec.${place}`)]);
