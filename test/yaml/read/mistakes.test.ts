import t from 'tap';
import { HostportError } from '../../../src/base/errors.js';
import { parse } from '../../../src/yaml/read/parse.js';
import { split } from '../../../src/yaml/read/split.js';
import { shown } from '../judged.js';

// What a person reads, and where. That Go refuses the same is held by test/go.

function mistakeIn(stream: string | Buffer): string | undefined {
  try {
    for (const document of split(Buffer.from(stream), 'x').documents) parse(document);
    return undefined;
  } catch (error) {
    if (!(error instanceof HostportError)) throw error;
    const { line, column } = error.position ?? {};
    return `${line}:${column} ${error.message.replace('not valid YAML: ', '')}`;
  }
}

const IN_SINGLE = "text follows the closing quote: a ' inside single quotes is written ''";
const IN_DOUBLE = 'text follows the closing quote: a " inside double quotes is written \\"';
const AFTER_BRACKET = 'text follows the closing bracket: a text that begins with [ stands in quotes';
const ONE_ANCHOR = 'a value has one anchor at most, and an alias none';
const ONE_TAG = 'a value has one tag at most, and an alias none';
const NO_COLON = 'a key without its colon: a mapping goes on here, one `key: value` after the other';
const UNSEEN = (code: string): string =>
  `${NO_COLON}; the line is broken before it by U+${code}, which editors may not show`;
const GLUED = 'a line break is missing before `---`';
const JOINED = `${GLUED}, so what comes after it is read as part of this document`;

// stream, where and what
const ROWS: readonly (readonly [stream: string, mistake: string | undefined])[] = [
  // A quote that is never closed ends where the next one begins.
  ['a: "x\n', '1:4 this quote is never closed'],
  ['a: [1, "x]\nb: 2\n', '1:8 this quote is never closed'],
  ['a: [1, "x]\nb: "y"\nc: d\n', '1:8 this quote is never closed'],
  ["a: {b: 'x}\nc: 'y'\nd: 1\n", '1:8 this quote is never closed'],
  ['a: ["x, y]\nb: ["z"]\n', '1:5 this quote is never closed'],
  ['a: 1\nb: "x\nc: "y"\n', '2:4 this quote is never closed'],
  ["a: 1\nb: 'x\nc: 'y'\n", '2:4 this quote is never closed'],
  ['- "x\n- "y"\n', '1:3 this quote is never closed'],
  ['a: 1\n"b: 1\nc: "x"\n', '2:1 this quote is never closed'],
  ['a: "x\nb: ""\nc: d\n', '1:4 this quote is never closed'],
  ['a: "x\nb: "y: z"\n', '1:4 this quote is never closed'],
  // One that is closed.
  ["a: 'it's'\n", `1:8 ${IN_SINGLE}`],
  ["a: ['it's']\n", `1:9 ${IN_SINGLE}`],
  ['a: "say "hi""\n', `1:10 ${IN_DOUBLE}`],
  ['a: "x" y\nb: 1\n', `1:8 ${IN_DOUBLE}`],
  ['a: "x"c: d\n', `1:7 ${IN_DOUBLE}`],
  ['a: "x\n  y" z\n', `2:6 ${IN_DOUBLE}`],
  ['"a" b: 1\n', `1:5 ${IN_DOUBLE}`],
  ['- "x" y\n', `1:7 ${IN_DOUBLE}`],
  ['"x" y\n', `1:5 ${IN_DOUBLE}`],
  // One of several lines, after which a column is no indentation.
  ["a:\n  s: '\nb'g: 1\n", `3:3 ${IN_SINGLE}`],
  [' a: "\n"b: 1\n', `2:2 ${IN_DOUBLE}`],
  ["- '\n'- 1\n", '2:2 a list item stands on a line of its own'],
  ['a: ["x" "y"]\n', '1:9 a comma or ] is missing before this'],
  // Brackets.
  ['a: [x] y\n', `1:8 ${AFTER_BRACKET}`],
  ['a: [x]y\nb: 1\n', `1:7 ${AFTER_BRACKET}`],
  ['a: {b: c} d\n', '1:11 text follows the closing bracket: a text that begins with { stands in quotes'],
  ['a: [1\nb: 2\n', '2:2 a comma or ] is missing before this, or the bracket of line 1 is never closed'],
  ['a: {b: 1\nc: 2\n', '2:2 a comma or } is missing before this, or the bracket of line 1 is never closed'],
  ['{"a": 1}\n{"b": 2}\n', '2:1 a document has one value, and this comes after it'],
  // Anchors, tags and aliases.
  ['a: &x 1\nc: &y *x\n', `2:7 ${ONE_ANCHOR}`],
  ['a: &x 1\nc: [&y *x]\n', `2:8 ${ONE_ANCHOR}`],
  ['a: &x &y 1\n', `1:7 ${ONE_ANCHOR}`],
  ['a: "x\n  "y\n', `2:4 ${IN_DOUBLE}`],
  ['a: &x 1\nc: !!str *x\n', `2:10 ${ONE_TAG}`],
  ['a: !!str !!int 1\n', `1:10 ${ONE_TAG}`],
  ['a: &x 1\nb: *x y\n', '2:7 text follows the alias: a text that begins with * stands in quotes'],
  // A line break that is none to an editor.
  ['a: |\n  x\ry\n', `2:5 ${UNSEEN('000D')}`],
  ['a: |\n  x\u2028y\n', `2:5 ${UNSEEN('2028')}`],
  ['a: |\r\n  x\r\ny\r\nb: 1\r\n', `3:1 ${NO_COLON}`],
  ['a: 1\n"b\n  c": d\n', '2:1 a key stands on one line with its colon, and near it'],
  [`a: 1\n${'b'.repeat(1100)}: d\n`, '2:1 a key stands on one line with its colon, and near it'],
  // A line break that a template took away.
  ['a: [1]---\n', `1:7 ${GLUED}`],
  ['a: "x"---\n', `1:7 ${GLUED}`],
  ['a: 16379---b: 1\n', `1:9 ${GLUED}`],
  ['kind: A\na: 16379---\nkind: B\n', `2:9 ${JOINED}`],
  ['kind: A\r\na: x--- \r\n# Source: x\r\n\r\nkind: B\r\n', `2:5 ${JOINED}`],
  ['kind: A\ndata:\n  a: |\n    x---\n---\nkind: B\n', undefined],
  ['data:\n  a: |\n    x---\nkind: A\n', undefined],
  ['kind: A\n# x---\nkind: B\n', `2:4 ${JOINED}`],
  ['kind: A\n# ----\nkind: B\n', undefined],
  ['kind: A\na: 16379---\n', undefined],
  ['a: 1\nb: c: d\n', '2:5 a second `: ` on one line: a text that holds it stands in quotes'],
  ['a: b\n  c: d\n', '2:4 a second `: ` on one line: a text that holds it stands in quotes'],
  [' a: 1\nb: 1\n', '2:1 a document has one value, and this comes after it'],
];

for (const [stream, mistake] of ROWS) t.equal(mistakeIn(stream), mistake, shown(stream));

const MANIFEST = 'kind: A\n# 레디스 é\n';
const inUtf16 = (text: string, isBig: boolean): Buffer =>
  isBig ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'utf16le');
const inUtf32 = (text: string, isBig: boolean): Buffer => {
  const words = [...text].map((character) => character.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries())
    isBig ? bytes.writeUInt32BE(word, index * 4) : bytes.writeUInt32LE(word, index * 4);
  return bytes;
};
const unicode = (encoding: string): string =>
  `1:1 the input is ${encoding} text, Kubernetes reads UTF-8: convert it with \`iconv -f ${encoding} -t UTF-8\``;
const ONE_BYTE =
  'no UTF-8 text: it is in another encoding, such as Latin-1; convert it with `iconv -f WINDOWS-1252 -t UTF-8` (`-f CP949` for Korean)';
const BINARY = 'the input is binary: it holds a byte that is not UTF-8 text';

// bytes, what is said of them
const ENCODINGS: readonly (readonly [what: string, bytes: Buffer, mistake: string])[] = [
  ['UTF-16 with a byte order mark', inUtf16(`\ufeff${MANIFEST}`, false), unicode('UTF-16')],
  ['the same, big endian', inUtf16(`\ufeff${MANIFEST}`, true), unicode('UTF-16')],
  ['UTF-16 without one', inUtf16(MANIFEST, false), unicode('UTF-16LE')],
  ['the same, big endian', inUtf16(MANIFEST, true), unicode('UTF-16BE')],
  ['UTF-32 with a byte order mark', inUtf32(`\ufeff${MANIFEST}`, false), unicode('UTF-32')],
  ['the same, big endian', inUtf32(`\ufeff${MANIFEST}`, true), unicode('UTF-32')],
  ['UTF-32 without one', inUtf32(MANIFEST, false), unicode('UTF-32LE')],
  ['the same, big endian', inUtf32(MANIFEST, true), unicode('UTF-32BE')],
  ['Latin-1', Buffer.from('kind: A\n# caf\xe9\n', 'latin1'), `2:6 ${ONE_BYTE}`],
  ['Korean Windows', Buffer.from('kind: A\n# \xb7\xb9\xb5\xf0\xbd\xba\n', 'latin1'), `2:3 ${ONE_BYTE}`],
  ['an archive', Buffer.from('\x1f\x8b\x08\0\0\xff', 'latin1'), `1:2 ${BINARY}`],
  ['a zero byte', Buffer.from('kind: A\nb: \0\n'), `2:4 ${BINARY}`],
];

for (const [what, bytes, mistake] of ENCODINGS) t.equal(mistakeIn(bytes), mistake, what);
