import { lazily } from '../base/lazily.js';
import type { Position } from '../base/position.js';
import type { Path } from '../json/at.js';
import { isObject, type JsonObject } from '../json/values.js';
import { type Parsed, positionAt, type StreamDocument } from '../yaml/read/document.js';
import { locate, locateInText, type TextPlace } from '../yaml/read/locate.js';
import { parse } from '../yaml/read/parse.js';
import { headOf } from './head.js';

/** By it Helm 4 knows the documents of its stream again when they come back. */
export const HELM4_FILENAME = 'postrenderer.helm.sh/postrender-filename';

/** One document of a stream as a Kubernetes object. What it is can mostly be said without reading all of it. */
export class Manifest {
  readonly document: StreamDocument;
  readonly #parsed: () => Parsed;
  readonly #head: () => JsonObject;

  /** @param parsed where it is known already */
  constructor(document: StreamDocument, parsed?: Parsed) {
    this.document = document;
    this.#parsed = lazily(() => parsed ?? parse(document));
    this.#head = lazily(() => (parsed ? undefined : headOf(document.text)) ?? this.value);
  }

  /** @throws HostportError `input` with line and column where it is no YAML */
  get parsed(): Parsed {
    return this.#parsed();
  }

  get value(): JsonObject {
    return isObject(this.parsed.value) ? this.parsed.value : {};
  }

  get kind(): string {
    return text(this.#head().kind);
  }

  /** The API group: `apps`, or `` for the core group. */
  get group(): string {
    return groupOf(text(this.#head().apiVersion));
  }

  get name(): string {
    return text(this.#metadata.name);
  }

  get namespace(): string {
    return text(this.#metadata.namespace);
  }

  get labels(): JsonObject {
    return isObject(this.#metadata.labels) ? this.#metadata.labels : {};
  }

  get annotations(): JsonObject {
    return isObject(this.#metadata.annotations) ? this.#metadata.annotations : {};
  }

  /** The Helm release it belongs to (label `app.kubernetes.io/instance`), or ``. */
  get release(): string {
    return text(this.labels['app.kubernetes.io/instance']);
  }

  /** The chart template it came from: Helm 4's annotation, or Helm 3's `# Source:` line. */
  get template(): string | undefined {
    const annotated = this.annotations[HELM4_FILENAME];
    if (typeof annotated === 'string') return annotated;
    return /^# Source: (.+?)\r?$/m.exec(this.document.text.slice(0, 2000))?.[1];
  }

  /** `StatefulSet ds-redis-redis-cluster`, as messages name it. */
  get title(): string {
    return `${this.kind || 'a document without kind'} ${this.name}`.trim();
  }

  /** Where its document begins in the stream. */
  get start(): Required<Position> {
    return positionAt(this.document, 0);
  }

  /** Where a path stands in the stream, or a place in the text at the path. */
  positionOf(path: Path, place?: TextPlace): Required<Position> {
    const span = place ? locateInText(this.parsed, path, place) : locate(this.parsed, path);
    return positionAt(this.document, span.start);
  }

  get #metadata(): JsonObject {
    const { metadata } = this.#head();
    return isObject(metadata) ? metadata : {};
  }
}

/** The API group that an apiVersion names: `apps` of `apps/v1`, `` of `v1`. */
export function groupOf(apiVersion: string): string {
  const [group = '', version] = apiVersion.split('/');
  return version === undefined ? '' : group;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
