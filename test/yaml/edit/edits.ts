import jsonpatch, { type Operation } from 'fast-json-patch';
import { stringify } from 'yaml';
import { copyOf } from '../../../src/json/values.js';
import { parse } from '../../../src/yaml/read/parse.js';
import type { Parsed } from '../../../src/yaml/read/tree.js';
import { fc } from '../../helpers/properties.js';

// Documents in many styles, and operations that fit them.

/** A value after operations on it, which stays as it was. */
export const patched = (value: unknown, operations: readonly Operation[]): unknown =>
  jsonpatch.applyPatch(copyOf(value), copyOf(operations) as Operation[], true).newDocument;

const key = fc.oneof(
  fc.stringMatching(/^[a-z][a-zA-Z0-9._/-]{0,8}$/),
  fc.constantFrom('yes', 'no', '12:30', '0755', '', 'a b', '<<x', '~', 'null', '__proto', '#', ': ', '1'),
);
const scalar = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    'yes',
    'off',
    '0755',
    '12:30',
    '1e3',
    '2026-01-01',
    '- a',
    'a: b',
    'a #b',
    '{}',
    '[x',
    'on\nline',
    'a\n',
    '\n',
    ' x\ny',
    'x \ny',
    "it's",
    '"',
  ),
  fc
    .array(fc.constantFrom('', 'a', '# note', ' indented', 'tab\there', 'end ', '---', '- x', 'k: v'), { maxLength: 6 })
    .map((lines) => lines.join('\n')),
);
export const value = fc.letrec((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('map'), tie('seq')),
  map: fc.dictionary(key, tie('node'), { maxKeys: 5, noNullPrototype: true }),
  seq: fc.array(tie('node'), { maxLength: 5 }),
}));
const document = fc.dictionary(key, value.node, { minKeys: 1, maxKeys: 5, noNullPrototype: true });

const style = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom('any', 'any', 'any', 'flow', 'block'),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'),
  lineWidth: fc.constantFrom(0, 20),
});

/** Comments and blank lines between the lines of a block document; the value must stay what it was. */
export const decorated = fc
  .tuple(
    document,
    style,
    fc.array(fc.nat(), { maxLength: 4 }),
    fc.constantFrom('', '---\n', '---\n# Source: chart/x.yaml\n'),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([data, options, places, head, crlf, open]) => {
    const clean = stringify(data, { ...options, version: '1.1' } as object);
    const before = read(head + clean);
    let text = head + clean;
    for (const place of places) {
      const lines = text.split('\n');
      lines.splice(place % lines.length, 0, ['# a comment', '', '          ', '    # deep'][place % 4] as string);
      const tried = lines.join('\n');
      if (same(tried, before)) text = tried;
    }
    if (open && same(text.replace(/\n$/, ''), before)) text = text.replace(/\n$/, '');
    if (crlf && same(text.replaceAll('\n', '\r\n'), before)) text = text.replaceAll('\n', '\r\n');
    return text;
  });

export function parsedOf(text: string): Parsed {
  return parse({ file: 'a.yaml', firstLine: 1, text });
}
export function read(text: string): string | undefined {
  try {
    return JSON.stringify(parsedOf(text).value);
  } catch {
    return undefined;
  }
}
const same = (text: string, before: string | undefined) => before !== undefined && read(text) === before;

/** A random operation that fits the value: its place is chosen by walking down. */
export function operation(root: unknown, pick: () => number, fresh: unknown): Operation {
  let path = '';
  let here: unknown = root;
  for (;;) {
    const keys = typeof here === 'object' && here !== null ? Object.keys(here) : [];
    const stop = keys.length === 0 || (path !== '' && pick() % 3 === 0);
    if (stop) break;
    const next = keys[pick() % keys.length] as string;
    path += `/${next.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    here = (here as Record<string, unknown>)[next];
  }
  const inside = Array.isArray(here)
    ? `/${['-', '0'][pick() % 2]}`
    : typeof here === 'object' && here !== null
      ? '/added'
      : undefined;
  const kind = pick() % 4;
  if (kind === 0 && inside) return { op: 'add', path: path + inside, value: fresh };
  if (kind === 1 && path !== '') return { op: 'remove', path };
  return { op: 'replace', path, value: fresh };
}

/** A document, operations on it, and its value after them; undefined where the text is no YAML or they are none. */
export function prepared(
  text: string,
  steps: readonly (readonly [numbers: number[], fresh: unknown])[],
): { parsed: Parsed; operations: Operation[]; target: unknown } | undefined {
  if (read(text) === undefined) return undefined;
  const parsed = parsedOf(text);
  let target = parsed.value;
  const operations: Operation[] = [];
  for (const [numbers, fresh] of steps) {
    let at = 0;
    const next = operation(target, () => numbers[at++ % numbers.length] ?? 0, fresh);
    if (next.path === '') continue;
    operations.push(next);
    target = patched(target, [next]);
  }
  return { parsed, operations, target };
}

export const steps = fc.array(fc.tuple(fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), value.node), {
  minLength: 1,
  maxLength: 3,
});
