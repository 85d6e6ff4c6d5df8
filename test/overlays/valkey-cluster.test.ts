import t from 'tap';
import { chartStream, noCharts } from '../helpers/charts.js';
import { run } from '../helpers/fake-io.js';
import { objectsIn } from '../helpers/objects.js';

interface Workload {
  kind: string;
  metadata: { name: string };
  data: Record<string, string>;
  spec: {
    replicas: number;
    podManagementPolicy: string;
    template: {
      spec: {
        affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: { weight: number }[] } };
        containers: { ports: { name: string; containerPort: number; hostPort?: number }[] }[];
      };
    };
  };
}

const read = (text: string): Workload[] => objectsIn(text);
const stream = () => chartStream('valkey-cluster-2.1.1/ext.helm3');

t.test('bitnami/valkey-cluster comes out as the sister chart does', { skip: noCharts }, async (t) => {
  const { code, out, err } = await run([], { stdin: stream(), env: { REDIS_HOSTPORT_ACL_PASSWORD: 'orchid-9' } });
  t.equal(err, '');
  t.equal(code, 0);
  const documents = read(out);
  const [statefulSet] = documents.filter(({ kind }) => kind === 'StatefulSet');
  t.equal(statefulSet?.spec.podManagementPolicy, 'OrderedReady');
  const { affinity, containers } = statefulSet?.spec.template.spec ?? {};
  const terms = affinity?.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  t.same(
    terms.map(({ weight }) => weight),
    [6, 5, 4, 3, 2, 1],
  );
  t.same(containers?.[0]?.ports, [
    { name: 'tcp-redis', containerPort: 6379, hostPort: 6379 },
    { name: 'tcp-redis-bus', containerPort: 16379, hostPort: 16379 },
  ]);
  const config = documents.find(({ metadata }) => metadata?.name === 'ds-valkey-valkey-cluster-default');
  t.match(config?.data['valkey-default.conf']?.split('\n').at(-1), /^user song on #[0-9a-f]{64} ~\* &\* \+@all$/);
  const again = await run([], { stdin: out, env: { REDIS_HOSTPORT_ACL_PASSWORD: 'orchid-9' } });
  t.equal(again.out, out, 'a second run changes nothing');
  const kept = new Set(out.split('\n'));
  t.same(
    stream()
      .toString()
      .split('\n')
      .filter((line) => !kept.has(line)),
    [],
    'no line is lost',
  );
});

t.test('its readiness deadlock is refused with its own values', { skip: noCharts }, async (t) => {
  const waiting = stream()
    .toString()
    .replace(/^( *)ping\n( *)\)\n/m, '$1ping\n$2)\n$2valkey-cli cluster info | grep cluster_state:ok\n');
  const { code, out, err } = await run([], { stdin: waiting });
  t.equal(code, 2);
  t.equal(out, '');
  t.match(err, /waits for cluster_state/);
  t.match(err, /valkey\.podManagementPolicy/);
});

t.test('rules are checked against that server and its version', { skip: noCharts }, async (t) => {
  const args = ['--set', 'overlays.acl-user.users[0].name=app', '--set', 'overlays.acl-user.users[0].password.env=P'];
  const call = (tag: string) =>
    run([...args, '--set', 'overlays.acl-user.users[0].rules=~* +@all db\\=0'], {
      stdin: stream().toString().replaceAll('valkey-cluster:8.0.2-', `valkey-cluster:${tag}-`),
      env: { P: 'orchid-9' },
    });
  t.equal((await call('9.1.2')).err, '', 'databases in rules came with 9.1');
  const { code, err } = await call('8.0.2');
  t.equal(code, 2);
  t.match(err, /needs Valkey 9\.1, and the image is Valkey 8\.0/);
});
