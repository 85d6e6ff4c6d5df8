import t from 'tap';
import { questions } from '../../../../src/commands/verify/servers/ask.js';
import { type Access, askAll, survey } from '../../../../src/redis/session.js';
import { bulk, fakeServer } from '../../../redis/fake-server.js';

const ACCESS: Access = { user: undefined, passwords: [], timeoutMs: 300, tls: undefined };
const NODES = 'aaa 127.0.0.1:1@2 myself,master - 0 0 1 connected 0-16383\n';
const FACTS = [
  '# Server',
  'uptime_in_seconds:42',
  'server_time_usec:1700000100000000',
  '# Persistence',
  'aof_enabled:0',
  'rdb_changes_since_last_save:3',
  'rdb_last_save_time:1700000000',
  'rdb_last_bgsave_status:ok',
  'aof_last_write_status:err',
  '# Replication',
  'role:slave',
  'master_link_status:down',
  '',
].join('\r\n');
const INFO = 'cluster_state:ok\r\ncluster_current_epoch:7\r\n';

/** A healthy master of one; `instead` answers first. */
const healthy =
  (instead: (command: string) => string | undefined = () => undefined) =>
  (words: readonly string[]): string | undefined => {
    const command = words.join(' ');
    const answers: Record<string, string> = {
      'CLUSTER NODES': bulk(NODES),
      'CLUSTER INFO': bulk(INFO),
      'CONFIG GET cluster-announce-ip': `*2\r\n${bulk('cluster-announce-ip')}${bulk('10.0.0.4')}`,
      'CONFIG GET cluster-preferred-endpoint-type': '*0\r\n',
      DBSIZE: ':12\r\n',
      'CONFIG GET save': `*2\r\n${bulk('save')}${bulk('3600 1')}`,
      INFO: bulk(FACTS),
    };
    return instead(command) ?? answers[command] ?? '-ERR unknown command\r\n';
  };

t.test('a server that answers', async (t) => {
  const port = await fakeServer(t, '127.0.0.1', healthy());
  const [asked] = await askAll([{ ip: '127.0.0.1', port }], ACCESS, questions);
  t.match(asked?.answer, {
    own: { id: 'aaa' },
    announced: '10.0.0.4',
    state: 'ok',
    epoch: 7,
    keys: 12,
    inSync: false,
    uptime: 42,
    appendOnly: false,
    savePoints: '3600 1',
    unsaved: 3,
    snapshotAge: 100,
    failed: ['aof_last_write_status'],
  });
  t.equal(asked?.answer?.nodes.length, 1);
});

t.test('a server that sends clients to host names', async (t) => {
  const setting = (name: string, value: string): string => `*2\r\n${bulk(name)}${bulk(value)}`;
  const answers: Record<string, string> = {
    'CONFIG GET cluster-preferred-endpoint-type': setting('cluster-preferred-endpoint-type', 'hostname'),
    'CONFIG GET cluster-announce-hostname': setting('cluster-announce-hostname', 'n0.example.org'),
    'CLUSTER NODES': bulk('aaa 10.244.0.1:6379@16379,n0.example.org myself,master - 0 0 1 connected 0-16383\n'),
  };
  const port = await fakeServer(
    t,
    '127.0.0.1',
    healthy((command) => answers[command]),
  );
  const [asked] = await askAll([{ ip: '127.0.0.1', port }], ACCESS, questions);
  t.match(asked?.answer, {
    announced: 'n0.example.org',
    announcedBy: 'cluster-announce-hostname',
    nodes: [{ ip: 'n0.example.org', memberIp: '10.244.0.1' }],
  });
});

t.test('a user who may not ask everything', async (t) => {
  const refuse = (command: string): string | undefined =>
    /^(CONFIG|DBSIZE|INFO)/.test(command)
      ? "-NOPERM this user has no permissions to run the 'x' command\r\n"
      : undefined;
  const port = await fakeServer(t, '127.0.0.1', healthy(refuse));
  const [asked] = await askAll([{ ip: '127.0.0.1', port }], ACCESS, questions);
  t.match(asked?.answer, {
    own: { id: 'aaa' },
    announced: undefined,
    keys: undefined,
    inSync: undefined,
    appendOnly: undefined,
    savePoints: undefined,
    snapshotAge: undefined,
    failed: [],
  });
});

t.test('the login', async (t) => {
  const seen: string[] = [];
  const note = (command: string): string | undefined => {
    if (!command.startsWith('AUTH')) return undefined;
    seen.push(command);
    return command.endsWith('right') ? '+OK\r\n' : '-WRONGPASS invalid username-password pair\r\n';
  };
  const port = await fakeServer(t, '127.0.0.1', healthy(note));
  const ask = (user: string | undefined, ...passwords: string[]) =>
    askAll([{ ip: '127.0.0.1', port }], { ...ACCESS, user, passwords }, questions);
  t.ok((await ask('song', 'right'))[0]?.answer);
  t.ok((await ask(undefined, 'right'))[0]?.answer);
  const [refused] = await ask('song', 'Hidden1');
  t.match(refused?.silence, { kind: 'login', message: /^WRONGPASS/ });
  t.notMatch(JSON.stringify(refused), 'Hidden1', 'the password is in no message');
  t.ok((await ask('song', 'Hidden1', 'right'))[0]?.answer, 'one of several');
  const all = ['AUTH song right', 'AUTH right', 'AUTH song Hidden1', 'AUTH song Hidden1', 'AUTH song right'];
  t.strictSame(seen, all, 'without a user as Redis 5 takes it');
});

t.test('what stays silent costs no more than its limits, all at once', async (t) => {
  const silent = await fakeServer(t, '127.0.0.1', () => undefined);
  const loading = await fakeServer(t, '127.0.0.1', () => '-LOADING Redis is loading the dataset in memory\r\n');
  const noCluster = await fakeServer(t, '127.0.0.1', () => '-ERR This instance has cluster support disabled\r\n');
  const begin = Date.now();
  const ports = [silent, loading, noCluster, 1];
  const asked = await askAll(
    ports.map((port) => ({ ip: '127.0.0.1', port })),
    ACCESS,
    questions,
  );
  t.ok(Date.now() - begin < 2000, 'bounded');
  t.match(
    asked.map(({ silence }) => silence),
    [
      { kind: 'failed', message: 'no answer within 0.3 s' },
      { kind: 'failed', message: /^LOADING/ },
      { kind: 'failed', message: /cluster support disabled/ },
      { kind: 'unreachable', message: 'connection refused: nothing listens there' },
    ],
  );
});

t.test('addresses that only the cluster names are asked, too', async (t) => {
  const second = await fakeServer(t, '127.0.0.2', healthy());
  const both = `${NODES}bbb 127.0.0.2:${second}@1 slave aaa 0 0 1 connected\nccc :0@0 slave,noaddr aaa 0 0 1 disconnected\n`;
  const first = await fakeServer(
    t,
    '127.0.0.1',
    healthy((command) => (command === 'CLUSTER NODES' ? bulk(both) : undefined)),
  );
  const asked = await survey(
    [
      { ip: '127.0.0.1', port: first },
      { ip: '127.0.0.1', port: first },
    ],
    ACCESS,
    questions,
  );
  t.strictSame(
    asked.map(({ ip, port }) => `${ip}:${port}`),
    [`127.0.0.1:${first}`, '127.0.0.1:1', `127.0.0.2:${second}`],
  );
});

t.test('a login that every server refuses is an error, not a finding', async (t) => {
  const port = await fakeServer(t, '127.0.0.1', () => '-NOAUTH Authentication required.\r\n');
  const addresses = [{ ip: '127.0.0.1', port }];
  await t.rejects(survey(addresses, ACCESS, questions), {
    code: 'config',
    message: /^the servers want a login \(127\.0\.0\.1: NOAUTH/,
  });
  await t.rejects(survey(addresses, { ...ACCESS, user: 'song', passwords: ['Hidden1'] }, questions), {
    code: 'config',
    message: /^no server takes the login of user song/,
  });
  const narrow = await fakeServer(
    t,
    '127.0.0.1',
    () => "-NOPERM this user has no permissions to run the 'cluster|myid' command\r\n",
  );
  await t.rejects(survey([{ ip: '127.0.0.1', port: narrow }], ACCESS, questions), {
    message: /^user default may not ask \(127\.0\.0\.1: NOPERM/,
  });
});
