import { readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';
import { type Call, run } from '../../helpers/fake-io.js';
import { inProject } from '../../helpers/project.js';

const stdin = readFileSync(inProject('test', 'commands', 'nodes.json'));
const SIX = ['init', '--count', '6'];
const THREE = ['--node', 'c=10.0.0.3', '--node', 'a=10.0.0.1', '--node', 'b=10.0.0.2', '--set', 'install.replicas=0'];

t.test('where it writes', async (t) => {
  // what, arguments, environment, the file
  const rows: [string, string[], Record<string, string>, string][] = [
    ['by default', [], {}, './redis-hostport.yaml'],
    ['--output', ['--output', 'conf/r.yaml'], {}, 'conf/r.yaml'],
    ['--config', ['--config', 'r.yaml'], {}, 'r.yaml'],
    ['$REDIS_HOSTPORT_CONFIG', [], { REDIS_HOSTPORT_CONFIG: 'env.yaml' }, 'env.yaml'],
    ['--output before all', ['-o', 'o.yaml', '-c', 'c.yaml'], { REDIS_HOSTPORT_CONFIG: 'env.yaml' }, 'o.yaml'],
  ];
  for (const [what, argv, env, file] of rows) {
    const { code, out, err, files } = await run([...SIX, ...argv], { stdin, env });
    t.same([code, out, Object.keys(files)[0]], [0, '', file], what);
    t.match(err, `redis-hostport: ${file}: 6 nodes, 3 masters with 1 replica each\n`);
  }
});

t.test('never overwrites without --force', async (t) => {
  const call: Call = { stdin, files: { './redis-hostport.yaml': 'mine' } };
  const refused = await run(SIX, call);
  t.same([refused.code, refused.out, refused.files], [2, '', {}]);
  t.match(
    refused.err,
    'redis-hostport: ./redis-hostport.yaml: is there already\n--force overwrites it, --output FILE writes another file, --output - prints.\n',
  );
  const forced = await run([...SIX, '--force'], call);
  t.same([forced.code, Object.keys(forced.files)], [0, ['./redis-hostport.yaml', 'redis-hostport.schema.json']]);
});

t.test('the schema line leads to the schema', async (t) => {
  const first = async (files: Call['files']): Promise<string | undefined> => {
    const { files: written } = await run([...SIX, '-o', 'conf/r.yaml'], { stdin, ...(files && { files }) });
    return written['conf/r.yaml']?.split('\n')[0];
  };
  t.equal(await first({}), '# yaml-language-server: $schema=./redis-hostport.schema.json');
  const { files } = await run([...SIX, '-o', 'conf/r.yaml'], { stdin });
  t.equal(files['conf/redis-hostport.schema.json'], (await run(['schema'])).out, 'and writes it there');
  t.equal(
    await first({ 'conf/schemas/config.schema.json': '{}' }),
    '# yaml-language-server: $schema=./schemas/config.schema.json',
    'in a clone the one that lies there',
  );
});

t.test('--node keeps its order and reads nothing', async (t) => {
  const { out, code } = await run(['init', ...THREE, '-o', '-']);
  t.equal(code, 0);
  t.same(
    parse(out).nodes.map(({ name }: { name: string }) => name),
    ['c', 'a', 'b'],
  );
});

t.test('the placement that holds', async (t) => {
  const pinned = {
    'announce-host-ip': false,
    'node-affinity': { placement: 'pinned', pin: 'volume' },
    'ordered-ready': false,
  };
  const announced = { 'announce-host-ip': {}, 'node-affinity': { placement: 'runbook' }, 'ordered-ready': false };
  const onNodes = { 'local-data': {}, ...announced, 'announce-host-ip': false };
  // what, arguments, overlays
  const rows: [string, string[], Record<string, unknown>][] = [
    ['from kubectl', SIX, onNodes],
    ['from names', ['init', ...THREE], onNodes],
    ['from kubectl, data elsewhere', [...SIX, '--data', 'claim'], announced],
    ['from names, data elsewhere', ['init', ...THREE, '--data', 'pod'], pinned],
    ['from names with InternalIPs', ['init', ...THREE, '--internal-ips', '--data', 'claim'], announced],
    ['as asked for', ['init', ...THREE, '--set', 'overlays.node-affinity={}'], { ...onNodes, 'node-affinity': {} }],
  ];
  for (const [what, argv, overlays] of rows) {
    const { out } = await run([...argv, '-o', '-'], { stdin });
    t.same(parse(out).overlays, overlays, what);
  }
});

t.test('where the data lies', async (t) => {
  const nodes = JSON.parse(stdin.toString());
  const storageClass = (provisioner: string, isDefault: string) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: provisioner, annotations: { 'storageclass.kubernetes.io/is-default-class': isDefault } },
    provisioner,
  });
  const PROVISIONER = 'driver.longhorn.io';
  // what, StorageClasses, arguments, whether overlay local-data is on, persistence.enabled, what is said
  const rows: [string, object[], string[], boolean, boolean, RegExp][] = [
    ['no StorageClass', [], [], true, true, /on the disk of the pod's own node .*; it survives: crash, pod deleted/],
    ['a default one', [storageClass(PROVISIONER, 'true')], [], false, true, /in a claim .*; it survives: crash/],
    ['another one', [storageClass(PROVISIONER, 'false')], [], true, true, /on the disk/],
    ['one that provisions nothing', [storageClass('kubernetes.io/no-provisioner', 'true')], [], true, true, /on the/],
    ['asked for', [storageClass(PROVISIONER, 'true')], ['--data', 'node'], true, true, /on the disk/],
    ['asked for', [], ['--data', 'claim'], false, true, /in a claim/],
    [
      'asked for',
      [],
      ['--data', 'pod'],
      false,
      false,
      /in an emptyDir .*not a deleted pod, a rolling update or a lost node/,
    ],
    ['set', [], ['--set', 'overlays.local-data=false'], false, true, /in a claim/],
  ];
  for (const [what, classes, argv, local, persistence, said] of rows) {
    const input = JSON.stringify({ ...nodes, items: [...nodes.items, ...classes] });
    const { out, err } = await run([...SIX, ...argv, '-o', '-'], { stdin: input });
    const { overlays, install } = parse(out);
    t.equal(Boolean(overlays['local-data']), local, what);
    t.equal(install.persistence.enabled, persistence, what);
    t.match(err, said, what);
  }
  const { code, out, err } = await run([...SIX, '--data', 'nodes'], { stdin });
  t.same([code, out], [2, '']);
  t.match(err, /--data cannot be nodes; did you mean node\?/);
});

t.test('comments speak of what is there', async (t) => {
  const set = (setting: string) => run(['init', ...THREE, '-o', '-', '--set', setting]);
  const user = await set('overlays.acl-user.users[0].name=app,overlays.acl-user.users[0].password.env=APP');
  t.notMatch(user.out, 'SONG_PASSWORD', 'no example beside a user');
  const ordered = await set('overlays.ordered-ready={}');
  t.notMatch(ordered.out, 'Off: the order', 'no reason for what is on');
  const none = await set('install.persistence=null');
  t.notMatch(none.out, 'a roll of all pods');
});

t.test('every other command reads what init writes', async (t) => {
  for (const argv of [
    SIX,
    ['init', ...THREE],
    ['init', '--control-plane', '--tolerate', 'dedicated', '--count', '10'],
  ]) {
    const { files } = await run(argv, { stdin });
    const written = files['./redis-hostport.yaml'] ?? '';
    for (const command of ['plan', 'values', 'labels', 'endpoints']) {
      const { code, err } = await run([command], { files: { 'redis-hostport.yaml': written } });
      t.same([code, err], [0, ''], `${argv.join(' ')}, then ${command}`);
    }
    const { out } = await run(['values'], { files: { 'redis-hostport.yaml': written } });
    t.same(parse(out).redis.podManagementPolicy, 'Parallel', 'as ordered-ready: false says');
  }
});
