import { Document, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { filled } from '../base/text.js';
import { filledObject, type JsonObject } from '../json/values.js';

/** What an example leaves open; a text may have several lines. */
type ExampleTexts = Readonly<Record<string, string | number | undefined>>;

/**
 * A value as a YAML file that looks like an example of it (templates/): what stands in the example at a place, its
 * comments, an empty line above, one line `{ … }` for all, stands there in the file. The first item of a list is the
 * example of all that have none of their own. Strings that YAML 1.1 takes for something else (`yes`, `0755`) are quoted,
 * since that is what Helm and Kubernetes read.
 */
export function commentedYaml(value: unknown, example: string, texts: ExampleTexts = {}): string {
  return like(parseDocument(withTexts(example, texts)), value);
}

/** The example itself, with these values where it has `"{name}"`. */
export function filledYaml(example: string, texts: ExampleTexts, values: JsonObject): string {
  const model = parseDocument(withTexts(example, texts));
  return like(model, filledObject(model.toJS(), values));
}

function like(model: Document.Parsed, value: unknown): string {
  const document = new Document(value, { compat: 'yaml-1.1' });
  document.commentBefore = model.commentBefore ?? model.comment;
  follow(document.contents, model.contents);
  return document.toString({ lineWidth: 0 });
}

/** A line that ends in `{name}` is there for each line of its text, and not at all where that is undefined. */
function withTexts(example: string, texts: ExampleTexts): string {
  const known = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text ?? '']));
  const lines = example.split('\n').flatMap((line) => {
    const [, before, name] = /^(.*)\{(\w+)\}$/.exec(line) ?? [];
    if (before === undefined || name === undefined) return filled(line, known);
    return texts[name] === undefined ? [] : `${texts[name]}`.split('\n').map((text) => filled(before, known) + text);
  });
  return lines.join('\n');
}

function follow(node: unknown, model: unknown): void {
  if (isScalar(node) && isScalar(model)) Object.assign(node, { comment: model.comment });
  if (isSeq(node) && isSeq(model)) {
    Object.assign(node, { flow: model.flow });
    for (const [index, item] of node.items.entries()) follow(item, model.items[index] ?? model.items[0]);
  }
  if (!isMap(node) || !isMap(model)) return;
  // One below the last entry is read without the empty line above it.
  Object.assign(node, { flow: model.flow, comment: model.comment && `\n${model.comment}` });
  for (const { key, value } of node.items) {
    const like = model.items.find((pair) => String(pair.key) === String(key));
    if (!isScalar(key) || !isScalar(like?.key)) continue;
    // A comment above the first key is to `yaml` one of the whole mapping.
    const above = like === model.items[0] ? model.commentBefore : undefined;
    Object.assign(key, { commentBefore: above ?? like.key.commentBefore, spaceBefore: like.key.spaceBefore });
    follow(value, like.value);
  }
}
