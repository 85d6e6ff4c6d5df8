import { readFileSync } from 'node:fs';
import t from 'tap';
import { run } from '../helpers/fake-io.js';
import { inProject } from '../helpers/project.js';

const stdin = readFileSync(inProject('test', 'commands', 'nodes.json'));
const HEAD = 'apiVersion: redis-hostport/v1\nkind: Config\n';
const nodes = (...ips: string[]): string =>
  `${HEAD}nodes:\n${ips.map((ip, index) => `  - { name: n${index}, ip: "${ip}" }\n`).join('')}`;
const SIX = nodes('10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6');
const THREE = ['--node', 'a=10.0.0.1', '--node', 'b=10.0.0.2', '--node', 'c=10.0.0.3'];
const WHICH = '--selector, --control-plane and --tolerate say which nodes are taken, --count how many.\n';
const LEFT_OUT = `redis-hostport: left out: dio-master01, dio-master02, dio-master03 (control plane; --control-plane takes it)
redis-hostport: left out: dio-worker7 (not Ready)
redis-hostport: left out: dio-worker8 (cordoned)
redis-hostport: left out: edge1 (no InternalIP)
redis-hostport: left out: gpu1 (taint dedicated=gpu:NoSchedule; --tolerate dedicated takes it)
`;
const ONCE = 'One pod runs on each node, so each node and each IP is there once.';
const FORM = 'The form is --node NAME=IP, for example --node dio-master01=10.0.0.4';
const LABEL = 'at most 63 letters, digits, `-`, `_` and `.`, a letter or digit first and last';

// arguments; the configuration, or the standard input of init; the exact text on standard error
const ROWS: [argv: string[], given: string | Buffer | undefined, err: string][] = [
  [
    ['plan'],
    undefined,
    'redis-hostport: no nodes are configured\nWrite a configuration with: kubectl get nodes -o json | redis-hostport init\n',
  ],
  [
    ['values'],
    HEAD,
    'redis-hostport: ./redis-hostport.yaml: no nodes are configured\nWrite a configuration with: kubectl get nodes -o json | redis-hostport init\n',
  ],
  [
    ['values'],
    nodes('10.0.0.1', '10.0.0.2'),
    `redis-hostport: ./redis-hostport.yaml:3:1: 2 nodes do not make 3 or more masters with 1 replica each: 6 do
    nodes:
    ^
Take 6 nodes, or set install.replicas (0: the slots of a dead node are gone until it is back).
`,
  ],
  [
    ['values', '--set', 'install.replicas=2'],
    SIX,
    `redis-hostport: ./redis-hostport.yaml:3:1: 6 nodes do not make 3 or more masters with 2 replicas each: 9 do
    nodes:
    ^
Take 9 nodes, or set install.replicas (0: the slots of a dead node are gone until it is back).
`,
  ],
  [
    ['values'],
    `${SIX}  - { name: n6, ip: 10.0.0.7 }\n`,
    `redis-hostport: ./redis-hostport.yaml:3:1: 7 nodes do not make 3 or more masters with 1 replica each: 6 or 8 do
    nodes:
    ^
Take 6 or 8 nodes, or set install.replicas (0: the slots of a dead node are gone until it is back).
`,
  ],
  [
    ['endpoints'],
    nodes('10.0.0.4', '10.0.0.5', '10.0.0.4'),
    `redis-hostport: ./redis-hostport.yaml:6:21: nodes[2].ip: 10.0.0.4 of n2 is also the IP of n0
      - { name: n2, ip: "10.0.0.4" }
                        ^
${ONCE}
`,
  ],
  [
    ['labels'],
    `${nodes('10.0.0.4', '10.0.0.5')}  - { name: n0, ip: 10.0.0.6 }\n`,
    `redis-hostport: ./redis-hostport.yaml:6:13: nodes[2].name: n0 is there twice: nodes 0 and 2
      - { name: n0, ip: 10.0.0.6 }
                ^
${ONCE}
`,
  ],
  [
    ['plan'],
    nodes('10.0.0.256'),
    `redis-hostport: ./redis-hostport.yaml:4:21: nodes[0].ip: "10.0.0.256" is no IPv4 or IPv6 address
      - { name: n0, ip: "10.0.0.256" }
                        ^
Give the IP by which clients reach n0.
`,
  ],
  [
    ['plan', '--set', 'install.chart=redis-clutser'],
    SIX,
    'redis-hostport: --set: install.chart: there is no chart redis-clutser; did you mean redis-cluster?\n',
  ],
  // Of a list to which --set only adds the file has the place.
  [
    ['values', '--set', 'nodes[6].name=n7,nodes[6].ip=10.0.0.7'],
    SIX,
    `redis-hostport: ./redis-hostport.yaml:3:1: 7 nodes do not make 3 or more masters with 1 replica each: 6 or 8 do
    nodes:
    ^
Take 6 or 8 nodes, or set install.replicas (0: the slots of a dead node are gone until it is back).
`,
  ],
  // Not of one that it sets anew, as another kind of value or without what the file has in it.
  [['plan', '--set', 'nodes=[]'], SIX, 'redis-hostport: --set: nodes must NOT have fewer than 1 items\n'],
  [['plan', '--set', 'nodes={}'], SIX, 'redis-hostport: --set: nodes must be a list\n'],
  [
    ['plan', '--set', 'install.persistance.enabled=false'],
    SIX,
    'redis-hostport: --set: install has no setting "persistance"; did you mean persistence?\n',
  ],
  [['plan', '--format='], SIX, 'redis-hostport: --format cannot be empty; there are: text, json, mermaid, svg\n'],
  [['plan', '--format', 'png'], SIX, 'redis-hostport: --format cannot be png; there are: text, json, mermaid, svg\n'],
  [
    ['plan', '--set', 'overlays.node-affinity.placement=dominant'],
    `${HEAD}nodes:\n${Array.from({ length: 13 }, (_, i) => `  - { name: n${i}, ip: 10.0.0.${i + 1} }\n`).join('')}`,
    'redis-hostport: 13 replicas are too many for placement dominant: weights that no load outvotes would take more than 100 node affinity terms\nSet overlays.node-affinity.placement to pinned, which holds for any number of replicas.\n',
  ],
  [
    ['labels', '--set', 'overlays.node-affinity=false'],
    SIX,
    'redis-hostport: no overlay that is on looks at labels of nodes\nTurn overlay node-affinity, local-data or announce-host-ip on.\n',
  ],
  [
    ['labels'],
    `${SIX}overlays:\n  node-affinity: { key: a//b }\n`,
    `redis-hostport: ./redis-hostport.yaml:11:25: overlays.node-affinity.key does not match its description: The node label by which a pod has its node: ${LABEL}; a DNS name and \`/\` may come before
      node-affinity: { key: a//b }
                            ^
`,
  ],
  [
    ['labels', '--set', 'overlays.node-affinity.value=-{ordinal}'],
    SIX,
    `redis-hostport: --set: overlays.node-affinity.value does not match its description: The label's value: ${LABEL}; \`{ordinal}\` stands for the StatefulSet ordinal\n`,
  ],
  [
    ['endpoints', '--user', 'sang'],
    `${SIX}overlays:\n  acl-user:\n    users: [{ name: song, password: { env: P } }]\n`,
    'redis-hostport: --user: overlay acl-user adds no user sang; did you mean song?\n',
  ],
  [['endpoints', '--user', 'a b'], SIX, 'redis-hostport: --user: "a b" is not a name that a Redis user can have\n'],
  [
    ['init'],
    undefined,
    'redis-hostport: standard input is a terminal; it takes what kubectl prints\nredis-hostport init --from-cluster, or: kubectl get nodes,storageclass -o json | redis-hostport init; or name the nodes: redis-hostport init --node NAME=IP …\n',
  ],
  [
    ['init'],
    '<html>',
    'redis-hostport: <stdin>: not valid JSON: it ends in the middle, was it cut?\nredis-hostport init --from-cluster, or: kubectl get nodes,storageclass -o json | redis-hostport init\n',
  ],
  [
    ['init'],
    stdin,
    `${LEFT_OUT}redis-hostport: the new configuration: 7 nodes do not make 3 or more masters with 1 replica each: 6 or 8 do
Take 6 or 8 nodes, or set install.replicas (0: the slots of a dead node are gone until it is back).
`,
  ],
  [
    ['init', '--count', '8'],
    stdin,
    `${LEFT_OUT}redis-hostport: <stdin>: 7 of 14 nodes are selected and can take a pod, and 8 are wanted\n${WHICH}`,
  ],
  [
    ['init', '-l', 'disk=nvme'],
    stdin,
    `redis-hostport: <stdin>: 0 of 14 nodes are selected by disk=nvme and can take a pod, and 1 is wanted\n${WHICH}`,
  ],
  [['init', '--count', '0'], stdin, 'redis-hostport: --count takes a number of nodes, from 1 to 9999, not 0\n'],
  [
    ['init', '-l', 'disk~ssd'],
    stdin,
    `redis-hostport: --selector: "disk~ssd" cannot be read
Selectors are those of kubectl: 'key=value', 'key!=value', 'key in (a,b)', 'key notin (a,b)', key, '!key'.
`,
  ],
  [
    ['init', '--internal-ips'],
    stdin,
    'redis-hostport: --internal-ips goes with --node: from kubectl they always are\n',
  ],
  [
    ['init', ...THREE, '--count', '3'],
    undefined,
    'redis-hostport: --count chooses among the nodes from kubectl; with --node there are none\n',
  ],
  [
    ['init', ...THREE],
    undefined,
    'redis-hostport: the new configuration: 3 nodes do not make 3 or more masters with 1 replica each: 6 do\nTake 6 nodes, or set install.replicas (0: the slots of a dead node are gone until it is back).\n',
  ],
  [
    ['init', '--node', 'dio-master01'],
    undefined,
    `redis-hostport: --node dio-master01: "" is no IPv4 or IPv6 address\nGive the IP by which clients reach dio-master01. ${FORM}\n`,
  ],
  [
    ['init', '--node', 'a=10.0.0.1', '--node', 'b=10.0.0.1'],
    undefined,
    `redis-hostport: --node b=10.0.0.1: 10.0.0.1 of b is also the IP of a\n${ONCE} ${FORM}\n`,
  ],
  [
    ['init', ...THREE, '--set', 'overlays.node-affinity.placement=pined'],
    undefined,
    'redis-hostport: --set: overlays.node-affinity.placement must be one of runbook, dominant, pinned; did you mean pinned?\n',
  ],
  [
    ['init', ...THREE, '--overlay', 'ours.yaml'],
    undefined,
    'redis-hostport: init reads no overlays\nList them below overlayFiles in what it writes.\n',
  ],
  [
    ['alerts'],
    SIX,
    'redis-hostport: ./redis-hostport.yaml: which release? Alerts are about the pods of one, by their names\nSet `release` in the configuration, or: --set release=ds-redis\n',
  ],
  [
    ['alerts', '--set', 'release=*'],
    SIX,
    'redis-hostport: ./redis-hostport.yaml: which release? Alerts are about the pods of one, by their names\nSet `release` in the configuration, or: --set release=ds-redis\n',
  ],
  [
    ['alerts', '--label', 'release'],
    SIX,
    'redis-hostport: --label: "release" is not of the form NAME=VALUE\nNAME is the key of a label of Kubernetes.\n',
  ],
  [
    ['alerts', '--match', 'my-cluster=here'],
    SIX,
    'redis-hostport: --match: "my-cluster=here" is not of the form NAME=VALUE\nNAME is a label of Prometheus (letters, digits and _); VALUE has none of % { }, which templates would read.\n',
  ],
  [
    ['alerts', '--without', 'pod-swapped'],
    SIX,
    'redis-hostport: --without cannot be pod-swapped; did you mean pods-swapped?\n',
  ],
];

for (const [argv, given, err] of ROWS) {
  const call =
    argv[0] === 'init'
      ? { ...(given !== undefined && { stdin: given }) }
      : { files: given === undefined ? {} : { 'redis-hostport.yaml': given } };
  t.test(argv.join(' '), async (t) => {
    const outcome = await run(argv, call);
    t.equal(outcome.err, err);
    t.same([outcome.code, outcome.out, outcome.files], [2, '', {}]);
  });
}
