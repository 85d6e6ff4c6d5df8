import { createHash } from 'node:crypto';
import t, { type Test } from 'tap';
import { run } from '../../helpers/fake-io.js';
import { bulk, fakeServer } from '../../redis/fake-server.js';

const PASSWORDS = { new: 'New-1', old: 'Old-2', other: 'Other-3' };
type Known = readonly (keyof typeof PASSWORDS)[] | 'no user' | 'nopass';

const hash = (password: string): string => createHash('sha256').update(password).digest('hex');
const hashes = Object.entries(PASSWORDS).map(([name, password]) => [name, hash(password)] as const);
const named = (text: string): string => hashes.reduce((out, [name, sum]) => out.replaceAll(sum, name), text);

/** A server with user song: what it answers, and every change that came. */
function server(start: Known) {
  const known = new Set(Array.isArray(start) ? start.map((name: keyof typeof PASSWORDS) => hash(PASSWORDS[name])) : []);
  let nopass = start === 'nopass';
  const changes: string[] = [];
  const list = (words: readonly string[]): string => `*${words.length}\r\n${words.map(bulk).join('')}`;
  const setUser = (rules: readonly string[]): string => {
    changes.push(named(rules.join(' ')));
    for (const rule of rules.slice(1)) known[rule.startsWith('#') ? 'add' : 'delete'](rule.slice(1));
    nopass = false;
    return '+OK\r\n';
  };
  const answer = (words: readonly string[]): string => {
    const [command, verb, ...rest] = words;
    if (command === 'AUTH' && verb === 'song') return known.has(hash(rest[0] ?? '')) ? '+OK\r\n' : '-WRONGPASS no\r\n';
    if (command === 'AUTH') return '+OK\r\n';
    if (command === 'CLUSTER') return bulk('aaa :6379@16379 myself,master - 0 0 0 connected\n');
    if (verb === 'SETUSER') return setUser(rest);
    if (start === 'no user') return '$-1\r\n';
    const fields = [bulk('flags'), list(nopass ? ['on', 'nopass'] : ['on']), bulk('passwords'), list([...known])];
    return `*4\r\n${fields.join('')}`;
  };
  return { answer, changes };
}

const CONFIG = (password: string): string => `
apiVersion: redis-hostport/v1
kind: Config
nodes: [{ name: one, ip: 127.0.0.1 }, { name: two, ip: 127.0.0.2 }]
overlays: { acl-user: { users: [{ name: song, password: ${password} }] } }
`;
const BOTH = '[{ env: NEW }, { file: old.txt }]';

/** `password` for two servers which know this. */
async function password(t: Test, config: string, known: readonly Known[], argv: readonly string[]) {
  const servers = known.map(server);
  let port = 0;
  for (const [index, { answer }] of servers.entries()) port = await fakeServer(t, `127.0.0.${index + 1}`, answer, port);
  const outcome = await run(['password', '--port', String(port), ...argv], {
    env: { NEW: PASSWORDS.new, REDIS_HOSTPORT_REDIS_PASSWORD: 'Default-4' },
    files: { 'redis-hostport.yaml': CONFIG(config), 'old.txt': PASSWORDS.old },
  });
  t.notMatch(outcome.out + outcome.err, /New-1|Old-2|Other-3|Default-4|[0-9a-f]{64}/, 'neither a password nor a hash');
  return { ...outcome, port, changes: servers.map(({ changes }) => changes.join('; ')) };
}

type Row = [password: string, known: readonly Known[], argv: string, code: number, cells: string[], changes: string[]];

const ROWS: Row[] = [
  // password: | what each server knows | options | exit code | the columns after NODE | ACL SETUSER at each server
  [BOTH, [['old'], ['new', 'old']], '', 1, ['no yes 0', 'yes yes 0'], ['', '']],
  [BOTH, [['old'], ['new', 'old']], '--add', 0, ['yes yes 0', 'yes yes 0'], ['song #new', '']],
  [BOTH, [['old', 'other'], []], 'song --add', 0, ['yes yes 1', 'yes yes 0'], ['song #new', 'song #new #old']],
  [
    BOTH,
    [
      ['new', 'old'],
      ['old', 'new'],
    ],
    '',
    0,
    ['yes yes 0', 'yes yes 0'],
    ['', ''],
  ],
  ['{ env: NEW }', [['new', 'old'], ['new']], '', 1, ['yes 1', 'yes 0'], ['', '']],
  ['{ env: NEW }', [['new', 'old', 'other'], ['new']], '--drop', 0, ['yes 0', 'yes 0'], ['song !old !other', '']],
  ['{ env: NEW }', [['new', 'old'], ['old']], '--drop', 1, ['yes 1', 'no 1'], ['', '']],
  ['{ env: NEW }', [['new', 'old'], 'no user'], '--drop', 1, ['yes 1', 'no such user'], ['', '']],
  ['{ env: NEW }', [['old'], 'no user'], '--add', 1, ['yes 1', 'no such user'], ['song #new', '']],
  ['{ env: NEW }', ['nopass', ['new']], '', 1, ['no any password logs in', 'yes 0'], ['', '']],
  ['{ env: NEW }', ['nopass', ['new']], '--add', 0, ['yes 0', 'yes 0'], ['song #new', '']],
];

for (const [config, known, argv, code, cells, changes] of ROWS) {
  t.test(`password ${argv} with ${config} where servers know ${JSON.stringify(known)}`, async (t) => {
    const outcome = await password(t, config, known, argv.split(' ').filter(Boolean));
    const lines = outcome.out.split('\n').filter((line) => /^127/.test(line));
    t.same(
      lines.map((line) => line.split(/ {2,}/).slice(2).join(' ')),
      cells,
    );
    t.same(outcome.changes, changes);
    t.equal(outcome.code, code, outcome.out + outcome.err);
  });
}

t.test('what a person sees', async (t) => {
  const { out, port } = await password(t, BOTH, [['old', 'other']], ['--drop']);
  t.equal(
    out.replaceAll(String(port), '_PORT'),
    `User song:
SERVER            NODE   NEW   old.txt   OTHERS
127.0.0.1:_PORT   one    no    yes       1
127.0.0.2:_PORT   two    connection refused: nothing listens there

1 server not asked. A pod that starts again knows what its ConfigMap says: run this again then.
1 server without a configured password: redis-hostport password --add
1 server with a password that is not configured. When no application uses it any more: redis-hostport password --drop
Nothing was changed: --drop waits until every server answers and knows every configured password.
`,
  );
});

t.test('errors', async (t) => {
  const rows: [config: string, argv: string[], message: RegExp][] = [
    [BOTH, ['--add', '--drop'], /--add and --drop are two steps\nBetween them/],
    [BOTH, ['sonf'], /overlay acl-user adds no user sonf; did you mean song\?/],
    ['[{ env: NEW }, { env: NEW }]', [], /user song: NEW is the same password as another one of the list/],
    ['{ env: ABSENT }', [], /the environment variable ABSENT is not set/],
  ];
  for (const [config, argv, message] of rows) {
    const { code, out, err } = await password(t, config, [['old']], argv);
    t.same([code, out], [2, '']);
    t.match(err, message);
  }
});
