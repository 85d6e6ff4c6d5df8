import { createHash } from 'node:crypto';
import t from 'tap';
import { parseServer } from '../../src/acl/server.js';
import { allowAllRules, formatUserLine, type UserSettings } from '../../src/acl/user-lines.js';
import { HostportError } from '../../src/base/errors.js';
import { splitArgs, toBytes } from '../../src/redis-config/config-text.js';
import { fc } from '../helpers/properties.js';
import { checkText, HASH, RIGHT } from './configurations.js';

const SONG: UserSettings = { name: 'song', password: RIGHT, rules: '~* &* +@all' };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

// what differs from SONG | the line
const LINES: [user: Partial<UserSettings>, line: string][] = [
  [{}, `user song on #${HASH} ~* &* +@all`],
  [{ password: [RIGHT, 'second'] }, `user song on #${HASH} #${sha256('second')} ~* &* +@all`],
  [{ password: [RIGHT, RIGHT] }, `user song on #${HASH} ~* &* +@all`],
  [{ password: [RIGHT, 'a b'], passwordFormat: 'plain' }, `user song on >${RIGHT} ">a b" ~* &* +@all`],
  [{ passwordFormat: 'sha256' }, `user song on #${HASH} ~* &* +@all`],
  [{ passwordFormat: 'plain' }, `user song on >${RIGHT} ~* &* +@all`],
  [{ passwordFormat: 'plain', password: 'two words' }, 'user song on ">two words" ~* &* +@all'],
  [{ passwordFormat: 'plain', password: 'it\'s "so"\\' }, 'user song on ">it\'s \\"so\\"\\\\" ~* &* +@all'],
  [{ passwordFormat: 'plain', password: 'pässwörd\t#1' }, 'user song on ">pässwörd\\t#1" ~* &* +@all'],
  [{ name: 'söng.1-x_y@z' }, `user söng.1-x_y@z on #${HASH} ~* &* +@all`],
  [{ name: 'Default' }, `user Default on #${HASH} ~* &* +@all`],
  [{ rules: '  ~app:*   +@read ' }, `user song on #${HASH} ~app:* +@read`],
  [{ rules: 'on ~* +@all ON' }, `user song on #${HASH} ~* +@all`],
  [{ rules: '~* +@all -@dangerous (+get %R~a)' }, `user song on #${HASH} ~* +@all -@dangerous (+get %R~a)`],
  [{ rules: '"~a\'b" +get' }, `user song on #${HASH} "~a'b" +get`],
  [{ rules: 'sanitize-payload resetkeys -@all' }, `user song on #${HASH} sanitize-payload resetkeys -@all`],
];

t.test('lines, none of which Redis or lint finds fault with', async (t) => {
  for (const [user, line] of LINES) {
    t.equal(formatUserLine({ ...SONG, ...user }), line);
    const found = checkText(line, { serverVersion: '7.0.15' }).filter((one) => one.rule !== 'acl-plain-password');
    t.same(found, [], line);
  }
});

// what differs from SONG | image tag | the message
const REFUSED: [user: Partial<UserSettings>, tag: string, message: string][] = [
  [{ name: '' }, '7.2', 'the ACL user name is empty'],
  [{ name: 'so ng' }, '7.2', 'the ACL user name `so…` holds a space, which Redis refuses'],
  [{ name: 'song\u00a0' }, '7.2', 'the ACL user name `song…` holds a space, which Redis refuses'],
  [{ name: 'song\n' }, '7.2', 'the ACL user name `song…` holds a line break or a control character'],
  [{ name: 'so\0ng' }, '7.2', 'the ACL user name `so?ng` holds a line break or a control character'],
  [{ name: '"song"' }, '7.2', 'the ACL user name `"song"` holds a quote'],
  [{ name: 'so\ud800' }, '7.2', 'the ACL user name `so\ufffd` is not valid UTF-8'],
  [{ name: '>song' }, '7.2', 'the ACL user name `>…` reads like an ACL rule'],
  [{ name: 'On' }, '7.2', 'the ACL user name `On` reads like an ACL rule'],
  [{ name: '~*' }, '7.2', 'the ACL user name `~*` reads like an ACL rule'],
  [
    { name: 'default' },
    '7.2',
    'the ACL user name `default` is the one the chart uses for its probes and replicas, with the password of the chart',
  ],
  [{ password: [RIGHT, ''] }, '7.2', 'the password of user `song` is empty, so anybody could log in'],
  [{ password: '' }, '7.2', 'the password of user `song` is empty, so anybody could log in'],
  [{ password: 'Zq\n' }, '7.2', 'the password of user `song` holds a line break'],
  [{ password: 'Zq\r' }, '7.2', 'the password of user `song` holds a line break'],
  [{ password: 'Z\0q\0' }, '7.2', 'the password of user `song` holds a NUL character'],
  [{ password: '\ufeffZq' }, '7.2', 'the password of user `song` begins with a byte order mark'],
  [
    { password: 'Zq\ufffd' },
    '7.2',
    'the password of user `song` is not valid UTF-8, so its hash would be that of another password',
  ],
  [
    { password: 'Zq\udc00' },
    '7.2',
    'the password of user `song` is not valid UTF-8, so its hash would be that of another password',
  ],
  [{ rules: '' }, '7.2', 'rules of user `song`: there are none, so the user could log in and do nothing'],
  [{ rules: ' on ' }, '7.2', 'rules of user `song`: there are none, so the user could log in and do nothing'],
  [{ rules: '~*\n+@all' }, '7.2', 'rules of user `song`: they hold a line break or a control character'],
  [{ rules: '~* "+@all' }, '7.2', 'rules of user `song`: the quotes do not match'],
  [{ rules: '~* +@all off' }, '7.2', 'rules of user `song`: `off` would switch the user off'],
  [{ rules: 'RESET ~*' }, '7.2', 'rules of user `song`: `RESET` would drop the password and switch the user off'],
  [{ rules: 'resetpass ~*' }, '7.2', 'rules of user `song`: `resetpass` would drop the password'],
  [{ rules: 'nopass ~*' }, '7.2', 'rules of user `song`: `nopass` would let everybody in without the password'],
  [{ rules: '>Zq ~*' }, '7.2', 'rules of user `song`: `>…` is a password, which is configured as `password`'],
  [{ rules: '<Zq ~*' }, '7.2', 'rules of user `song`: `<…` is a password, which is configured as `password`'],
  [
    { rules: `#${HASH} ~*` },
    '7.2',
    'rules of user `song`: `#…` is a password hash, and the password is configured as `password`',
  ],
  [
    { rules: '~* +@all # Zq' },
    '7.2',
    'rules of user `song`: `#…` begins no comment: Redis knows none at the end of a line',
  ],
  [{ rules: '~* Zq' }, '7.2', 'rules of user `song`: this word is not an ACL rule (a password has `>` before it)'],
  [{ rules: '~* &gt;Zq' }, '7.2', 'rules of user `song`: `&gt;` is HTML for `>`'],
  [
    { rules: '~* +@reed' },
    '7.2',
    'rules of user `song`: `+@reed` names no command category of Redis 7.2, did you mean `+@read`?',
  ],
  [
    { rules: '~* ~app:* +@all' },
    '7.2',
    'rules of user `song`: `~app:*` comes after `~*` or `allkeys`, which allows every key already',
  ],
  [{}, '6.0.9', 'rules of user `song`: `&*` needs Redis 6.2, and the image is Redis 6.0'],
  [
    { rules: '~* &app:* +@all' },
    '6.2.6',
    'rules of user `song`: `&app:*` needs `resetchannels` before it: Redis 6.2 gives new users every channel',
  ],
  [{}, '5.0.9-debian-10-r0', 'Redis 5.0 knows no ACL and does not start with a `user` line'],
];

t.test('what is refused, with a sentence, a remedy and no password', async (t) => {
  for (const [user, serverVersion, message] of REFUSED) {
    const error = caught(() => formatUserLine({ ...SONG, ...user }, parseServer({ serverVersion })));
    t.equal(error?.message, message);
    t.match(error?.remedy, /\.$/, `${message}: remedy`);
    t.equal(error?.code, serverVersion.startsWith('5') ? 'refused' : 'config');
    t.notMatch(`${error?.message} ${error?.remedy}`, /Zq|s3cret|1ec1c26b/);
  }
});

function caught(work: () => unknown): HostportError | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof HostportError) return error;
    throw error;
  }
  return undefined;
}

t.test('a name newer than the data is not refused', async (t) => {
  t.equal(
    formatUserLine({ ...SONG, rules: '~* +newcommand' }, parseServer({ serverVersion: '8.2.1' })),
    `user song on #${HASH} ~* +newcommand`,
  );
});

// image tag | product | rules that allow everything
const ALLOW_ALL: [tag: string | undefined, product: 'redis' | 'valkey', rules: string][] = [
  ['6.0.9', 'redis', '~* +@all'],
  ['6.2.6', 'redis', '~* &* +@all'],
  ['7.2.5', 'redis', '~* &* +@all'],
  ['8.0.2', 'valkey', '~* &* +@all'],
  [undefined, 'redis', '~* &* +@all'],
];

t.test('rules that allow everything start on every server', async (t) => {
  for (const [serverVersion, product, rules] of ALLOW_ALL) {
    t.equal(allowAllRules(parseServer({ serverVersion, product })), rules);
    t.doesNotThrow(() => formatUserLine({ ...SONG, rules }, parseServer({ serverVersion, product })));
  }
});

/** Passwords that formatUserLine takes. */
const password = fc
  .string({ unit: 'binary', minLength: 1 })
  .filter((text) => !/[\r\n\0\ufffd\p{Surrogate}]|^\ufeff/u.test(text));

t.test('a password comes back as it was, in clear text and as the hash of its UTF-8', async () => {
  fc.assert(
    fc.property(password, (secret) => {
      const plain = splitArgs(formatUserLine({ ...SONG, password: secret, passwordFormat: 'plain' }));
      const hashed = splitArgs(formatUserLine({ ...SONG, password: secret }));
      const hash = createHash('sha256').update(Buffer.from(secret, 'utf8')).digest('hex');
      return plain.tokens[3]?.value === `>${toBytes(secret)}` && hashed.tokens[3]?.value === `#${hash}`;
    }),
  );
});
