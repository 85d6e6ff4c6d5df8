import t from 'tap';
import { findDirectives } from '../../src/redis-config/config-text.js';
import { splitArgs } from '../../src/redis-config/tokens.js';
import { fc, runs } from '../helpers/properties.js';

const NAMES = new Set(['user', 'aclfile']);

// text | line index and arguments of each directive found
const TEXTS: [text: string, found: [lineIndex: number, args: string[]][]][] = [
  ['', []],
  ['user song', [[0, ['user', 'song']]]],
  ['port 1\nuser song\n', [[1, ['user', 'song']]]],
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
  // Redis splits lines at \n alone; a lone \r is a blank.
  ['port 1\ruser song', []],
  ['user a\ruser b', [[0, ['user', 'a', 'user', 'b']]]],
  ['users a\nuse a\nunixsocket x\nappendonly no', []],
  ['user', [[0, ['user']]]],
  [
    'user a "b\naclfile x',
    [
      [0, ['user', 'a']],
      [1, ['aclfile', 'x']],
    ],
  ],
  ['user"x\n"user" "b" x"', [[1, ['user', 'b']]]],
];

t.test('directives', async (t) => {
  for (const [text, expected] of TEXTS) {
    const found = findDirectives(text, NAMES).map((one) => [
      one.lineIndex,
      one.args.tokens.map((token) => token.value),
    ]);
    t.same(found, expected, JSON.stringify(text));
  }
});

t.test('names are lower case, columns those of the whole line', async (t) => {
  const [found] = findDirectives('x\n  User  song', NAMES);
  t.match(found, { name: 'user', lineIndex: 1 });
  t.match(found?.args.tokens, [
    { start: 2, end: 6 },
    { start: 8, end: 12 },
  ]);
});

t.test('no line is missed that splitting each of them finds', async (t) => {
  const bit = fc.constantFrom(
    'user',
    'USER',
    'us',
    'er',
    '"',
    "'",
    '\\',
    'x75',
    ' ',
    '\t',
    '\r',
    '\v',
    '\f',
    '\0',
    '\n',
    '#',
    'a',
    'aclfile',
    'port',
  );
  let found = 0;
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 12 }), (bits) => {
      const text = bits.join('');
      const naive = text.split('\n').flatMap((line, lineIndex) => {
        const args = splitArgs(line);
        const name = args.tokens[0]?.value.toLowerCase();
        const isComment = line.replace(/^[ \t\r]+/, '').startsWith('#');
        return name !== undefined && NAMES.has(name) && !isComment ? [{ name, lineIndex, args }] : [];
      });
      t.same(findDirectives(text, NAMES), naive, JSON.stringify(text));
      found += naive.length;
    }),
    { numRuns: runs(1200) },
  );
  t.ok(found > 30, `${found} directives`);
});
