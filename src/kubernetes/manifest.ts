import { isObject, type JsonObject } from '../json/values.js';
import type { Parsed, StreamDocument } from '../yaml/read/document.js';
import { parse } from '../yaml/read/parse.js';
import { headOf, kindIn, readHead } from './head.js';

/** By it Helm 4 knows the documents of its stream again when they come back. */
export const HELM4_FILENAME = 'postrenderer.helm.sh/postrender-filename';

/** One document of a stream as a Kubernetes object: its head is read when it is first asked what it is, and all of it when its value is. */
export class Manifest {
  readonly document: StreamDocument;
  // A stream may hold thousands of documents of which only this is ever asked: no closures are made for them.
  #headText: string | null | undefined;
  #head: JsonObject | null | undefined;
  #parsed: Parsed | undefined;

  /** @param parsed where it is known already */
  constructor(document: StreamDocument, parsed?: Parsed) {
    this.document = document;
    this.#parsed = parsed;
  }

  /** @throws HostportError `input` with line and column where it is no YAML */
  get parsed(): Parsed {
    this.#parsed ??= parse(this.document);
    return this.#parsed;
  }

  /** Gives back the memory of what was read; it is read again when somebody asks. */
  forget(): void {
    this.#parsed = undefined;
    this.document.forget?.();
  }

  get isParsed(): boolean {
    return this.#parsed !== undefined;
  }

  get value(): JsonObject {
    return isObject(this.parsed.value) ? this.parsed.value : {};
  }

  get kind(): string {
    return text(this.#identity.kind);
  }

  /** The API group: `apps`, or `` for the core group. */
  get group(): string {
    return groupOf(text(this.#identity.apiVersion));
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

  /** Whether it can be of a kind and have a name and labels with these words: false only where it cannot. */
  mayBe(kind: string, words: readonly string[]): boolean {
    if (this.#parsed) return this.kind === kind;
    const head = this.#textOfHead();
    if (head === null) return this.mentions([kind, ...words]);
    return (kindIn(head) ?? kind) === kind && words.every((word) => head.includes(word));
  }

  /** Whether the bytes hold all of these words: a document that does not cannot be the one looked for. */
  mentions(words: readonly string[]): boolean {
    return words.every((word) => this.document.bytes.includes(word));
  }

  get #identity(): JsonObject {
    if (this.#parsed) return this.value;
    if (this.#head === undefined) {
      const text = this.#textOfHead();
      this.#head = (text === null ? undefined : readHead(text)) ?? null;
    }
    return this.#head ?? this.value;
  }

  #textOfHead(): string | null {
    if (this.#headText === undefined) this.#headText = headOf(this.document.bytes) ?? null;
    return this.#headText;
  }

  get #metadata(): JsonObject {
    const { metadata } = this.#identity;
    return isObject(metadata) ? metadata : {};
  }
}

/** The API group that an apiVersion names: `apps` of `apps/v1`, `` of `v1`. */
export function groupOf(apiVersion: string): string {
  const [group = '', version] = apiVersion.split('/');
  return version === undefined ? '' : group;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
