import { createHash } from 'node:crypto';
import t from 'tap';
import { run } from '../../helpers/fake-io.js';
import { objectsIn } from '../../helpers/objects.js';

/** A StatefulSet and a configuration of our own, as a chart would render them. */
function stream({
  config = 'port 6379\n# last',
  volumes = 'volumes: [{name: redis-data, emptyDir: {}}]',
  claims = '',
} = {}): string {
  const labels = 'labels: {app.kubernetes.io/name: redis-cluster, app.kubernetes.io/instance: a}';
  const text = config.replace(/^/gm, '    ');
  return `---
apiVersion: v1
kind: ConfigMap
metadata:
  name: a-redis-cluster-default
  ${labels}
data:
  redis-default.conf: |-
${text}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: a-redis-cluster
  ${labels}
spec:
  replicas: 1
  template:
    spec:
      ${volumes}
      containers:
        - image: registry.example.com/redis-cluster:7.2.5
          ports: [{name: tcp-redis, containerPort: 6379}, {name: tcp-redis-bus, containerPort: 16379}]
${claims}`;
}

const PASSWORD = `pässword with "quotes" and 'more' \\x41`;
const hash = (password: string): string => createHash('sha256').update(password, 'utf8').digest('hex');

async function rendered(input: string, argv: string[] = [], env: Record<string, string> = { P: PASSWORD }) {
  const users =
    'apiVersion: redis-hostport/v1\nkind: Config\noverlays: {acl-user: {users: [{name: song, password: {env: P}}]}}\n';
  const outcome = await run(argv, { stdin: input, env, files: { 'redis-hostport.yaml': users } });
  if (outcome.code !== 0) throw new Error(outcome.err);
  const [config, set] = objectsIn(outcome.out);
  return { ...outcome, lines: config?.data['redis-default.conf'].split('\n') ?? [], template: set?.spec.template };
}

t.test('the password is written as its hash', async (t) => {
  const { lines, out } = await rendered(stream());
  t.equal(lines.at(-1), `user song on #${hash(PASSWORD)} ~* &* +@all`);
  t.notMatch(out, PASSWORD);
});

t.test('passwordFormat plain quotes what Redis splits at', async (t) => {
  const { lines } = await rendered(stream(), ['--set', 'overlays.acl-user.passwordFormat=plain']);
  const quoted = PASSWORD.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  const bytes = [...Buffer.from(`>${quoted}`)].map((byte) =>
    byte > 126 ? `\\x${byte.toString(16)}` : String.fromCharCode(byte),
  );
  const line = lines.at(-1) ?? '';
  t.ok([`user song on ">${quoted}" ~* &* +@all`, `user song on "${bytes.join('')}" ~* &* +@all`].includes(line));
});

t.test('a plain password with a line break of YAML leaves the text in its lines', async (t) => {
  for (const [character, escaped] of [
    ['\u0085', '\\xc2\\x85'],
    ['\u2028', '\\xe2\\x80\\xa8'],
    ['\u2029', '\\xe2\\x80\\xa9'],
    ['\ufeff', '\\xef\\xbb\\xbf'],
  ] as const) {
    const env = { P: `a${character}b` };
    const { out } = await rendered(stream(), ['--set', 'overlays.acl-user.passwordFormat=plain'], env);
    t.ok(
      out.includes(`redis-default.conf: |-\n    port 6379\n    # last\n    user song on ">a${escaped}b" ~* &* +@all\n`),
      escaped,
    );
  }
});

t.test('a password file: one line break at its end is not part of it', async (t) => {
  const files = { '/run/song': `${PASSWORD}\r\n` };
  const env = { REDIS_HOSTPORT_ACL_PASSWORD_FILE: '/run/song', REDIS_HOSTPORT_ACL_USER: 'other' };
  const { out } = await run([], { stdin: stream(), env, files });
  t.match(out, `user other on #${hash(PASSWORD)} ~* &* +@all`);
  const both = await run([], { stdin: stream(), files, env: { ...env, REDIS_HOSTPORT_ACL_PASSWORD: 'x' } });
  t.same([both.code, both.out], [2, '']);
  t.match(both.err, /are both set/);
  const missing = await run([], { stdin: stream(), env });
  t.match(missing.err, /the file \/run\/song cannot be read: there is no such file/);
});

t.test('two passwords for a time of change', async (t) => {
  const config = (password: string): string =>
    `apiVersion: redis-hostport/v1\nkind: Config\noverlays: {acl-user: {users: [{name: song, password: ${password}}]}}\n`;
  const render = (password: string, env = {}) =>
    run([], { stdin: stream(), env, files: { 'redis-hostport.yaml': config(password), old: 'old\n' } });
  const { out } = await render('[{ env: P }, { file: old }]', { P: PASSWORD });
  t.match(out, `user song on #${hash(PASSWORD)} #${hash('old')} ~* &* +@all`);
  // password: | what is said
  const rows: [string, string][] = [
    ['[{ env: P }, { file: old }]', 'the password of ACL user song: the environment variable P is not set'],
    ['[]', 'user `song` has no password: the list is empty'],
    ['hello', 'overlays.acl-user.users[0].password must be a mapping'],
    ['[hello]', 'overlays.acl-user.users[0].password[0] must be a mapping'],
    ['[{ enf: P }]', 'users[0].password[0] has no setting "enf"; did you mean env?'],
  ];
  for (const [password, message] of rows) {
    const { code, out, err } = await render(password);
    t.same([code, out], [2, '']);
    t.ok(err.includes(message), `${password}: ${err}`);
  }
});

t.test('off is off, whatever the environment says', async (t) => {
  const env = { REDIS_HOSTPORT_ACL_PASSWORD: PASSWORD };
  const { out } = await run(['--set', 'overlays.acl-user=false'], { stdin: stream(), env });
  t.notMatch(out, 'user song');
});

// what                          volumes and claims                                                       rolled
const DATA: readonly (readonly [what: string, parts: { volumes: string; claims?: string }, rolled: boolean])[] = [
  ['an emptyDir', { volumes: 'volumes: [{name: redis-data, emptyDir: {}}]' }, false],
  ['a claim', { volumes: 'volumes: [{name: redis-data, persistentVolumeClaim: {claimName: x}}]' }, true],
  [
    'a claim template',
    { volumes: 'volumes: []', claims: '  volumeClaimTemplates: [{metadata: {name: redis-data}}]\n' },
    true,
  ],
  [
    'a template beside an emptyDir wins',
    {
      volumes: 'volumes: [{name: redis-data, emptyDir: {}}]',
      claims: '  volumeClaimTemplates: [{metadata: {name: redis-data}}]\n',
    },
    true,
  ],
  [
    'a template of another name',
    {
      volumes: 'volumes: [{name: redis-data, emptyDir: {}}]',
      claims: '  volumeClaimTemplates: [{metadata: {name: other}}]\n',
    },
    false,
  ],
];

t.test('the pods roll for a new user only where their data survives it', async (t) => {
  for (const [what, parts, rolled] of DATA) {
    const { template } = await rendered(stream(parts));
    t.equal(template.metadata?.annotations?.['redis-hostport/checksum-acl'] !== undefined, rolled, what);
  }
  const claims = { volumes: 'volumes: []', claims: '  volumeClaimTemplates: [{metadata: {name: redis-data}}]\n' };
  const sum = async (password: string) =>
    (await rendered(stream(claims), [], { P: password })).template.metadata.annotations;
  t.same(await sum('a'), await sum('a'), 'the same password, the same checksum');
  t.notSame(await sum('a'), await sum('b'), 'another password, another checksum');
});
