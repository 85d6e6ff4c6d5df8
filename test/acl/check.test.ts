import t from 'tap';
import { fc, runs } from '../helpers/properties.js';
import { CHART_HASH, CONFIGURATIONS, checkText, HASH } from './configurations.js';

/** Rule and the text it points at. */
function pointed(text: string, options: Parameters<typeof checkText>[1]): [string, string | undefined][] {
  const lines = text.split('\n');
  return checkText(text, options).map((one) => [one.rule, lines[one.lineIndex]?.slice(one.startColumn, one.endColumn)]);
}

t.test('each configuration: the rules that fire and the text each one points at', async (t) => {
  for (const { text, findings } of CONFIGURATIONS) {
    const found = pointed(text, { serverVersion: '7.0.15', defaultPasswordSha256: CHART_HASH });
    t.same(found, findings, JSON.stringify(text));
  }
});

t.test('the table has every rule a configuration of Redis 7 can break, and enough rows', async (t) => {
  const rules = new Set(CONFIGURATIONS.flatMap((row) => row.findings.map(([rule]) => rule)));
  t.same([...rules].sort(), [
    'acl-aclfile',
    'acl-disabled-user',
    'acl-duplicate-user',
    'acl-html-entity',
    'acl-open',
    'acl-plain-password',
    'acl-syntax',
    'config-syntax',
  ]);
  t.ok(CONFIGURATIONS.length >= 60);
});

// Each row was tried with the server named: 6.0.9, 6.2.14, 7.2.4, 7.4.1 and Valkey 9.1.2; Redis 5 and 8 were not.
// image tag | rules after the hash | what fires, where, and whether it stops the server
const VERSIONS: [tag: string, rules: string, found: [rule: string, at: string, stops: string][]][] = [
  ['5.0.9-debian-10-r0', '~* +@all', [['acl-redis-version', 'user', 'yes']]],
  ['6.0.9-debian-10-r0', '~* +@all', []],
  ['6.0.9', '~* &* +@all', [['acl-syntax', '&*', 'yes']]],
  ['6.0.9', '~* allchannels', [['acl-syntax', 'allchannels', 'yes']]],
  ['6.0.9', '~* sanitize-payload', [['acl-syntax', 'sanitize-payload', 'yes']]],
  ['6.0.9', '+@all +config|get', [['acl-syntax', '+config|get', 'yes']]],
  ['6.0.9', '+@admin +config|get', [['acl-syntax', '+config|get', 'yes']]],
  ['6.0.9', '+config|get +config|nosuch -config +config|set', []],
  ['6.0.9', '+copy', [['acl-syntax', '+copy', 'yes']]],
  ['6.0.9', '+host: +post +stralgo', []],
  [
    '6.0.9',
    '&gt;x',
    [
      ['acl-syntax', '&gt;x', 'yes'],
      ['acl-html-entity', '&gt;x', 'no'],
    ],
  ],
  ['6.2.14', '~* &* +@all +config|get sanitize-payload +copy', []],
  ['6.2.14', '&app:*', [['acl-syntax', '&app:*', 'yes']]],
  ['6.2.14', 'resetchannels &app:*', []],
  ['6.2.14', '-config|get', [['acl-syntax', '-config|get', 'yes']]],
  ['6.2.14', '%R~a', [['acl-syntax', '%R~a', 'yes']]],
  ['6.2.14', '(+get ~a)', [['acl-syntax', '(+get', 'yes']]],
  // Redis 7.0 begins again at each `(` and drops what stood before it; since 7.2 all up to the `)` is one selector.
  ['7.0.15', '(+get (+@all ~a)', []],
  ['7.2.0', '(+get (+@all ~a)', [['acl-syntax', '(+@all', 'yes']]],
  ['8.2.3', '(+get (+@all ~a)', [['acl-syntax', '(+@all', 'yes']]],
  ['8.0.2-valkey', '(+get (+@all ~a)', [['acl-syntax', '(+@all', 'yes']]],
  ['6.2.14', 'clearselectors', [['acl-syntax', 'clearselectors', 'yes']]],
  [
    '7.0.15',
    '+waitaof +stralgo',
    [
      ['acl-syntax', '+waitaof', 'yes'],
      ['acl-syntax', '+stralgo', 'yes'],
    ],
  ],
  ['7.2.4-debian-12-r9', '+waitaof +client|no-touch', []],
  ['7.2.4', '+hexpire', [['acl-syntax', '+hexpire', 'yes']]],
  ['7.4.1', '+hexpire', []],
  [
    '7.4.1',
    '+hgetex +@json',
    [
      ['acl-syntax', '+hgetex', 'yes'],
      ['acl-syntax', '+@json', 'yes'],
    ],
  ],
  ['7.4.1', '%~x', [['acl-syntax', '%~x', 'maybe']]],
  ['8.2.1-debian-12-r0', '+hgetex +vadd +@json +json.get +hexpire', []],
  [
    '8.2.1',
    '+newcommand -@newcategory',
    [
      ['acl-syntax', '+newcommand', 'maybe'],
      ['acl-syntax', '-@newcategory', 'maybe'],
    ],
  ],
  ['8.2.1', '+config|nosuch', [['acl-syntax', '+config|nosuch', 'maybe']]],
  ['8.2.1', '~* ~a', [['acl-syntax', '~a', 'yes']]],
  ['latest', '+hgetex +hexpire +stralgo', []],
  ['latest', '+nosuch', [['acl-syntax', '+nosuch', 'maybe']]],
];

// image tag | rules after the hash | as above
const VALKEY_VERSIONS: typeof VERSIONS = [
  ['8.0.2-debian-12-r0', '~* &* +@all +waitaof', []],
  ['8.0.2', '+vadd', [['acl-syntax', '+vadd', 'yes']]],
  // 7.2 has it not and 9.1 has it: in doubt it is known.
  ['8.0.2', '+script|show', []],
  ['8.0.2', 'alldbs', [['acl-syntax', 'alldbs', 'yes']]],
  ['9.1.2', 'alldbs resetdbs db=0,1 +clusterscan', []],
  ['9.1.2', 'db=x', [['acl-syntax', 'db=x', 'yes']]],
  ['9.1.2', 'db=', [['acl-syntax', 'db=', 'yes']]],
];

t.test('servers other than 7.0', async (t) => {
  for (const [product, rows] of [
    ['redis', VERSIONS],
    ['valkey', VALKEY_VERSIONS],
  ] as const) {
    for (const [serverVersion, rules, expected] of rows) {
      const text = `user song on #${HASH} ${rules}`;
      const found = checkText(text, { serverVersion, product });
      const triples = found.map((one) => [one.rule, text.slice(one.startColumn, one.endColumn), one.stops]);
      t.same(triples, expected, `${product} ${serverVersion}: ${rules}`);
    }
  }
});

t.test('directives a server does not know', async (t) => {
  const text = `aclfile users.acl\nacl-pubsub-default allchannels\nuser song on #${HASH}`;
  t.same(pointed(text, { serverVersion: '5.0.14' }), [
    ['acl-redis-version', 'aclfile'],
    ['acl-redis-version', 'acl-pubsub-default'],
    ['acl-redis-version', 'user'],
  ]);
  t.same(pointed(text, { serverVersion: '6.0.16' }), [
    ['acl-aclfile', 'users.acl'],
    ['acl-redis-version', 'acl-pubsub-default'],
  ]);
});

t.test('Redis 6 takes the last of two lines: only that one says who gets in', async (t) => {
  const text = `user song on nopass\nuser song on #${HASH} ~*`;
  const [found, ...others] = checkText(text, { serverVersion: '6.2.7' });
  t.match(found, { rule: 'acl-duplicate-user', stops: 'no', lineIndex: 1, message: /^user `song`: / });
  t.same(others, []);
});

t.test('modules bring commands of their own', async (t) => {
  const text = `loadmodule /m.so\nuser song on #${HASH} +json.get +nosuch`;
  const found = checkText(text, { serverVersion: '7.2.4' });
  t.match(found, [{ rule: 'acl-syntax', stops: 'maybe', startColumn: text.split('\n')[1]?.indexOf('+nosuch') }]);
});

t.test('a user of its own for replication', async (t) => {
  const text = `masteruser repl\nuser default on #${CHART_HASH} +ping +cluster|info`;
  t.same(checkText(text, { defaultPasswordSha256: CHART_HASH.toUpperCase() }), []);
  t.match(checkText(text.replace('masteruser', '#'), {}), [
    { rule: 'acl-disabled-user', message: /^user `default`: / },
  ]);
});

t.test('without the password of the chart, user default is not compared with it', async (t) => {
  t.same(checkText(`user default on #${HASH} ~* &* +@all`, {}), []);
});

t.test('a finding says where it is and for whom', async (t) => {
  const text = `# comment\n  user söng on #${HASH} ~* +@reed`;
  t.same(checkText(text, { serverVersion: '7.2.5' }), [
    {
      rule: 'acl-syntax',
      message: 'user `söng`: `+@reed` names no command category of Redis 7.2, did you mean `+@read`?',
      lineIndex: 1,
      startColumn: 84,
      endColumn: 90,
      stops: 'yes',
    },
  ]);
});

t.test('no message holds a password, whatever went wrong around it', async () => {
  // Marked passwords and parts of passwords: no rule, command or message contains "Zq".
  // The second kind is one letter away from a command (zrem, zadd, zcard), so it looks like a misspelt rule.
  const secret = fc.oneof(fc.stringMatching(/^Zq[A-Za-z0-9]{1,10}$/), fc.constantFrom('Zqem', 'Zqdd', 'Zqard'));
  const before = fc.constantFrom(
    '>',
    '<',
    '#',
    '!',
    '',
    '&gt;',
    '"',
    "'",
    '(',
    '( >',
    '“>',
    '> ',
    '>x ',
    '>x +',
    '>x -@',
    '>x ~',
    '>x (',
    'on\u00a0>',
    '+get>',
    '~* ~a>',
  );
  const after = fc.constantFrom('', '"', "'", ')', '”', ' ~* +@all', '\u00a0on');
  const place = fc.constantFrom(
    'user song on ',
    'user >',
    'user &gt;',
    'user "song on ',
    'user song\u00a0on ',
    'user default ',
  );
  const line = fc.tuple(place, before, secret, fc.array(secret, { maxLength: 2 }), after);
  fc.assert(
    fc.property(
      line,
      fc.constantFrom('5.0', '6.0', '6.2', '7.2', '8.2', 'latest'),
      ([start, mark, one, more, end], serverVersion) => {
        const text = `${start}${mark}${[one, ...more].join(' ')}${end} ~*`;
        for (const found of checkText(text, { serverVersion, defaultPasswordSha256: CHART_HASH }))
          if (found.message.includes('Zq')) throw new Error(`${text}\n${found.message}`);
      },
    ),
    { numRuns: runs(3000) },
  );
});

t.test('no text makes it throw, and every finding lies within its line', async () => {
  const rule = fc.constantFrom(
    'on',
    'nopass',
    '>a',
    '~*',
    '~a',
    '(',
    ')',
    '(+get',
    '"',
    "'",
    '\\',
    '+@x',
    '+a|b',
    '%',
    '&',
    '\t',
    '#',
    'é',
    '💥',
  );
  const line = fc
    .array(fc.oneof(rule, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 8 })
    .map((parts) => `user ${parts.join(' ')}`);
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string({ unit: 'binary' })), { maxLength: 4 }), (lines) => {
      const text = lines.join('\n');
      const split = text.split('\n');
      return checkText(text).every((one) => {
        const length = split[one.lineIndex]?.length ?? -1;
        return one.startColumn >= 0 && one.startColumn < one.endColumn && one.endColumn <= length;
      });
    }),
    { numRuns: runs(2000) },
  );
});
