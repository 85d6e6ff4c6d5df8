import type { Operation } from 'fast-json-patch';

// Documents and edits at which readers of YAML part, and what Go reads (sigs.k8s.io/yaml 1.6, with which Helm and Kubernetes
// read). test/yaml holds us to it; test/go holds the tables against Go itself.

// text                                          what Go reads; undefined where it refuses
export const oddDocuments: readonly (readonly [text: string, value: unknown])[] = [
  ['a: e1\nb: E3\nc: -e3\nd: .\n', { a: 'e1', b: 'E3', c: '-e3', d: '.' }],
  ['a: 0o17\nb: 0X1F\nc: 0B1\nd: 08\ne: 1_000\n', { a: 15, b: 31, c: 1, d: 8, e: 1000 }],
  ['a: 12:30\nb: 2026-01-01\nc: 1e400\nd: yes\n', { a: '12:30', b: '2026-01-01', c: '1e400', d: true }],
  ['a: "x\ny"\nb: 1\n', { a: 'x y', b: 1 }],
  ['a: |#c\n  x\n', { a: 'x\n' }],
  ['a: [x]#c\nb: "x"#c\n', { a: ['x'], b: 'x' }],
  ['a: [x,\nz]\nb: {c:\n1}\n', { a: ['x', 'z'], b: { c: 1 } }],
  [
    `a: &x 1\n${Array.from({ length: 150 }, (_, index) => `k${index}: *x\n`).join('')}`,
    { a: 1, ...Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`k${index}`, 1])) },
  ],
  ['a: 1\rb: 2\u0085c: 3\u2028d: 4\n', { a: 1, b: 2, c: 3, d: 4 }],
  ['a: |\n  x\ry\n', undefined],
  ['a: |\n  x\r  y\n', { a: 'x\ny\n' }],
  ['a: |\n  x\u2028  y\n', { a: 'x\u2028y\n' }],
  ['a: |\n  x', { a: 'x' }],
  ['a: |\n  \tx\n', undefined],
  ['a: 1\n\t\nb: 2\n', undefined],
  ['a: *x\n', undefined],
  ['<<: 1\n', undefined],
  ['? a\n: 1\n', { a: 1 }],
  ['a: {b: 1}\n<<: {a: 2, c: 3}\na: 4\n', { a: 4, c: 3 }],
  ['0755: a\nyes: b\n1.50: c\n', { 493: 'a', true: 'b', '1.5': 'c' }],
  ['~: a\n', undefined],
  ['a: .inf\n', undefined],
  // a tag is a URI, and its escapes are octets
  ['a: !<"> x', undefined],
  ['a: !<x%> x', undefined],
  ['a: !<> x', undefined],
  ['a: !%c3 x', undefined],
  ['a: !!in%74 "5"', { a: 5 }],
  ['a: !<tag:yaml.org,2002:in%74> "5"', { a: 5 }],
  ['a: !b%20c 5', { a: '5' }],
];

const replace = (value: unknown, path = '/a'): Operation => ({ op: 'replace', path, value });
const add = (path: string, value: unknown): Operation => ({ op: 'add', path, value });

// before                          operation                     after
export const oddEdits: readonly (readonly [before: string, operation: Operation, after: string])[] = [
  // A lone CR, U+0085, U+2028 and U+2029 are line breaks: none of them is written as it is.
  ['a: x\n', replace('a\rb'), 'a: "a\\rb"\n'],
  ['a: x\n', replace('a\u0085b'), 'a: "a\\u0085b"\n'],
  ['a: x\n', replace('a\u2028b'), 'a: "a\\u2028b"\n'],
  ['a: x\n', replace('a\u2029b'), 'a: "a\\u2029b"\n'],
  ["a: 'x'\n", replace('a\u0085b'), 'a: "a\\u0085b"\n'],
  ['{a: x}\n', replace('a\u0085b'), '{a: "a\\u0085b"}\n'],
  ['a: x\n', add('/k\u2028l', 1), 'a: x\n"k\\u2028l": 1\n'],
  ['a: |\n  x\n', replace('x\ny\u0085z\n'), 'a: "x\\ny\\u0085z\\n"\n'],
  ['a: |\n  x\r  y\n', replace('x\ny\nz\n'), 'a: |\n  x\r  y\n  z\n'],
  ['a: 1\rb: 2\r', replace(3), 'a: 3\rb: 2\r'],
  // The first line of a literal says how far it is indented, and a tab is no indentation.
  ['a: |\n  x\n', replace('\tx\ny\n'), 'a: "\\tx\\ny\\n"\n'],
  ['a: |\n  x\n', replace('\n\tx\n'), 'a: "\\n\\tx\\n"\n'],
  ['a: |\n  x\n', replace('\t\nx\n'), 'a: "\\t\\nx\\n"\n'],
  ['a:\n- |-\n  x\n', replace('\tx\ny', '/a/0'), 'a:\n- "\\tx\\ny"\n'],
  // At the end of a text without a last line break a literal has none either.
  ['a: 1', add('/b', 'x\ny\n'), 'a: 1\nb: "x\\ny\\n"'],
  ['a: 1', replace('x\ny\n'), 'a: "x\\ny\\n"'],
  ['a: |\n  x', replace('x\n'), 'a: "x\\n"'],
  ['a: |+\n  x', replace('x\n\n'), 'a: "x\\n\\n"'],
  ['a:\n- 1', add('/a/-', 'x\ny\n'), 'a:\n- 1\n- "x\\ny\\n"'],
  ['a:\n  b: 1', add('/a/c', { d: 'x\ny\n' }), 'a:\n  b: 1\n  c:\n    d: "x\\ny\\n"'],
  ['a: 1\r\nb: 2', add('/c', 'x\ny\n'), 'a: 1\r\nb: 2\r\nc: "x\\ny\\n"'],
  // Texts that are numbers to Go.
  ['a: x\n', replace('0o17'), 'a: "0o17"\n'],
  ['a: x\n', replace('0X1F'), 'a: "0X1F"\n'],
  ['a: x\n', replace('0B1'), 'a: "0B1"\n'],
  ['a: x\n', replace('0O7'), 'a: "0O7"\n'],
  ['a: x\n', replace('-_1'), 'a: "-_1"\n'],
];

/** As JSON in ASCII: what reads the tests' output takes some characters for line breaks. */
export function shown(value: unknown): string {
  return String(JSON.stringify(value)).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
