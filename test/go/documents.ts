import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type StreamDocument, split } from '../../src/yaml/read/split.js';
import { chartStream, streamNames } from '../helpers/charts.js';
import { inProject } from '../helpers/project.js';
import { fc } from '../helpers/properties.js';
import { prepared, steps } from '../yaml/edit/edits.js';

// Documents to hold our reader against Go's: written in every style, put together of pieces, and damaged real ones.

const WORDS = [
  ...[
    'yes',
    'No',
    'y',
    'N',
    'ON',
    'off',
    'null',
    'Null',
    'nULL',
    '~',
    'true',
    'TRUE',
    'tRue',
    'False',
    '<<',
    '=',
    '-',
    '?',
  ],
  ...[
    '0',
    '-0',
    '+1',
    '0755',
    '08',
    '0o17',
    '0O7',
    '0x1F',
    '0X1F',
    '-0x1f',
    '0b1',
    '0B1',
    '-0b1',
    '0b2',
    '1_000',
    '_1',
    '1__2',
    '0x_1',
  ],
  ...[
    '1e3',
    '1E3',
    'e1',
    'E3',
    '-e3',
    '1.',
    '.5',
    '-.5',
    '+.5',
    '.',
    '..',
    '1.5e-3',
    '1e',
    '.e1',
    '1e400',
    '.inf',
    '-.Inf',
    '+.INF',
  ],
  ...[
    '.nan',
    '.NaN',
    'NaN',
    'inf',
    'Infinity',
    '.infinity',
    '12:30',
    '190:20:30',
    '2026-01-01',
    '2026-1-1T1:2:3Z',
    '2026-01-01 1:2:3',
  ],
  ...[
    '10.0.0.4',
    '1.2.3',
    '-c',
    '--flag',
    '- ',
    '12345678901234567890',
    '123456789012345678901',
    '9007199254740993',
    '0.1',
    '100m',
    '1-2',
  ],
  ...[
    'a b',
    "it's",
    'a"b',
    'a: b',
    'a #b',
    '#a',
    'a#b',
    'a:b',
    ':a',
    '&a',
    '*a',
    '!a',
    '%a',
    '@a',
    '`a',
    '|',
    '>',
    '{}',
    '[x',
    'a,b',
    '',
    ' ',
  ],
  ...[
    '__proto__',
    'constructor',
    'redis',
    'é',
    '한글',
    '\u{1f600}',
    '\ta',
    'a\tb',
    'a\u00a0b',
    '\ufeff',
    'a\u0085b',
    'a\u2028b',
    'a\u2029',
    '\u007f',
  ],
];

export const scalarText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.stringMatching(/^[-+]?[0-9.eExXoObB_:]{1,6}$/),
  fc.string({ maxLength: 8 }),
  fc
    .array(fc.constantFrom('', 'a', ' b', '\tc', 'd ', '# e', 'f: g', '- h', '---', 'i\r', 'j\u0085k'), {
      maxLength: 5,
    })
    .map((all) => all.join('\n')),
);

export const anyValue = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalarText,
    fc.constantFrom<unknown>(null, true, false, 0, -1, 6379, 1.5, 1e21, 2 ** 53),
    tie('map'),
    tie('list'),
  ),
  map: fc.dictionary(fc.oneof(fc.stringMatching(/^[a-z][a-zA-Z0-9./-]{0,6}$/), scalarText), tie('node'), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
  list: fc.array(tie('node'), { maxLength: 4 }),
}));

/** As the library writes them. */
export const written: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(anyValue.map, anyValue.list),
    fc.record({
      indent: fc.constantFrom(1, 2, 4),
      indentSeq: fc.boolean(),
      collectionStyle: fc.constantFrom('any', 'any', 'flow', 'block'),
      defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'),
      lineWidth: fc.constantFrom(0, 20),
      version: fc.constantFrom('1.1', '1.2'),
    }),
    fc.constantFrom('', '', '---\n', '--- # c\n', '# Source: x\n---\n'),
    fc.constantFrom('\n', '\n', '\n', '\r\n', '\r'),
    fc.boolean(),
  )
  .map(([value, style, head, eol, open]) => {
    const text = head + stringify(value, style as object);
    return (open ? text.replace(/\n$/, '') : text).replaceAll('\n', eol);
  });

const PIECES = [
  ...[
    '\n',
    '\n',
    '\n',
    '\n  ',
    '\n  ',
    '\n    ',
    '\n\n',
    '\n\t',
    '\t\n',
    '\r\n',
    '\r',
    '\u0085',
    '\u2028',
    ' ',
    ' ',
    '  ',
    '\t',
  ],
  ...[
    'a',
    'b',
    'key',
    'a:',
    'b: ',
    'key: ',
    '- ',
    '- ',
    '-',
    ': ',
    ':',
    '? ',
    ', ',
    ',',
    '{',
    '}',
    '[',
    ']',
    '#',
    ' # c',
    '#c',
  ],
  ...['"', '"', "'", "'", '"x"', "'y'", '"a\n  b"', "'a\nb'", '\\', '\\n', '\\\n', '\\u0041', "''", '\\x'],
  ...['|', '|\n', '|-\n', '|+\n', '|2\n', '| # c\n', '|#c\n', '>\n', '>-\n', '>1-\n', '|-2\n'],
  ...[
    '&a ',
    '*a',
    '&a',
    '<<: *a',
    '<<: ',
    '!!str ',
    '!!int ',
    '!t ',
    '!',
    '!!binary ',
    '!<x> ',
    '\n---\n',
    '\n...\n',
    '--- ',
    '%YAML 1.1\n',
  ],
  ...['0755', 'yes', '~', '.5', '1e3', '12', 'text with words', 'a:b', 'x#y', '@', '`', '%'],
];

/** Pieces of YAML in any order. */
export const pieced: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 14 })
  .map((all) => all.join(''));

/** What lines can begin, go on and end with: values, keys, what is none, comments. */
const LINES = [
  ...['a: b', 'a:', '- ', '-', '- - x', '- a: b', '- a:', 'a: - b', 'a: -1', 'a: b: c', 'a: b:', 'a: #c', 'a: "b" #c'],
  ...[
    'a: "b"#c',
    'a: "b" c',
    "a: 'b''c'",
    'a: "b',
    'c"',
    'a: |',
    '- |',
    '- >-',
    '  x',
    '   y',
    '    z',
    '# c',
    '  # c',
    '',
  ],
  ...[
    ' ',
    'a: [b, c]',
    'a: {b: c}',
    'a: [b,',
    'c]',
    'a: {b: &x c}',
    'a: *x',
    '---',
    '...',
    '--- a',
    'yes: 1',
    'null: 1',
  ],
  ...[
    'a: .inf',
    '"a b": c',
    "'a': b",
    'a : b',
    '<<: {a: b}',
    'a: b   ',
    'a: b # c',
    'a:\tb',
    'a: b\tc',
    'a: 0755',
    '1: a',
  ],
  ...[
    'a: ---',
    'a: -',
    '? a',
    ': b',
    'a: ?b',
    '- "a": b',
    '- {a: b}',
    '- [a]: b',
    'a: [b]: c',
    'a: !!str 1',
    'a: b\u00a0',
  ],
];

/** Lines of the forms that most documents consist of, put together as they come. */
export const lined: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('', '', '  ', '    ', ' '), fc.constantFrom(...LINES)), { maxLength: 8 }),
    fc.boolean(),
  )
  .map(([lines, ends]) => lines.map((parts) => parts.join('')).join('\n') + (ends ? '\n' : ''));

/** A value in any way of writing it: keys, then scalars and collections over one line or several. */
export const styled: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      fc.constantFrom('a', 'b', '"c"', "'d'", '0755', 'yes', 'e1', '1.5', '~', 'a b', '- a', '-   - a', '?  a'),
      fc.constantFrom(...valuesIn(2)),
      fc.constantFrom('', ' # c', '#c', ' '),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all
      .map(([key, value, end]) => (key.startsWith('?') ? `${key}\n: ${value}${end}\n` : `${key}: ${value}${end}\n`))
      .join(''),
  );

function valuesIn(indent: number): string[] {
  const margin = ' '.repeat(indent);
  return [
    ...['x', '"x"', "'x'", '"x\\ny"', '[x]', '{x: 1}', '[x, "y", {z: 1}]', '{"x":1}', '', '~', '|', '|-', '>'],
    `"x\n${margin}y"`,
    '"x\ny"',
    "'x\n\ny'",
    `'x\n${margin} y  \n${margin}z'`,
    `"x\\\n${margin}y"`,
    `"x \\\n${margin}\\ y"`,
    `"x\n\t y"`,
    `[x,\n${margin}y]`,
    '[x,\ny]',
    '[x,\n\ny,\n]',
    '{x: 1,\ny: 2}',
    '{x: 1\n}',
    '{x:\n1}',
    `[x\n${margin}y, z]`,
    '[x: 1, y]',
    '[\n]',
    '{x, y}',
    '{"x":\n1}',
    `|\n${margin}x\n${margin}y`,
    `|-\n${margin}x\n\n${margin} y\n`,
    `|+\n${margin}x\n\n`,
    `|\n\n${margin}x`,
    `|\n${margin}\tx`,
    `|\n${margin}   \n${margin}x`,
    `|2\n${margin}  x\n${margin}y`,
    '|#c\n  x',
    `| # c\n${margin}x`,
    `|\n    \n${margin}x`,
    `|\nx`,
    `>\n${margin}x\n${margin}y\n\n${margin}z`,
    `>-\n${margin}x\n${margin}  y\n${margin}z`,
    `>+\n${margin}x\n\n`,
    `>\n\n${margin}x`,
    `x\n${margin}y`,
    `x\n\n${margin}y`,
    `x\ny`,
    `x\n${margin}# c`,
    `\n${margin}x`,
    `\n${margin}"x"`,
    `\n${margin}[x]`,
    `\n${margin}k: v`,
    `\n${margin}- v`,
    '\n- v\n- w',
    `\n${margin}- k: v\n${margin}  l: w`,
    `\n${margin}k: |\n${margin}  t`,
    '&a x',
    '&a [x]',
    `&a\n${margin}k: v`,
    '*a',
    '!!str 1',
    '!!int "1"',
    '!!float 1',
    '!t x',
    '!!str',
    '!!null x',
    '! x',
    '!!binary aGk=',
    '!!binary Affinity',
    '!!binary 7aCAYWL/w6k=',
    '!!in%74 "1"',
    '!%c3 1',
    '!<"> 1',
    '!!set {x}',
    '!!bool "yes"',
  ];
}

const GOLDEN = inProject('test', 'golden');
const golden = readdirSync(GOLDEN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(GOLDEN, entry.name)).includes('input.yaml'))
  .map(({ name }) => readFileSync(join(GOLDEN, name, 'input.yaml')))
  .filter((bytes) => bytes.toString().trim() !== '');
const renderings = ['8.6.1/ext.helm3', '10.2.0/ext.helm4', '10.2.0/nine.helm3', '12.0.0/ext.helm4', '4.1.2/ext.helm3']
  .filter((name) => streamNames().includes(name))
  .map(chartStream);
const real = [...golden, ...renderings].flatMap((bytes) => documentsOf(bytes).map(({ text }) => text));

/** None of a stream that is refused as a whole. */
function documentsOf(bytes: Buffer): readonly StreamDocument[] {
  try {
    return split(bytes, 'x').documents;
  } catch {
    return [];
  }
}

function outdented(lines: readonly string[]): string[] {
  const least = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)), 80);
  return lines.map((line) => line.slice(least));
}

/** Some lines of a real document, with damages. */
export const damaged: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...real),
    fc.nat(),
    fc.integer({ min: 1, max: 14 }),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.constantFrom(...PIECES)), { minLength: 0, maxLength: 3 }),
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

/** One plain scalar. */
export const plainScalars: fc.Arbitrary<string> = scalarText.map((text) => `a: ${text}\n`);

/** Real documents with other values at some of their places. */
export const edited: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...real), fc.nat(), fc.integer({ min: 3, max: 30 }))
  .map(([document, from, count]) => {
    const lines = document.split('\n');
    return outdented(lines.slice(from % lines.length, (from % lines.length) + count)).join('\n');
  });

export function realChanges(count: number, seed: number) {
  return fc
    .sample(fc.tuple(fc.constantFrom(...real), steps), { numRuns: count, seed })
    .flatMap(([text, changes]) => prepared(text, changes) ?? []);
}
