import t, { type Test } from 'tap';
import { run } from '../helpers/fake-io.js';
import { bulk, fakeServer } from '../redis/fake-server.js';

const HEAD = 'apiVersion: redis-hostport/v1\nkind: Config\nnodes: [{ name: one, ip: 127.0.0.1 }]\n';
const USERS =
  'overlays: { acl-user: { users: [{ name: song, password: { env: SONG } }, { name: ann, password: { file: ann.txt } }] } }\n';
const ENV = 'REDIS_HOSTPORT_REDIS_PASSWORD';

type Row = [argv: string[], config: string, env: Record<string, string>, login: string | undefined, error?: RegExp];

const ROWS: Row[] = [
  // options, configuration, environment, the login the server gets, the error if there is one
  [[], '', {}, undefined],
  [[], '', { [ENV]: 'Pass1' }, 'AUTH Pass1'],
  [['--user', 'song'], '', { [ENV]: 'Pass1' }, 'AUTH song Pass1'],
  [['--user', 'song'], '', { [`${ENV}_FILE`]: 'pass.txt' }, 'AUTH song Pass2'],
  [[], USERS, { SONG: 'Pass3' }, 'AUTH song Pass3'],
  [['--user', 'ann'], USERS, {}, 'AUTH ann Pass4'],
  [[], USERS, { SONG: 'Pass3', [ENV]: 'Pass1' }, 'AUTH Pass1'],
  [[], '', { REDIS_HOSTPORT_ACL_PASSWORD: 'Pass5' }, 'AUTH song Pass5'],
  [[], '', { REDIS_HOSTPORT_ACL_PASSWORD: 'Pass5', REDIS_HOSTPORT_ACL_USER: 'app' }, 'AUTH app Pass5'],
  [
    [],
    USERS,
    {},
    undefined,
    /password of ACL user song: the environment variable SONG is not set\nSet it here, or REDIS_HOSTPORT_REDIS_PASSWORD/,
  ],
  [['--user', 'eve'], USERS, {}, undefined, /there is no password for user eve/],
  [[], '', { [ENV]: 'Pass1', [`${ENV}_FILE`]: 'pass.txt' }, undefined, /are both set/],
  [
    [],
    '',
    { [`${ENV}_FILE`]: 'no.txt' },
    undefined,
    /REDIS_HOSTPORT_REDIS_PASSWORD_FILE: no\.txt cannot be read: there is no such file/,
  ],
];

async function loginOf(
  t: Test,
  [argv, config, env, , error]: Row,
): Promise<{ seen: string[]; text: string; code: number }> {
  const seen: string[] = [];
  const port = await fakeServer(t, '127.0.0.1', (words) => {
    if (words[0] === 'AUTH') seen.push(words.join(' '));
    return words[0] === 'AUTH' ? '+OK\r\n' : answer(words.join(' '));
  });
  const files = { 'redis-hostport.yaml': HEAD + config, 'pass.txt': 'Pass2\n', 'ann.txt': 'Pass4' };
  const { out, err, code } = await run(['verify', '--redis', '--port', String(port), ...argv], { env, files });
  if (!error && err !== '') throw new Error(err);
  return { seen, text: out + err, code };
}

function answer(command: string): string {
  if (command === 'CLUSTER NODES') return bulk('aaa :6379@16379 myself,master - 0 0 0 connected\n');
  if (command.startsWith('CONFIG')) return `*2\r\n${bulk('cluster-announce-ip')}${bulk('')}`;
  return command === 'DBSIZE' ? ':0\r\n' : bulk('cluster_state:fail\r\n');
}

t.test('who logs in', async (t) => {
  for (const row of ROWS) {
    const [argv, config, env, expected, error] = row;
    const title =
      [...argv, config && 'users configured', ...Object.keys(env)].filter(Boolean).join(' ') || 'nothing given';
    const { seen, text, code } = await loginOf(t, row);
    t.strictSame(seen, expected === undefined ? [] : [expected], title);
    t.notMatch(text, /Pass\d/, `${title}: no password in the output`);
    if (!error) continue;
    t.equal(code, 2, title);
    t.match(text, error, title);
  }
});
