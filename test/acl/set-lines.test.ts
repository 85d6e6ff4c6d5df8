import t from 'tap';
import { formatUserLine, setUserLines } from '../../src/acl/user-lines.js';
import { fc, runs } from '../helpers/properties.js';
import { HASH, RIGHT } from './configurations.js';

const SONG = `user song on #${HASH} ~* &* +@all`;
const APP = `user app on #${HASH} ~app:* +@read`;

// text before | lines | text after
const TEXTS: [before: string, lines: string[], after: string][] = [
  ['', [SONG], SONG],
  ['port 1\n# the end', [SONG], `port 1\n# the end\n${SONG}`],
  ['port 1\n', [SONG], `port 1\n${SONG}\n`],
  ['port 1\n\n', [SONG], `port 1\n\n${SONG}\n`],
  ['port 1\r\n# the end', [SONG, APP], `port 1\r\n# the end\r\n${SONG}\r\n${APP}`],
  ['port 1\r\n', [SONG], `port 1\r\n${SONG}\r\n`],
  ['# the end', [SONG, APP], `# the end\n${SONG}\n${APP}`],
  ['a 1\nuser song on >old ~*\nb 2', [SONG], `a 1\n${SONG}\nb 2`],
  ['a 1\n\t user song off  \r\nb 2', [SONG], `a 1\n\t ${SONG}\r\nb 2`],
  ['user song off\nuser other on\nUSER "song" on\n# x\nuser song', [SONG], `${SONG}\nuser other on\n# x`],
  ['user song off\nuser song on\n', [SONG], `${SONG}\n`],
  ['user song off\nuser app off', [APP, SONG], `${SONG}\n${APP}`],
  ['user app off\nport 1', [SONG, APP], `${APP}\nport 1\n${SONG}`],
  // Names differ in case, and a comment is no line.
  ['user Song on\n#user song on\n# user song on', [SONG], `user Song on\n#user song on\n# user song on\n${SONG}`],
  // Reads the same to Redis: not a byte changes.
  [`\t${SONG.replaceAll(' ', '  ')} \r\nport 1`, [SONG], `\t${SONG.replaceAll(' ', '  ')} \r\nport 1`],
  [`user "song" on '#${HASH}' ~* &* +@all`, [SONG], `user "song" on '#${HASH}' ~* &* +@all`],
  // A line Redis cannot read is replaced as well.
  ['user song on ">old ~*', [SONG], SONG],
  ['aclfile ""\n', [SONG], `aclfile ""\n${SONG}\n`],
  ['aclfile a\naclfile ""\n', [SONG], `aclfile a\naclfile ""\n${SONG}\n`],
  ['aclfile a', [], 'aclfile a'],
];

t.test('texts, and a second time without a change', async (t) => {
  for (const [before, lines, after] of TEXTS) {
    t.equal(setUserLines(before, lines), after, JSON.stringify(before));
    t.equal(setUserLines(after, lines), after, `${JSON.stringify(before)}, again`);
  }
});

t.test('refused', async (t) => {
  t.throws(() => setUserLines('port 1\naclfile /etc/users.acl\n', [SONG]), {
    code: 'refused',
    message: 'line 2 of the Redis configuration sets `aclfile`: Redis does not start with that and `user` lines',
  });
  t.throws(() => setUserLines('', [SONG, APP, SONG]), {
    code: 'config',
    message: 'two ACL users are named `song`, and Redis takes one line for each',
  });
});

const otherLine = fc.oneof(
  fc.constantFrom(
    '',
    '# comment',
    '  # user song on',
    'port 6379',
    'user',
    'user other on',
    'user "so',
    '\r',
    ' \t',
    'user Song on',
  ),
  fc.string({ unit: 'grapheme' }).filter((line) => !/\n|^\s*["'aA]|^\s*[uU]/.test(line)),
);
const ownLine = fc.constantFrom(
  'user song on',
  'USER song off',
  ' user "song"\r',
  SONG,
  "user 'song' on >x",
  'user song on ">x',
);

t.test(
  'whatever the text: one line for the user, every other line as it was, and a second time no change',
  async () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: otherLine }, ownLine)), (parts) => {
        const before = parts.join('\n');
        const after = setUserLines(before, [SONG]);
        const isOwn = (line: string): boolean => /^\s*(user|USER)\s+["']?song["']?(\s|$)/.test(line);
        const others = (text: string): string[] =>
          text
            .split('\n')
            .filter((line) => !isOwn(line))
            .map((line) => line.replace(/\r+$/, ''));
        // A text that ends in a line break has an empty last line, which stays the last one.
        const same = JSON.stringify(others(after)) === JSON.stringify(before === '' ? [] : others(before));
        return same && after.split('\n').filter(isOwn).length === 1 && setUserLines(after, [SONG]) === after;
      }),
      { numRuns: runs(2000) },
    );
  },
);

t.test('with what formatUserLine makes', async (t) => {
  const line = formatUserLine({ name: 'song', password: RIGHT, rules: '~* &* +@all' });
  t.equal(setUserLines('# last comment', [line]), `# last comment\n${SONG}`);
});
