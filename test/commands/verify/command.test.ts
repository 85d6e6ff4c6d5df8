import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import t from 'tap';
import { validateXML } from 'xmllint-wasm';
import { type Call, type Outcome, run } from '../../helpers/fake-io.js';
import { validatorOf } from '../../helpers/schema.js';
import { kubectl, listOf, NAMES, objectsOf, swap, world } from './world.js';

const xsd = readFileSync(createRequire(import.meta.url).resolve('junit-processor/schemas/jenkins-junit.xsd'), 'utf8');
const CONFIG = 'apiVersion: redis-hostport/v1\nkind: Config\n';
const right = kubectl(world());
const wrong = kubectl(world((made) => swap(made, 1, 3)));
const other = world((made) => {
  made.release = 'other';
  swap(made, 0, 1);
});
const both = kubectl(world(), other);
const cordoned = kubectl(
  world((made) => {
    for (const one of made.nodes) one.cordoned = one.name === 'dio-worker01';
  }),
);

type Row = [argv: string[], call: Call, expected: { code: number; out?: RegExp; err?: RegExp }];

const ROWS: Row[] = [
  // arguments, standard input and files, what comes of it
  [[], { stdin: right }, { code: 0, out: /All is right: 6 pods run on the nodes whose IPs they announce\.\n$/ }],
  [[], { stdin: wrong }, { code: 1, out: /WRONG: 10\.0\.0\.5 is dio-master02\n.*\n1 error\n$/s }],
  [[], { stdin: cordoned }, { code: 0, out: /\n1 warning\n$/ }],
  [['--fail-on', 'warning'], { stdin: cordoned }, { code: 1 }],
  [['--fail-on', 'info'], { stdin: right }, { code: 2, err: /--fail-on cannot be info; there are: error, warning/ }],
  [['a.json'], { files: { 'a.json': wrong } }, { code: 1 }],
  [['-'], { stdin: wrong }, { code: 1 }],
  [['-'], {}, { code: 2, err: /standard input is a terminal/ }],
  [
    ['pods.json', 'rest.json'],
    {
      files: {
        'pods.json': listOf(objectsOf(world()).filter(({ kind }) => kind === 'Pod')),
        'rest.json': listOf(objectsOf(world()).filter(({ kind }) => kind !== 'Pod')),
      },
    },
    { code: 0 },
  ],
  [
    [],
    {},
    {
      code: 2,
      err: /standard input is a terminal\nredis-hostport verify -n NAMESPACE, or: kubectl -n NAMESPACE get pods,nodes,statefulsets,services -o json \| /,
    },
  ],
  [[], { stdin: ' \n' }, { code: 2, err: /<stdin>: the input is empty: did kubectl fail\?/ }],
  [[], { stdin: 'NAME  READY\n' }, { code: 2, err: /<stdin>: this is not JSON: was `-o json` left out\?/ }],
  [[], { stdin: 'apiVersion: v1\n' }, { code: 2, err: /was `-o json` left out/ }],
  // kubectl's own words, and more than one JSON text
  [
    [],
    { stdin: 'error: the server doesn\'t have a resource type "statefulset"\n' },
    {
      code: 2,
      err: /^redis-hostport: <stdin>:1: this line is a message of kubectl \(error …\), not JSON\nRun that command alone: kubectl failed, and says why\. Give it what this prints: kubectl -n NAMESPACE get pods/,
    },
  ],
  [
    [],
    { stdin: 'No resources found in redis-cluster namespace.\n' },
    { code: 2, err: /<stdin>:1: this line is a message of kubectl \(No resources found …\), not JSON/ },
  ],
  [
    [],
    { stdin: `Warning: v1 ComponentStatus is deprecated\n${kubectl(world())}` },
    { code: 2, err: /<stdin>:1: .*kubectl \(Warning …\), not JSON\nLeave `2>&1` out, which mixes them\. Give it/ },
  ],
  [
    [],
    { stdin: '{\n  "kind": "List",\n  "items": []\n}\nError from server (NotFound): pods "x" not found\n' },
    { code: 2, err: /<stdin>:5: .*kubectl \(Error from server …\), not JSON\nLeave `2>&1` out/ },
  ],
  [
    [],
    { stdin: '{\n  "kind": "List",\n  "items": []\n}\n{\n  "kind": "List",\n  "items": []\n}\n' },
    {
      code: 2,
      err: /<stdin>:5: a second JSON text begins here\nAsk for all kinds at once, or save each answer.* Give it/,
    },
  ],
  [
    [],
    { stdin: '{"kind":"List","items":[]}\n{"kind":"List","items":[]}' },
    { code: 2, err: /<stdin>:2: a second JSON text begins here\n/ },
  ],
  // Each line could begin a text: only the first that may is tried.
  [[], { stdin: `{"items":[\n${'{}\n'.repeat(200_000)}` }, { code: 2, err: /JSON/ }],
  [[], { stdin: 'Flag --x has been deprecated\n{"kind":"List","items":[]}' }, { code: 2, err: /<stdin>:1: .*Flag --/ }],
  [[], { stdin: '{"kind": ' }, { code: 2, err: /<stdin>: not valid JSON: it ends in the middle, was it cut\?/ }],
  [
    [],
    { stdin: '{"value": "hunter2" "kind": "List"}' },
    { code: 2, err: /^redis-hostport: <stdin>: not valid JSON\n/ },
  ],
  [[], { stdin: `\ufeff${right}` }, { code: 0 }],
  [
    [],
    { stdin: Buffer.from(`\ufeff${right}`, 'utf16le') },
    { code: 2, err: /<stdin>: the input is UTF-16 text, JSON is UTF-8\n.*Out-File/ },
  ],
  [
    [],
    { stdin: Buffer.from(right, 'utf16le').swap16() },
    { code: 2, err: /<stdin>: the input is UTF-16BE text, JSON is UTF-8\n/ },
  ],
  [[], { stdin: '[]' }, { code: 2, err: /not a Kubernetes object/ }],
  [['no.json'], {}, { code: 2, err: /no\.json: cannot be read: there is no such file/ }],
  [[], { stdin: listOf([]) }, { code: 2, err: /no StatefulSet of .*bitnami\/redis-cluster.* in the input \(0 pods\)/ }],
  [
    [],
    { stdin: both },
    {
      code: 2,
      err: /the cluster has 2 releases.*\n {2}ds-redis in namespace redis-cluster: StatefulSet ds-redis-redis-cluster\n {2}other /,
    },
  ],
  [['--set', 'release=ds-redis'], { stdin: both }, { code: 0 }],
  [['--set', 'release=other'], { stdin: both }, { code: 1, out: /^other in namespace/ }],
  [['--set', 'release=none'], { stdin: both }, { code: 2, err: /the cluster has no release named none:\n/ }],
  [
    ['--set', 'release=*'],
    { stdin: both },
    {
      code: 1,
      out: /^ds-redis .*\nother in namespace redis-cluster\n {2}error {4}Pods 0 and 1 .* {2}pods-swapped\n/s,
    },
  ],
  [['--format', 'xml'], { stdin: right }, { code: 2, err: /--format cannot be xml/ }],
  [['--format', 'json', '--format', 'junit'], { stdin: right }, { code: 2, err: /cannot both go to standard output/ }],
  [['--user', 'song'], { stdin: right }, { code: 2, err: /--user is about asking the servers and needs --redis/ }],
  [['--redis', '--timeout', '0'], { stdin: right }, { code: 2, err: /--timeout takes seconds, from 0.1 to 60, not 0/ }],
  [
    ['--redis', '--port', 'http'],
    { stdin: right },
    { code: 2, err: /--port takes a port number, from 1 to 65535, not http/ },
  ],
  [['--redis', '--cacert', 'ca.pem'], { stdin: right, files: { 'ca.pem': '' } }, { code: 2, err: /need --tls/ }],
  [
    ['--redis', '--tls', '--cacert', 'ca.pem'],
    { stdin: right },
    { code: 2, err: /--cacert: ca\.pem cannot be read: there is no such file/ },
  ],
  [['--redis'], {}, { code: 2, err: /which servers\? Neither objects from kubectl nor nodes in the configuration/ }],
  [['--redis', '--user', 'song'], { stdin: right }, { code: 2, err: /there is no password for user song/ }],
];

const text = ({ out, err }: Outcome): string => out + err;

t.test('arguments, input, output and exit code', async (t) => {
  for (const [argv, call, { code, out, err }] of ROWS) {
    const outcome = await run(['verify', ...argv], call);
    const title = ['verify', ...argv].join(' ');
    t.equal(outcome.code, code, `${title}: exit code`, { text: text(outcome) });
    if (out) t.match(outcome.out, out, title);
    if (err) t.match(outcome.err, err, title);
    if (code === 2) t.equal(outcome.out, '', `${title}: nothing on standard output`);
  }
});

t.test('an answer of the API itself, whose items name no kind', async (t) => {
  const items = objectsOf(world());
  const of = (kind: string) =>
    items.filter((one) => one.kind === kind).map(({ kind: _, apiVersion: __, ...rest }) => rest);
  const files = Object.fromEntries(
    ['Pod', 'Node', 'StatefulSet', 'Service'].map((kind) => [
      kind,
      JSON.stringify({ kind: `${kind}List`, items: of(kind) }),
    ]),
  );
  const { code, out } = await run(['verify', ...Object.keys(files)], { files });
  t.equal(code, 0, out);
});

t.test('the same name in another namespace is another pod', async (t) => {
  const away = world((made) => {
    made.namespace = 'away';
    swap(made, 1, 3);
  });
  const { out } = await run(['verify', '--set', 'release=*', '--format', 'json'], { stdin: kubectl(world(), away) });
  const { findings } = JSON.parse(out);
  t.strictSame(
    findings.map(({ release, check }: { release: string; check: string }) => [release, check]),
    [['ds-redis in namespace away', 'pods-swapped']],
  );
});

t.test('json has the form of its schema', async (t) => {
  const validate = validatorOf('verify-report');
  for (const stdin of [right, wrong, cordoned]) {
    const { out } = await run(['verify', '--format', 'json'], { stdin });
    t.ok(validate(JSON.parse(out)), JSON.stringify(validate.errors));
  }
});

t.test('junit has the form of the XSD, and its cases are the checks', async (t) => {
  const { out, files } = await run(['verify', '--format', 'junit=verify.xml'], { stdin: wrong, files: {} });
  t.match(out, /WRONG/, 'text is printed beside it');
  const xml = files['verify.xml'] ?? '';
  const { errors } = await validateXML({ xml: [{ fileName: 'verify.xml', contents: xml }], schema: xsd });
  t.strictSame(errors, []);
  t.match(xml, /<testcase classname="ds-redis in namespace redis-cluster" name="node-cordoned"\/>/);
  t.match(
    xml,
    /name="pods-swapped">\s*<failure message="pods 1 and 3 are swapped[^>]*type="error">[^<]*kubectl -n redis-cluster delete pod/,
  );
  t.match(xml, /^<\?xml.*<testsuites name="redis-hostport verify" tests="\d+" failures="1" errors="0">/s);
});

t.test('colour only where it is asked for', async (t) => {
  const plain = await run(['verify'], { stdin: wrong });
  t.notMatch(plain.out, '\u001b');
  const painted = await run(['verify', '--color', 'always'], { stdin: wrong });
  t.match(painted.out, '\u001b[31m');
});

t.test('nodes of the configuration speak of one release', async (t) => {
  const files = { 'redis-hostport.yaml': `${CONFIG}release: "*"\nnodes: [{ name: elsewhere, ip: 192.0.2.1 }]\n` };
  const { out } = await run(['verify'], { stdin: both, files });
  t.notMatch(out, 'config-nodes');
});

t.test('one cause is said once, with the pods it concerns', async (t) => {
  const pending = world((made) => {
    made.pods = made.pods.map((pod) => pod && { ...pod, node: undefined, ready: false });
  });
  const { out } = await run(['verify'], { stdin: kubectl(pending) });
  t.equal(out.match(/is Pending, no node takes it/g)?.length, 1);
  t.match(out, /Pod 0 is Pending.*\n {11}The same holds for pods 1, 2, 3, 4 and 5\.\n {11}Fix: /);
  t.match(out, 'describe pod ds-redis-redis-cluster-5', 'the commands of all');
  t.match(out, /\n6 errors\n$/);
  const json = await run(['verify', '--format', 'json'], { stdin: kubectl(pending) });
  t.equal(JSON.parse(json.out).findings.length, 6, 'JSON has each of them');
  const junit = await run(['verify', '--format', 'junit'], { stdin: kubectl(pending) });
  t.match(junit.out, 'The same holds for pods 1, 2, 3, 4 and 5.');
});

t.test('a pod that is Ready and does not answer at its node: how to see whether host ports work', async (t) => {
  const ips = NAMES.map((_, index) => `127.9.0.${index + 1}`);
  const made = world((made) => {
    Object.assign(made, { ips, services: ips });
    for (const [index, node] of made.nodes.entries()) node.ip = ips[index] ?? '';
    for (const pod of made.pods) if (pod) pod.ips = ips;
  });
  const call = { stdin: kubectl(made), env: { REDIS_HOSTPORT_REDIS_PASSWORD: 'x' } };
  // Nothing listens at port 1.
  const { out } = await run(['verify', '--redis', '--port', '1', '--format', 'json'], call);
  const found = JSON.parse(out).findings.find(({ check }: { check: string }) => check === 'redis-unreachable');
  t.match(found.message, /^no server answers at 127\.9\.0\.1 \(pod 0\), port 1: .*, though the pod is Ready$/);
  t.match(
    found.remedy,
    /if it answers PONG at its own IP and not at its node's, the network plugin does no host ports/,
  );
  const asked = 'kubectl -n redis-cluster exec ds-redis-redis-cluster-1 -c ds-redis-redis-cluster -- redis-cli';
  t.strictSame(found.commands, [`${asked} -h 192.168.0.0 ping`, `${asked} -h 127.9.0.1 ping`]);
});

t.test('a StatefulSet that looks like the chart under an alias is named for it', async (t) => {
  const aliased = String(right)
    .replace(/("app\.kubernetes\.io\/name": ?)"redis-cluster"/g, '$1"cache"')
    .replaceAll('"redis-cluster-10.2.0"', '"cache-10.2.0"');
  const { code, out, err } = await run(['verify'], { stdin: aliased });
  t.equal(code, 2);
  t.equal(out, '');
  t.match(
    err,
    /has the ports of a chart that is known and another label, app\.kubernetes\.io\/name: cache; is it an alias, or a copy\? docs\/own-charts\.md/,
  );
});
