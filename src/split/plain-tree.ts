import {
  CHOMPING_MODE,
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { Document, isMap, isScalar, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { kubernetesSchema } from './kubernetes-yaml.js';
import { blockHeader, NotPlain, resolvePlain } from './plain-value.js';

/**
 * The nodes which `yaml` would make of a document that `plainValue` has read, with the same offsets: where a node begins,
 * and where a scalar or a flow collection ends.
 *
 * @throws NotPlain where an offset does not follow from the events
 */
export function plainTree(text: string, events: readonly Event[]): Document {
  const tree = new Document(undefined, { schema: kubernetesSchema });
  tree.contents = new TreeBuilder(text).build(events);
  return tree;
}

type Collection = YAMLMap | YAMLSeq;

class TreeBuilder {
  readonly #text: string;
  readonly #open: Collection[] = [];
  /** Offset behind the last node that is complete. */
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  build(events: readonly Event[]): Node {
    let root: Node | undefined;
    for (const event of events) {
      if (event.type === EVENT_ID.POP) this.#close();
      if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.MAPPING && event.type !== EVENT_ID.SEQUENCE)
        continue;
      const node = event.type === EVENT_ID.SCALAR ? this.#scalar(event) : this.#collection(event);
      this.#put(node);
      if (!isScalar(node)) this.#open.push(node);
      root ??= node;
    }
    if (!root) throw new NotPlain();
    return root;
  }

  #put(node: Node): void {
    const parent = this.#open.at(-1);
    if (!parent) return;
    if (!isMap(parent)) {
      parent.items.push(node);
      return;
    }
    const last = parent.items.at(-1);
    if (last?.value === null) last.value = node;
    else parent.items.push(new Pair(node));
  }

  #collection({ type, style, start }: MappingEvent | SequenceEvent): Collection {
    const collection: Collection =
      type === EVENT_ID.MAPPING ? new YAMLMap(kubernetesSchema) : new YAMLSeq(kubernetesSchema);
    if (style === COLLECTION_STYLE.FLOW) collection.flow = true;
    collection.range = [start, start, start];
    this.#at = collection.flow ? start + 1 : start;
    return collection;
  }

  #close(): void {
    const collection = this.#open.pop();
    if (!collection?.range) return;
    if (collection.flow) this.#at = this.#behind(FLOW_END, this.#at);
    collection.range = [collection.range[0], this.#at, this.#at];
  }

  #scalar(event: ScalarEvent): Scalar {
    const source = getScalarValue(this.#text, event);
    const value = event.style === SCALAR_STYLE.PLAIN ? resolvePlain(source) : source;
    const scalar = isScalar(value) ? value : new Scalar(value);
    const [start, end] = this.#span(event);
    scalar.range = [start, end, end];
    scalar.type = TYPES[event.style];
    this.#at = end;
    return scalar;
  }

  #span({ style, valueStart, valueEnd, chomping, indent }: ScalarEvent): [start: number, end: number] {
    if (valueStart < 0) {
      const start = this.#behind(EMPTY_VALUE, this.#at);
      return [start, start];
    }
    if (style === SCALAR_STYLE.PLAIN) return [valueStart, valueEnd];
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) {
      return [valueStart - 1, valueEnd + 1];
    }
    const keep = chomping === CHOMPING_MODE.KEEP;
    return [blockHeader(this.#text, valueStart), keep ? valueEnd : this.#behindContent(valueStart, valueEnd, indent)];
  }

  /** Empty lines at the end of a block scalar are not its own. */
  #behindContent(start: number, end: number, indent: number): number {
    let behind = end;
    for (;;) {
      const break_ = this.#text[behind - 1] === '\n' ? behind - 1 : behind;
      const lineStart = this.#text.lastIndexOf('\n', break_ - 1) + 1;
      const line = this.#text.slice(lineStart, break_);
      if (lineStart <= start || line.length > indent + 1 || !BLANK_LINE.test(line)) return behind;
      behind = lineStart;
    }
  }

  /** The offset behind what an expression finds at an offset. */
  #behind(expression: RegExp, offset: number): number {
    expression.lastIndex = offset;
    if (!expression.test(this.#text)) throw new NotPlain();
    return expression.lastIndex;
  }
}

const TYPES = {
  [SCALAR_STYLE.PLAIN]: Scalar.PLAIN,
  [SCALAR_STYLE.SINGLE_QUOTED]: Scalar.QUOTE_SINGLE,
  [SCALAR_STYLE.DOUBLE_QUOTED]: Scalar.QUOTE_DOUBLE,
  [SCALAR_STYLE.LITERAL_BLOCK]: Scalar.BLOCK_LITERAL,
  [SCALAR_STYLE.FOLDED_BLOCK]: Scalar.BLOCK_FOLDED,
} as const;

/** From a key to where its value would stand. */
const EMPTY_VALUE = /[ \t]*:[ \t]*/y;
const FLOW_END = /(?:[\s,]|#[^\n]*)*[}\]]/y;
const BLANK_LINE = /^ *\r?$/;
