import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import { stringify } from 'yaml';
import { parseTree, treeOf } from '../../../../src/yaml/read/full.js';
import { readPlain } from '../../../../src/yaml/read/lines/plain.js';
import { split } from '../../../../src/yaml/read/split.js';
import type { Node } from '../../../../src/yaml/read/tree.js';
import { chartStream, noCharts, streamNames } from '../../../helpers/charts.js';
import { inProject } from '../../../helpers/project.js';
import { fc, runs } from '../../../helpers/properties.js';

// The plain reading held against yaml's own: it gives the same value and the same tree, or leaves the document to yaml.

const GOLDEN = inProject('test', 'golden');

/** What the edit takes from a tree: kinds, styles, values, where nodes begin, and where those end that have an end. */
function outline(node: Node | null): unknown {
  switch (node?.kind) {
    case 'scalar':
      return [node.style, node.value, node.start, node.end];
    case 'map':
      return ['map', node.flow && node.end, node.start, node.pairs.map(({ key, value }) => [key, value].map(outline))];
    case 'sequence':
      return ['sequence', node.flow && node.end, node.start, node.items.map(outline)];
    default:
      return node;
  }
}

/** How a text is read: the quick way and as yaml reads it, not the quick way, or differently (then how). */
function reading(text: string): string {
  const plain = readPlain(text);
  if (!plain) return 'left to yaml';
  const tree = parseTree(text);
  if (tree.errors.length > 0) return `yaml finds ${tree.errors[0]?.message}`;
  if (!isDeepStrictEqual(plain.value, tree.toJS())) return `the value differs: ${JSON.stringify(plain.value)}`;
  return isDeepStrictEqual(outline(plain), outline(treeOf(tree))) ? 'quick' : `the tree differs: ${text}`;
}

/** Every style of the quick reading in one document. */
const STYLES = [
  'plain: text with blanks  # and a comment',
  "single: 'it''s'",
  'double: "a\\tb \\u00e9 \\\\ \\/ \\""',
  'numbers: [0755, 12, -3, 1.50, 0, 2026-01-01T00]',
  'strings: [10.0.0.4, -c, -ec, --flag, 6379/tcp, 100m, 12ab34, ./x, tRue, v1]',
  'words: {yes: on, "no": \'off\', ~: null, deep: {list: [], map: {} }}',
  'json: {"a":1,"b": "c"}',
  'empty:',
  'literal: |',
  '    indented by four',
  '      and six',
  '',
  '    end',
  '',
  'strip: |-',
  '  text',
  '',
  'keep: |+',
  '  text',
  '',
  '# between',
  'list:',
  '- a',
  '-   b: 1',
  '    c:',
  '- - nested',
  '  - |',
  '    script',
  '"quoted key": x',
  '__proto__: own',
  'null: no text',
  'a: last',
  'a: counts',
  '',
].join('\n');

const goldenDocuments = readdirSync(GOLDEN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(GOLDEN, entry.name)).includes('input.yaml'))
  .map(({ name }) => readFileSync(join(GOLDEN, name, 'input.yaml')))
  .filter((bytes) => bytes.toString().trim() !== '')
  .flatMap((bytes) => split(bytes, 'golden').documents.map(({ text }) => text));

t.test('every style is read the quick way', async (t) => {
  t.equal(reading(STYLES), 'quick');
  t.equal(reading(STYLES.replaceAll('\n', '\r\n')), 'quick');
});

t.test('documents of the golden folders', async (t) => {
  const readings = goldenDocuments.map(reading);
  t.same([...new Set(readings)].sort(), ['left to yaml', 'quick']);
  t.ok(readings.filter((one) => one === 'quick').length > readings.length * 0.8, 'hardly any is left to yaml');
});

// document                                  why it is left to yaml
const LEFT = [
  ['a: &x 1', 'anchor'],
  ['a: 1\nb: *a', 'alias'],
  ['a: !!str 1', 'tag'],
  ['<<: {a: 1}', 'merge key'],
  ['? a\n: 1', 'explicit key'],
  ['{a: 1}: 2', 'a collection as a key'],
  ['[a: 1]', 'a pair inside brackets'],
  ['%YAML 1.1\n---\na: 1', 'directive'],
  ['a: 1\n---\nb: 1', 'two documents'],
  ['a: 1\n...\n', 'document end'],
  ['\ufeffa: 1', 'byte order mark'],
  ['a: |2\n    b', 'indentation indicator'],
  ['a: | # b |\n  c', 'comment behind a block header'],
  ['a: "b\rc"', 'lone carriage return'],
  [' a: 1', 'indented root'],
  ['text', 'a scalar'],
  ['a: >\n  b\n', 'a folded block scalar'],
  ['a: b\n  c\n', 'a scalar of several lines'],
  ['a: [b,\n  c]\n', 'a flow collection of several lines'],
  ['a: 0x1F\n', 'a number in a rare spelling'],
  ['a: |\n  b', 'a block scalar whose last line has no break'],
  ['# comment\n', 'nothing'],
  ['a: "b', 'open quote'],
  ['\ta: 1', 'tab'],
] as const;

t.test('long documents: literal block scalars, and what only looks like one', async (t) => {
  const body = '    text: |\n      # deeper\n\n   \n    end  \n'.repeat(500);
  const blocks = [
    `a: |\n${body}b: |-\n${body}\n\nc: |+\n${body}  \n\nd: 1\n`,
    `a: |   \n\n${body}`,
    `- |\n${body}- k: |-\n${body.replaceAll('\n    ', '\n      ').trimStart().padStart(40)}  z: 2\n`,
    `a: "x |\n${body.replaceAll('#', '')}"\nb: 1`,
    `a: 'x |\n${body.replaceAll('#', '')}'\nb: |\n${body}`,
    `a: 1 # x |\n${body.replaceAll(/^/gm, '#')}b: {c: |x}`,
    `# x |\n#\n${' '.repeat(20_000)}\na: |\n  one\n \n`,
    `a: >\n${body}b: |\n${body}c: |2\n${body}`,
    `a: |\n${body}\t\nb: 1\n`,
    `a:\n  b: |\n${body}  c: |\n${body}---\n`,
  ].flatMap((text) => [text, text.trimEnd(), text.replaceAll('\n', '\r\n')]);
  for (const text of blocks) t.match(reading(text), /^(quick|left to yaml)$/, text.slice(0, 30));
  t.equal(reading(blocks[0] ?? ''), 'quick');
});

t.test('what is left to yaml', async (t) => {
  for (const [text, why] of LEFT) t.equal(readPlain(text), undefined, why);
});

t.test('a quote that is never closed takes no longer for being far away', async (t) => {
  for (const quote of ['"', "'"]) t.equal(readPlain(`a: ${quote}${'text \\n '.repeat(20_000)}\nb: 1\n`), undefined);
});

t.test('what is nested too deeply is left to yaml', async (t) => {
  const lines = Array.from({ length: 20_000 }, (_, level) => `${' '.repeat(level)}k:\n`);
  for (const text of [lines.join(''), `a: ${'['.repeat(1e6)}`]) t.equal(readPlain(text), undefined);
});

t.test('every document of the real streams', { skip: noCharts }, async (t) => {
  for (const name of streamNames()) {
    for (const { text } of split(chartStream(name), name).documents) {
      const onlyComments = text.replace(/^(?:---.*|\s*#.*)$/gm, '').trim() === '';
      t.equal(reading(text), onlyComments ? 'left to yaml' : 'quick');
    }
  }
});

const BITS =
  '\n|\n\n|\n    \n|\r\n|\r|  | |\t|- |: |:| # |#|"|\'|{|}|[|]|,|? |&a |*a|!t |---\n|...\n|%|@|~|0755|yes|1:2|<<: |\u0085|\u2028|é|\u0007|_|.inf|='
    .split('|')
    .concat('|', '>', '|-\n', '|+\n');

/** Lines as far to the left as they can be together: most pieces of a document are in the middle of it. */
function outdented(lines: readonly string[]): string[] {
  const least = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)), 80);
  return lines.map((line) => line.slice(least));
}

const damaged = fc
  .tuple(
    fc.constantFrom(STYLES, ...goldenDocuments),
    fc.nat(),
    fc.integer({ min: 1, max: 12 }),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.constantFrom(...BITS)), { minLength: 1, maxLength: 3 }),
  )
  .map(([document, from, count, damages]) => {
    const lines = document.split('\n');
    let text = outdented(lines.slice(from % lines.length, (from % lines.length) + count)).join('\n');
    for (const [place, removed, bit] of damages) {
      const at = place % (text.length + 1);
      text = text.slice(0, at) + bit + text.slice(at + removed);
    }
    return text;
  });

t.test('damaged long documents', async (t) => {
  const long = `data:\n  a.conf: |-\n${'    # text |\n      deeper\n\n'.repeat(900)}    end\n  b: |\n    two\n    lines\n`;
  const placed = fc.tuple(fc.nat({ max: long.length }), fc.nat({ max: 3 }), fc.constantFrom(...BITS));
  let quick = 0;
  fc.assert(
    fc.property(fc.array(placed, { minLength: 1, maxLength: 3 }), (damages) => {
      const text = damages.reduce((all, [at, cut, bit]) => all.slice(0, at) + bit + all.slice(at + cut), long);
      const how = reading(text);
      if (how === 'quick') quick++;
      return how === 'quick' || how === 'left to yaml';
    }),
    { numRuns: runs(400) },
  );
  t.ok(quick > 50, `read the quick way: ${quick}`);
});

const KEYS = [
  'name',
  'null',
  'Null',
  'a b',
  '0755',
  'yes',
  'y',
  '12',
  '',
  '~',
  '<<',
  '- x',
  'a: b',
  '#',
  'x#y',
  'a"b',
  '__proto__',
];
const TEXTS = [
  ...KEYS,
  '1e3',
  '-1',
  '0.5',
  '.5',
  '00',
  '1_0',
  'e5',
  '-e5',
  'E-0',
  'e+5',
  'NaN',
  '.inf',
  '10.0.0.4',
  'two\nlines',
  'a\n\n',
  ' x',
];

t.test('whatever yaml writes is read alike, or left to it', async (t) => {
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof({ depthSize: 'medium' }, fc.constantFrom(...TEXTS, 0, 1.5, true, null), tie('map'), tie('seq')),
    map: fc.dictionary(fc.constantFrom(...KEYS), tie('node'), { maxKeys: 4, noNullPrototype: true }),
    seq: fc.array(tie('node'), { maxLength: 4 }),
  }));
  const options = fc.record({
    indent: fc.constantFrom(2, 4),
    indentSeq: fc.boolean(),
    collectionStyle: fc.constantFrom('any', 'flow'),
    defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'),
  });
  let quick = 0;
  fc.assert(
    fc.property(node, options, (value, style) => {
      const how = reading(stringify({ value }, { ...style, lineWidth: 0 } as object));
      if (how === 'quick') quick++;
      return how === 'quick' || how === 'left to yaml';
    }),
    { numRuns: runs(800) },
  );
  t.ok(quick > 300, `read the quick way: ${quick}`);
});

t.test('damaged pieces of documents are read alike, or left to yaml', async (t) => {
  const counts = new Map<string, number>();
  fc.assert(
    fc.property(damaged, (text) => {
      const how = reading(text);
      counts.set(how, (counts.get(how) ?? 0) + 1);
      return how === 'quick' || how === 'left to yaml';
    }),
    { numRuns: runs(2000) },
  );
  t.ok((counts.get('quick') ?? 0) > 100, `read the quick way: ${counts.get('quick')}`);
});
