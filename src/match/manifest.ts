import { isObject, type JsonObject } from '../json.js';
import { lazily } from '../lazily.js';
import { type Parsed, parse, type StreamDocument } from '../split/document.js';

/** By it Helm 4 knows the documents of its stream again when they come back. */
export const HELM4_FILENAME = 'postrenderer.helm.sh/postrender-filename';

/** One document of a stream as a Kubernetes object, parsed when it is first asked what it is. */
export class Manifest {
  readonly document: StreamDocument;
  readonly #headKind = lazily(() => kindInHead(this.document.bytes));
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

  get isParsed(): boolean {
    return this.#parsed !== undefined;
  }

  get value(): JsonObject {
    return isObject(this.parsed.value) ? this.parsed.value : {};
  }

  get kind(): string {
    return text(this.value.kind);
  }

  /** apiVersion without its version: `apps`, or `` for the core group. */
  get group(): string {
    const [group, version] = text(this.value.apiVersion).split('/');
    return version === undefined ? '' : (group ?? '');
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

  /** Whether it can be of a kind: false only where its head, as templates write it, says another one. */
  mayBe(kind: string): boolean {
    if (this.#parsed) return this.kind === kind;
    const said = this.#headKind();
    return said === undefined ? this.mentions([kind]) : said === kind;
  }

  /** Whether the bytes hold all of these words: a document that does not cannot be the one looked for. */
  mentions(words: readonly string[]): boolean {
    return words.every((word) => this.document.bytes.includes(word));
  }

  get #metadata(): JsonObject {
    return isObject(this.value.metadata) ? this.value.metadata : {};
  }
}

function kindInHead(bytes: Buffer): string | undefined {
  HEAD.lastIndex = 0;
  return HEAD.exec(bytes.toString('latin1', 0, HEAD_BYTES))?.[1];
}

/** Comments are short; a longer head is read whole. */
const HEAD_BYTES = 400;

/** Comments, then `apiVersion` and `kind` or `kind` alone. */
const HEAD = /(?:---[ \r]*\n)?(?:#[^\n]*\n|\r?\n)*(?:apiVersion: [^\n]*\n)?kind: (\w+)\r?\n/y;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
