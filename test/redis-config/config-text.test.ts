import t from 'tap';
import { directivesIn, fromBytes, quoteArg, splitArgs, toBytes } from '../../src/redis-config/config-text.js';
import { fc } from '../helpers/properties.js';

// text | line index and arguments of each directive found
const TEXTS: [text: string, found: [lineIndex: number, args: string[]][]][] = [
  ['', []],
  ['user song', [[0, ['user', 'song']]]],
  [
    'port 1\nuser song\n',
    [
      [0, ['port', '1']],
      [1, ['user', 'song']],
    ],
  ],
  ['\n\n  \n\tUSER song  \r\n', [[3, ['USER', 'song']]]],
  ['# user a\n #user b\n\t# user c\nuser d', [[3, ['user', 'd']]]],
  [
    '"user" a\n\'user\' b\nus"er" c',
    [
      [0, ['user', 'a']],
      [1, ['user', 'b']],
      [2, ['user', 'c']],
    ],
  ],
  [
    '\vuser a\n\fuser b',
    [
      [0, ['user', 'a']],
      [1, ['user', 'b']],
    ],
  ],
  // Redis splits lines at \n alone; a lone \r is a space.
  ['port 1\ruser song', [[0, ['port', '1', 'user', 'song']]]],
  ['user a\ruser b', [[0, ['user', 'a', 'user', 'b']]]],
  ['user', [[0, ['user']]]],
  [
    'user a "b\naclfile x',
    [
      [0, ['user', 'a']],
      [1, ['aclfile', 'x']],
    ],
  ],
  // A quote in the name that is never closed: no arguments, but the server stops there.
  [
    'user"x\n"user" "b" x"',
    [
      [0, []],
      [1, ['user', 'b']],
    ],
  ],
];

t.test('directives', async (t) => {
  for (const [text, expected] of TEXTS) {
    const found = directivesIn(text).map((one) => [one.lineIndex, one.args.tokens.map((token) => token.value)]);
    t.same(found, expected, JSON.stringify(text));
  }
});

t.test('names are lower case, columns those of the whole line', async (t) => {
  const [found] = directivesIn('x\n  User  song').slice(1);
  t.match(found, { name: 'user', lineIndex: 1 });
  t.match(found?.args.tokens, [
    { start: 2, end: 6 },
    { start: 8, end: 12 },
  ]);
});

// What sdssplitargs makes of a line.
// line | values | fault, if any, with its columns
const LINES: [line: string, values: string[], fault?: [reason: string, start: number, end: number]][] = [
  ['', []],
  [' \t\r\v\f ', []],
  ['user song on', ['user', 'song', 'on']],
  ['  user\tsong\ron  ', ['user', 'song', 'on']],
  ['\v\fuser', ['user']],
  ['a\vb c\fd', ['a\vb', 'c\fd']],
  ['"" \'\'', ['', '']],
  ['"a b" \'c d\'', ['a b', 'c d']],
  ['>"a b" x', ['>a b', 'x']],
  ["us'er'", ['user']],
  ['"\\x41\\x7e\\n\\r\\t\\b\\a\\q\\"\\\\"', ['A~\n\r\t\b\x07q"\\']],
  ['"\\x4"', ['x4']],
  ['"\\xzz"', ['xzz']],
  ["'\\n\\x41\\' \"'", ['\\n\\x41\' "']],
  ['"\'"', ["'"]],
  ['back\\slash \\"x\\"', ['back\\slash'], ['unclosed', 11, 16]],
  ['"\\xff"', ['\xff']],
  ['é', ['\xc3\xa9']],
  ['"é\\n💥"', ['\xc3\xa9\n\xf0\x9f\x92\xa5']],
  ['"\\💥"', ['\xf0\x9f\x92\xa5']],
  ["'\\'é'", ["'\xc3\xa9"]],
  ['a\0b', ['a']],
  ['"a\0"', [], ['unclosed', 0, 2]],
  ['a "b', ['a'], ['unclosed', 2, 4]],
  ["a b'c", ['a'], ['unclosed', 2, 5]],
  ['a "b\\"', ['a'], ['unclosed', 2, 6]],
  ['a "b\\', ['a'], ['unclosed', 2, 5]],
  ['"a"b c', [], ['glued', 0, 4]],
  ["x 'a''b' c", ['x'], ['glued', 2, 8]],
  ['"a"\vb', ['a', 'b']],
];

t.test('lines', async (t) => {
  for (const [line, values, fault] of LINES) {
    const split = splitArgs(line);
    t.same(
      split.tokens.map((token) => token.value),
      values,
      JSON.stringify(line),
    );
    t.same(
      split.fault && [split.fault.reason, split.fault.start, split.fault.end],
      fault,
      `${JSON.stringify(line)}: fault`,
    );
  }
});

t.test('columns are those of the line, quotes included', async (t) => {
  const line = '\tuser "so\\x41" é >"a b"\t#x';
  const shown = splitArgs(line).tokens.map((token) => line.slice(token.start, token.end));
  t.same(shown, ['user', '"so\\x41"', 'é', '>"a b"', '#x']);
});

// argument | as it is written
const QUOTED: [argument: string, written: string][] = [
  ['song', 'song'],
  ['>pa\\ss#word', '>pa\\ss#word'],
  ['>pässwörd', '>pässwörd'],
  ['', '""'],
  ['>a b', '">a b"'],
  ['>a"b', '">a\\"b"'],
  [">it's", '">it\'s"'],
  ['>a"\\', '">a\\"\\\\"'],
  ['\t\b\x07\x1b\x7f\0', '"\\t\\b\\a\\x1b\\x7f\\x00"'],
];

t.test('quotes only where Redis needs them', async (t) => {
  for (const [argument, written] of QUOTED) t.equal(quoteArg(argument), written);
});

t.test('what is quoted reads back the same, wherever it stands', async () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), fc.constantFrom(' ', '\t', '  '), (args, space) => {
      const split = splitArgs(args.map(quoteArg).join(space));
      const values = split.tokens.map((token) => token.value);
      return split.fault === undefined && JSON.stringify(values) === JSON.stringify(args.map(toBytes));
    }),
  );
});

t.test('text to bytes and back', async () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => fromBytes(toBytes(text)) === text));
});
