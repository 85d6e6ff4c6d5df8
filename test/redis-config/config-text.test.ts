import t from 'tap';
import { directivesIn } from '../../src/redis-config/config-text.js';

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
