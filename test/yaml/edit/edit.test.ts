import type { Operation } from 'fast-json-patch';
import t from 'tap';
import { edit } from '../../../src/yaml/edit/edit.js';
import { parse } from '../../../src/yaml/read/parse.js';
import { oddEdits, shown } from '../judged.js';
import { patched } from './edits.js';

function edited(text: string, operations: Operation[]): string {
  const parsed = parse({ file: 'a.yaml', firstLine: 1, text });
  return edit(parsed, patched(parsed.value, operations));
}
const add = (path: string, value: unknown): Operation => ({ op: 'add', path, value });
const replace = (path: string, value: unknown): Operation => ({ op: 'replace', path, value });
const remove = (path: string): Operation => ({ op: 'remove', path });

// what                                   before                          operation                     after
const TABLE: readonly (readonly [what: string, before: string, operation: Operation, after: string])[] = [
  ['a key after the last one', 'a: 1\nb: 2\n', add('/c', 3), 'a: 1\nb: 2\nc: 3\n'],
  ['a key in a nested mapping', 'a:\n  b: 1\nz: 2\n', add('/a/c', 'x'), 'a:\n  b: 1\n  c: x\nz: 2\n'],
  ['an item in the style of the list', 'a:\n- 1\nb:\n  - 2\n', add('/b/-', 3), 'a:\n- 1\nb:\n  - 2\n  - 3\n'],
  ['an item at the beginning', 'a:\n  # first\n  - 1\n', add('/a/0', 0), 'a:\n  # first\n  - 0\n  - 1\n'],
  ['below an empty key', 'a:\n  \nb: 1\n', replace('/a', { c: [1] }), 'a:\n  c:\n  - 1\n  \nb: 1\n'],
  [
    'nested lists as the neighbour writes them',
    'x:\n  - 1\na:\n',
    replace('/a', { c: [1] }),
    'x:\n  - 1\na:\n  c:\n    - 1\n',
  ],
  ['in place of {}, the comment stays', 'a: {} # why\n', replace('/a', { b: 1 }), 'a: # why\n  b: 1\n'],
  ['in place of {} on its own line', 'a:\n    {}\nb: 1\n', replace('/a', { c: 1 }), 'a:\n  c: 1\nb: 1\n'],
  ['a scalar keeps its quotes', `a: "x" # why\nb: 'y'\n`, replace('/a', 'z'), `a: "z" # why\nb: 'y'\n`],
  ['a text that YAML 1.1 reads otherwise is quoted', 'a: x\n', replace('/a', 'yes'), 'a: "yes"\n'],
  ['0755 and other numbers stay', 'a: 0755\nb: 12e3\nc: 1\n', replace('/c', 2), 'a: 0755\nb: 12e3\nc: 2\n'],
  ['a removed key goes with its lines', 'a: 1\nb:\n  c: 2\n  # of c\nd: 3\n', remove('/b'), 'a: 1\n  # of c\nd: 3\n'],
  ['the first key after a dash', 'a:\n  - b: 1\n    c: 2\n', remove('/a/0/b'), 'a:\n  - c: 2\n'],
  ['the last key leaves {}', 'a:\n  b: 1\n', remove('/a/b'), 'a: {}\n'],
  ['the last item leaves []', 'a:\n  - 1 # one\nb: 2\n', remove('/a/0'), 'a: []\nb: 2\n'],
  [
    'a removed item goes with its lines',
    'a:\n  - 1\n  - b: 2\n    c: 3\n  - 4\n',
    remove('/a/1'),
    'a:\n  - 1\n  - 4\n',
  ],
  ['in a flow mapping', 'a: {b: 1,  c: [x]}\n', add('/a/d', 'z'), 'a: {b: 1,  c: [x], d: z}\n'],
  ['in a flow sequence', "a: ['x', 'y']\n", add('/a/-', 'z'), "a: ['x', 'y', 'z']\n"],
  ['JSON stays JSON', '{"a": {"b": 1}}\n', add('/a/c', ['x']), '{"a": {"b": 1, "c": ["x"]}}\n'],
  ['JSON on lines of its own', '{\n  "a": 1,\n  "b": 2\n}\n', add('/c', 3), '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n'],
  ['a text in a list of numbers in JSON', '{"a":[1,2]}\n', add('/a/-', 'x'), '{"a":[1,2,"x"]}\n'],
  ['a document on one line of which nothing stays', '--- {a: 1}\n', replace('', { b: 'x' }), '--- {b: x}\n'],
  ['the first item after a dash', '- - a\n  - b\n', add('/0/0', 'c'), '- - c\n  - a\n  - b\n'],
  [
    'a text that an indented comment would be part of is quoted',
    'a:\n  b: 1\n  c: 2\n    # deep\n',
    replace('/a', { b: 'x\ny\n' }),
    'a:\n  b: "x\\ny\\n"\n    # deep\n',
  ],
  ['compact JSON', '{"a":{"b":1}}\n', add('/a/c', ['x']), '{"a":{"b":1,"c":["x"]}}\n'],
  ['out of a flow sequence', 'a: [x, y, z]\n', remove('/a/1'), 'a: [x, z]\n'],
  ['out of the end of a flow sequence', 'a: [x, y]\n', remove('/a/1'), 'a: [x]\n'],
  ['another item in a flow sequence', "a: [ 'x', y,  z ]\n", replace('/a/1', { b: 1 }), "a: [ 'x', {b: 1},  z ]\n"],
  ['another item at its beginning', "a: [ x, y,  'z' ]\n", replace('/a/0', [1]), "a: [ [1], y,  'z' ]\n"],
  ['another item at its end', "a: [ 'x',  y ]\n", replace('/a/1', [1]), "a: [ 'x',  [1] ]\n"],
  [
    'a line in a literal text',
    'a: |-\n  x\n\n  y\nb: 1\n',
    replace('/a', 'x\n\nnew\ny'),
    'a: |-\n  x\n\n  new\n  y\nb: 1\n',
  ],
  [
    'a literal text that keeps its last empty lines',
    'a: |+\n  x\n  y\n\n\nb: c\n',
    replace('/a', 'x\n\n'),
    'a: |+\n  x\n\nb: c\n',
  ],
  ['no line of a literal text stays', 'a: |  # c\n  x\n\n  y\n', replace('/a', 'new\n'), 'a: |  # c\n  new\n'],
  ['a line at the end of a literal text', 'a: |-\n  x\n  # c', replace('/a', 'x\n# c\ny'), 'a: |-\n  x\n  # c\n  y'],
  [
    'blank lines in a literal text stay blank',
    'a: |\n  x\n   \n  y\n',
    replace('/a', 'x\n \nz\n'),
    'a: |\n  x\n   \n  z\n',
  ],
  [
    'a line in a quoted text',
    'a: "x\\n\\u00e9 \\ny"\n',
    replace('/a', 'x\né \nnew\ny'),
    'a: "x\\n\\u00e9 \\nnew\\ny"\n',
  ],
  ['Windows line breaks', 'a:\r\n  b: 1\r\nc: 2\r\n', add('/a/d', 3), 'a:\r\n  b: 1\r\n  d: 3\r\nc: 2\r\n'],
  ['a CR before them', 'a:\r\r\n  b: 1\r\r\n', add('/c', 3), 'a:\r\r\n  b: 1\r\r\nc: 3\r\n'],
  ['no line break at the end', 'a:\n  b: 1', add('/a/c', 2), 'a:\n  b: 1\n  c: 2'],
  ['nothing changes, nothing is written', 'a:   1\n', replace('/a', 1), 'a:   1\n'],
  ['comments before the document', '---\n# Source: x\na: 1\n', add('/b', 2), '---\n# Source: x\na: 1\nb: 2\n'],
  ['a move', 'a: 1\nb:\n  c: 2\n', { op: 'move', from: '/a', path: '/b/a' }, 'b:\n  c: 2\n  a: 1\n'],
  ['a key that needs escapes', 'a/b: {x~y: 1}\n', replace('/a~1b/x~0y', 2), 'a/b: {x~y: 2}\n'],
  ['the last of equal keys is the one that counts', 'a: 1\na: 2\n', replace('/a', 3), 'a: 1\na: 3\n'],
];

t.test('the smallest edit', async (t) => {
  for (const [what, before, operation, after] of TABLE) t.equal(edited(before, [operation]), after, what);
});

t.test('what is written is to Go what was meant', async (t) => {
  for (const [before, operation, after] of oddEdits)
    t.equal(edited(before, [operation]), after, shown([before, operation.path, after]));
});

t.test(
  'a literal is edited in place beside a new text that must be quoted, as it would take in the spaces after it',
  async (t) => {
    const parsed = parse({
      file: 'a.yaml',
      firstLine: 1,
      text: 'a: |-\n  x\nb:\n  c: 1\n      \nd: 1\n',
    });
    const after = edit(parsed, { a: 'x\ny', b: { c: 1, e: 'm\nn\n' }, d: 1 });
    t.equal(after, 'a: |-\n  x\n  y\nb:\n  c: 1\n  e: "m\\nn\\n"\n      \nd: 1\n');
  },
);

t.test('an aliased place and a key after ? cannot be edited: that is an error, and nothing comes out', async (t) => {
  const message = /would not read as it should/;
  t.throws(() => edited('a: &x {b: 1}\nc: *x\n', [add('/a/d', 2)]), { message });
  t.throws(() => edited('? a\n: 1\n', [replace('/a', 2)]), { message });
});

t.test('a text of 20,000 lines', async (t) => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `# line ${index}`);
  const text = `a: |-\n${lines.map((line) => `  ${line}\n`).join('')}`;
  const after = edited(text, [replace('/a', [...lines, 'user x'].join('\n'))]);
  t.equal(after, `${text}  user x\n`);
});
