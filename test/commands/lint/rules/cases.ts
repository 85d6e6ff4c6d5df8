import { ANNOUNCES_HOST_IP, append, type Edit, edits, ONE_LINE, replace, UNPINNED, userLine } from './good-release.js';

/** A good release with one thing changed. */
export interface Case {
  what: string;
  edit: Edit;
  /** Command line beside `lint`. */
  argv?: string[];
  env?: Record<string, string>;
}

/** The rule's findings, as the source text each of them points at and a part of its message. */
export interface FiringCase extends Case {
  found: [at: string, message: string][];
}

const HASH = '3b91d5c4a0d1d6c0c0b5b3a1f4c6a3f2e1d0c9b8a7968574635241302f1e0d0c';
const POLICY = replace('podManagementPolicy: OrderedReady', 'podManagementPolicy: Parallel');
const HOST_NETWORK = replace('hostNetwork: false', 'hostNetwork: true');
const IPS = '[10.0.0.4 10.0.0.5 10.0.0.6]';
const HOST_NAMES = edits(
  replace(IPS, '[n0.example.org n1.example.org n2.example.org]'),
  replace('export REDIS_CLUSTER_ANNOUNCE_IP', 'export REDIS_CLUSTER_ANNOUNCE_HOSTNAME'),
);
const UNSTEERED = edits(UNPINNED, (text) => text.replaceAll('key: redis-pod-name', 'key: disk'));
const WAITING = replace('redis-cli ping', 'redis-cli cluster info | grep -q cluster_state:ok');

const nodes = (...ips: string[]): string[] =>
  ips.flatMap((ip, index) => ['--set', `nodes[${index}].name=node${index},nodes[${index}].ip=${ip}`]);

const workload = (kind: string, spec: string): string =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata: { name: web, namespace: web }\nspec: { template: { spec: ${spec} } }\n`;

const LABELS = 'labels: { app.kubernetes.io/instance: other, app.kubernetes.io/name: redis-cluster }';
const OTHER_CONFIG = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: other-default, ${LABELS} }\ndata: { redis-default.conf: "port 6379" }\n`;

/** A variable of the server's container. */
const variable = (name: string, value: string): Edit =>
  replace('{ name: REDIS_TLS_ENABLED', `{ name: ${name}, value: ${value} }\n            - { name: REDIS_TLS_ENABLED`);

/** A variable by `envFrom`, of an object that is in the stream where it has a text. */
const fromObject = (ref: 'configMapRef' | 'secretRef', object?: string): Edit =>
  edits(
    replace(
      '          ports:\n            - name: tcp-redis',
      `          envFrom: [{ prefix: R, ${ref}: { name: extra } }]\n          ports:\n            - name: tcp-redis`,
    ),
    (text) =>
      object === undefined
        ? text
        : `apiVersion: v1\nkind: ${ref === 'secretRef' ? 'Secret' : 'ConfigMap'}\nmetadata: { name: extra, namespace: shop }\n${object}\n---\n${text}`,
  );

const aof = (value: string): string => `{ name: REDIS_AOF_ENABLED, value: "${value}" }`;
const NO_AOF = replace(aof('yes'), aof('no'));
const IN_POD = replace('{ name: redis-data }', '{ name: other-data }');

/** Pod 0 creates the cluster, with so many replicas of each master. */
const creates = (replicas: string): Edit =>
  replace(
    'exec /run.sh',
    `export REDIS_CLUSTER_CREATOR="yes"\n              export REDIS_CLUSTER_REPLICAS="${replicas}"`,
  );

const policy = (...spec: string[]): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: cache, namespace: shop }\nspec: { podSelector: {}, ${spec.join(', ')} }\n`;
const FROM_PODS = '{ from: [{ podSelector: { matchLabels: { a: b } } }], ports: [{ port: 6379 }] }';
const TO_PODS = '{ to: [{ podSelector: { matchLabels: { a: b } } }] }';

const HOLDS_6379 = '{ containers: [{ name: p, ports: [{ containerPort: 1, hostPort: 6379 }] }] }';

/** All documents of a stream as items of one List, as `kubectl get -o yaml` prints them. */
const inList: Edit = (text) => {
  const documents = text.split(/^---\n/m).map((one) => one.replace(/^#.*\n/, ''));
  const items = documents.map((one) => `- ${one.trimEnd().replaceAll('\n', '\n  ')}\n`);
  return `apiVersion: v1\nkind: List\nitems:\n${items.join('')}`;
};

/** For each rule cases that fire and cases that stay silent. */
export const CASES: Readonly<Record<string, { fires: FiringCase[]; silent: Case[] }>> = {
  'statefulset-missing': {
    fires: [
      {
        what: 'no workload',
        edit: replace('kind: StatefulSet', 'kind: Deployment'),
        found: [['ConfigMap', 'Release cache of bitnami/redis-cluster has no StatefulSet']],
      },
      {
        what: 'externalAccess without IPs',
        edit: edits(replace('kind: StatefulSet', 'kind: Deployment'), replace('  loadBalancerIP: 10.0.0.4\n', '')),
        found: [['LoadBalancer', 'Release cache of bitnami/redis-cluster has no StatefulSet']],
      },
      {
        what: 'one of two releases',
        edit: append(OTHER_CONFIG),
        found: [['ConfigMap', 'Release other of bitnami/redis-cluster']],
      },
      {
        what: 'another chart',
        edit: () => 'apiVersion: v1\nkind: Service\nmetadata: { name: x }\n',
        found: [['', 'No StatefulSet of bitnami/redis-cluster or bitnami/valkey-cluster in the stream (1 Service)']],
      },
      {
        what: 'a release that is not there',
        edit: (text) => text,
        argv: ['--set', 'release=shop'],
        found: [['', "The configuration's release is shop, and the stream holds cache"]],
      },
    ],
    silent: [
      { what: 'the other release is not meant', edit: append(OTHER_CONFIG), argv: ['--set', 'release=cache'] },
      {
        what: 'hooks only',
        edit: () =>
          'apiVersion: batch/v1\nkind: Job\nmetadata: { name: x, annotations: { helm.sh/hook: post-upgrade } }\n',
      },
    ],
  },
  'host-port-missing': {
    fires: [
      {
        what: 'the chart alone',
        edit: edits(replace('              hostPort: 6379\n', ''), replace('              hostPort: 16379\n', '')),
        found: [
          ['6379', 'Port tcp-redis (6379) has no hostPort'],
          ['16379', 'Port tcp-redis-bus (16379) has no hostPort'],
        ],
      },
      {
        what: 'a port without its number, which the API server refuses',
        edit: edits(replace('              containerPort: 6379\n', ''), replace('              hostPort: 6379\n', '')),
        found: [['n', 'Port tcp-redis has no hostPort']],
      },
      {
        what: 'no such port',
        edit: replace('- name: tcp-redis-bus', '- name: tcp-bus'),
        found: [['ports', 'no port named tcp-redis-bus']],
      },
    ],
    silent: [
      {
        what: 'hostNetwork binds containerPorts',
        edit: edits(HOST_NETWORK, replace('              hostPort: 6379\n', '')),
      },
    ],
  },
  'host-port-mismatch': {
    fires: [
      {
        what: 'another number',
        edit: replace('hostPort: 6379\n', 'hostPort: 7000\n'),
        found: [['7000', 'Port tcp-redis has hostPort 7000, but the pod announces 6379']],
      },
      {
        what: 'the bus is 10000 above the client port',
        edit: edits(
          replace('value: "6379"', 'value: "7000"'),
          replace(
            'containerPort: 6379\n              hostPort: 6379',
            'containerPort: 7000\n              hostPort: 7000',
          ),
        ),
        found: [['16379', 'Port tcp-redis-bus has hostPort 16379, but the pod announces 17000']],
      },
      {
        what: 'another port is announced',
        edit: replace('cluster-enabled yes', 'cluster-announce-bus-port 30001'),
        found: [['16379', 'hostPort 16379, but the pod announces 30001']],
      },
      {
        what: 'TLS has a port of its own',
        edit: replace('value: "no" }', 'value: "yes" }\n            - { name: REDIS_TLS_PORT_NUMBER, value: "6380" }'),
        found: [
          ['6379', 'hostPort 6379, but the pod announces 6380'],
          ['16379', 'hostPort 16379, but the pod announces 16380'],
        ],
      },
      {
        what: 'nobody listens behind it',
        edit: replace('containerPort: 6379\n              hostPort', 'containerPort: 7000\n              hostPort'),
        found: [['7000', 'Host port 6379 leads to container port 7000, but the server listens on 6379']],
      },
    ],
    silent: [
      {
        what: 'another port, announced as it is bound',
        edit: edits(
          replace('hostPort: 6379\n', 'hostPort: 7000\n'),
          replace('cluster-enabled yes', 'cluster-announce-port 7000'),
        ),
      },
      {
        what: 'the announced port comes from a ConfigMap',
        edit: edits(
          replace('hostPort: 6379\n', 'hostPort: 7000\n'),
          replace(
            '{ name: POD_NAME,',
            '{ name: REDIS_CLUSTER_ANNOUNCE_PORT, valueFrom: { configMapKeyRef: { name: x, key: y } } }\n            - { name: POD_NAME,',
          ),
        ),
      },
    ],
  },
  'host-port-conflict': {
    fires: [
      {
        what: 'a workload in a List',
        edit: append(
          `apiVersion: v1\nkind: List\nitems:\n  - { apiVersion: apps/v1, kind: DaemonSet, metadata: { name: web }, spec: { template: { spec: ${HOLDS_6379} } } }\n`,
        ),
        found: [['6379', 'Host port 6379/TCP is not free: DaemonSet web claims it too']],
      },
      {
        what: 'a workload in a List of a List',
        edit: append(
          `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: List\n    items:\n      - { apiVersion: apps/v1, kind: DaemonSet, metadata: { name: web, namespace: web }, spec: { template: { spec: ${HOLDS_6379} } } }\n`,
        ),
        found: [['6379', 'Host port 6379/TCP is not free: DaemonSet web in namespace web claims it too']],
      },
      {
        what: 'a workload in a DaemonSetList, whose items name no kind',
        edit: append(
          `apiVersion: apps/v1\nkind: DaemonSetList\nitems:\n  - { metadata: { name: web }, spec: { template: { spec: ${HOLDS_6379} } } }\n`,
        ),
        found: [['6379', 'Host port 6379/TCP is not free: DaemonSet web claims it too']],
      },
      {
        what: 'the release itself is in a List, beside another workload',
        edit: (text) =>
          inList(
            `${text}---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: web }\nspec: { template: { spec: ${HOLDS_6379} } }\n`,
          ),
        found: [['6379', 'Host port 6379/TCP is not free: DaemonSet web claims it too']],
      },
      {
        what: 'another workload',
        edit: append(
          workload('Deployment', '{ containers: [{ name: x, ports: [{ containerPort: 80, hostPort: 6379 }] }] }'),
        ),
        found: [['6379', 'Host port 6379/TCP is not free: Deployment web in namespace web claims it too']],
      },
      {
        what: 'a workload in the host network',
        edit: append(
          workload('DaemonSet', '{ hostNetwork: true, containers: [{ name: x, ports: [{ containerPort: 16379 }] }] }'),
        ),
        found: [['16379', 'Host port 16379/TCP is not free: DaemonSet web in namespace web claims it too']],
      },
      {
        what: 'another release',
        edit: append(
          `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: other }\nspec: { template: { spec: { containers: [{ name: x, ports: [{ containerPort: 6379, hostPort: 6379, hostIP: 0.0.0.0 }] }] } } }\n`,
        ),
        found: [['6379', 'StatefulSet other claims it too']],
      },
    ],
    silent: [
      {
        what: 'UDP',
        edit: append(
          workload(
            'Deployment',
            '{ containers: [{ name: x, ports: [{ containerPort: 80, hostPort: 6379, protocol: UDP }] }] }',
          ),
        ),
      },
      {
        what: 'other nodes',
        edit: edits(
          replace('hostNetwork: false', 'nodeSelector: { pool: redis }'),
          append(
            workload(
              'Deployment',
              '{ nodeSelector: { pool: web }, containers: [{ name: x, ports: [{ containerPort: 80, hostPort: 6379 }] }] }',
            ),
          ),
        ),
      },
      {
        what: 'the pods of the StatefulSet itself, as kubectl get prints them beside it',
        edit: append(
          `apiVersion: v1\nkind: Pod\nmetadata: { name: cache-redis-cluster-0, namespace: shop, ownerReferences: [{ apiVersion: apps/v1, kind: StatefulSet, name: cache-redis-cluster, controller: true }] }\nspec: ${HOLDS_6379}\n`,
        ),
      },
      {
        what: 'no pods',
        edit: append(
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { replicas: 0, template: { spec: { containers: [{ name: x, ports: [{ hostPort: 6379 }] }] } } }\n',
        ),
      },
    ],
  },
  'node-affinity-missing': {
    fires: [
      {
        what: 'terms for another label only',
        edit: UNSTEERED,
        found: [['nodeAffinity', 'No nodeAffinity term asks for the label redis-pod-name']],
      },
      {
        what: 'another label is configured',
        edit: UNPINNED,
        argv: ['--set', 'overlays.node-affinity.key=example\\.com/redis'],
        found: [['nodeAffinity', 'the label example.com/redis']],
      },
    ],
    silent: [
      { what: 'there are terms', edit: UNPINNED },
      { what: 'a pin', edit: (text) => text.replaceAll('key: redis-pod-name', 'key: disk') },
      { what: 'each pod announces its node', edit: edits(UNSTEERED, ANNOUNCES_HOST_IP) },
      {
        what: 'the label that is configured',
        edit: UNPINNED,
        argv: ['--set', 'overlays.node-affinity.key=redis-pod-name'],
      },
    ],
  },
  'node-affinity-incomplete': {
    fires: [
      {
        what: 'scaled up after post-rendering',
        edit: edits(
          UNPINNED,
          replace('replicas: 3', 'replicas: 5'),
          replace(IPS, '[10.0.0.4 10.0.0.5 10.0.0.6 10.0.0.7 10.0.0.8]'),
        ),
        found: [
          [
            'preferredDuringSchedulingIgnoredDuringExecution',
            'No term for redis-cluster-3 and redis-cluster-4: nothing steers pods 3 and 4',
          ],
        ],
      },
      {
        what: 'scaled down after post-rendering',
        edit: edits(UNPINNED, replace('replicas: 3', 'replicas: 2'), replace(IPS, '[10.0.0.4 10.0.0.5]')),
        found: [['matchExpressions', 'A term asks for redis-cluster-2, but replicas is 2']],
      },
    ],
    silent: [{ what: 'a term for each', edit: UNPINNED }],
  },
  'node-affinity-weights': {
    fires: [
      {
        what: 'equal weights',
        edit: edits(UNPINNED, replace('weight: 4', 'weight: 20')),
        found: [
          [
            '20',
            'The weights do not fall strictly (100, 20, 20): pod 1 prefers the node of pod 2 no less than its own',
          ],
        ],
      },
      {
        what: 'two terms add up',
        edit: edits(
          UNPINNED,
          replace(
            '            - weight: 4\n',
            '            - weight: 30\n              preference: { matchExpressions: [{ key: redis-pod-name, operator: In, values: [redis-cluster-2] }] }\n            - weight: 4\n',
          ),
        ),
        found: [
          [
            '30',
            'The weights do not fall strictly (100, 20, 34): pod 1 prefers the node of pod 2 no less than its own',
          ],
        ],
      },
    ],
    silent: [{ what: 'falling weights', edit: UNPINNED }],
  },
  'placement-parallel': {
    fires: [
      {
        what: 'Parallel',
        edit: edits(UNPINNED, POLICY),
        found: [['Parallel', 'one after the other, but podManagementPolicy is Parallel']],
      },
    ],
    silent: [
      {
        what: 'no policy is OrderedReady',
        edit: edits(UNPINNED, replace('  podManagementPolicy: OrderedReady\n', '')),
      },
      { what: 'a pin', edit: POLICY },
      { what: 'each pod announces its node', edit: edits(UNPINNED, POLICY, ANNOUNCES_HOST_IP) },
    ],
  },
  'placement-not-guaranteed': {
    fires: [
      {
        what: 'weights',
        edit: UNPINNED,
        found: [
          ['preferredDuringSchedulingIgnoredDuringExecution', "pod 0's own node leads pod 1's node by 160 points"],
        ],
      },
    ],
    silent: [
      { what: 'a pin', edit: (text) => text },
      { what: 'each pod announces its node', edit: edits(UNPINNED, ANNOUNCES_HOST_IP) },
    ],
  },
  'ready-deadlock': {
    fires: [
      {
        what: 'the script waits',
        edit: WAITING,
        found: [['cluster_state', 'pod 0 never gets Ready, and the other 2 are never created']],
      },
    ],
    silent: [
      { what: 'the script only speaks of it', edit: (text) => text },
      { what: 'Parallel', edit: edits(WAITING, POLICY) },
      {
        what: 'the probe runs another script',
        edit: edits(WAITING, replace('ping_readiness_local.sh 1]', 'other.sh]')),
      },
    ],
  },
  'announce-ip-missing': {
    fires: [
      {
        what: 'too few',
        edit: replace(IPS, '[10.0.0.4 10.0.0.5]'),
        found: [['10.0.0.4 10.0.0.5', '2 IPs for 3 pods: pod 2 stops at its start, having none to announce']],
      },
      {
        what: 'too few, and each pod announces its node',
        edit: edits(ANNOUNCES_HOST_IP, replace(IPS, '[10.0.0.4]')),
        found: [['10.0.0.4', '1 IP for 3 pods: pods 1 and 2 never join the cluster']],
      },
      {
        what: 'no externalAccess',
        edit: (text) => text.replace(/ {10}args:\n(?: {12,}.*\n)+/, ''),
        found: [['env', 'No node IPs are announced']],
      },
      {
        what: 'host names, and clients are sent to IPs',
        edit: edits(
          HOST_NAMES,
          replace(
            '          env:\n',
            `          env:\n            - { name: REDIS_CLUSTER_PREFERRED_ENDPOINT_TYPE, value: ip }\n`,
          ),
        ),
        found: [['env', 'No node IPs are announced']],
      },
    ],
    silent: [
      {
        what: 'pods in the host network have the nodes IPs',
        edit: edits(HOST_NETWORK, (text) => text.replace(/ {10}args:\n(?: {12,}.*\n)+/, '')),
      },
      {
        what: 'a script of the user',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
        edit: edits(replace('"${ips[$pod_index]}"', '"$(lookup-ip)"'), replace(IPS, '[10.0.0.4]')),
      },
    ],
  },
  'announce-ip-mismatch': {
    fires: [
      {
        what: 'a double',
        edit: replace(IPS, '[10.0.0.4 10.0.0.5 10.0.0.4]'),
        found: [['10.0.0.4', 'Pods 0 and 2 have the same IP, 10.0.0.4']],
      },
      {
        what: 'one too many',
        edit: replace(IPS, '[10.0.0.4 10.0.0.5 10.0.0.6 10.0.0.7]'),
        found: [['10.0.0.7', '4 IPs for 3 pods: pod 0 waits for 10.0.0.7']],
      },
      {
        what: 'a Service with another IP',
        edit: replace('loadBalancerIP: 10.0.0.4', 'loadBalancerIP: 10.0.0.9'),
        found: [['10.0.0.9', 'The Service of pod 0 asks for 10.0.0.9']],
      },
      {
        what: 'the nodes in another order',
        edit: (text) => text,
        argv: nodes('10.0.0.4', '10.0.0.6', '10.0.0.5'),
        found: [
          ['10.0.0.5', 'The list has 10.0.0.5 for pod 1, but the configuration has node node1, 10.0.0.6'],
          ['10.0.0.6', 'The list has 10.0.0.6 for pod 2, but the configuration has node node2, 10.0.0.5'],
        ],
      },
      {
        what: 'fewer nodes',
        edit: (text) => text,
        argv: nodes('10.0.0.4', '10.0.0.5'),
        found: [['10.0.0.6', 'The list has 10.0.0.6 for pod 2, but the configuration has 2 nodes']],
      },
    ],
    silent: [
      { what: 'the same nodes', edit: (text) => text, argv: nodes('10.0.0.4', '10.0.0.5', '10.0.0.6') },
      {
        what: 'the nodes in any order where each pod announces its own',
        edit: ANNOUNCES_HOST_IP,
        argv: nodes('10.0.0.4', '10.0.0.6', '10.0.0.5'),
      },
      {
        what: 'IPv6 in another spelling',
        edit: (text) =>
          text.replaceAll('10.0.0.4', 'fd00::4').replaceAll('10.0.0.5', 'fd00::5').replaceAll('10.0.0.6', 'fd00::6'),
        argv: nodes('FD00:0::4', 'fd00::5', 'fd00::6'),
      },
    ],
  },
  'announce-ip-invalid': {
    fires: [
      {
        what: 'a host name',
        edit: replace(IPS, '[10.0.0.4 node-1.example.org 10.0.0.6]'),
        found: [
          [
            'node-1.example.org',
            'Pod 1 has node-1.example.org in the list, which is no IPv4 or IPv6 address: the other',
          ],
        ],
      },
      ...[
        // an address, and what is wrong with it
        ['0.0.0.0', 'stands for any address'],
        ['127.0.0.1', 'is a loopback address, by which each machine reaches itself: the other members cannot'],
        ['169.254.3.4', 'is a link-local address'],
        ['224.0.0.1', 'is a multicast address'],
        ['255.255.255.255', 'is not an address of a machine'],
        ['::', 'stands for any address'],
        ['::1', 'is the loopback address'],
        ['fe80::4', 'is a link-local address'],
        ['fe80::4%eth0', 'has a zone'],
        ['ff02::1', 'is a multicast address'],
      ].map(([ip = '', fault]): FiringCase => {
        const edit = replace(IPS, `[10.0.0.4 ${ip} 10.0.0.6]`);
        return { what: ip, edit, found: [[ip, `Pod 1 has ${ip} in the list, which ${fault}`]] };
      }),
      {
        what: 'IPv6 in brackets, at which the script cuts the list',
        edit: replace(IPS, '[[fd00::4] [fd00::5] [fd00::6]]'),
        found: [['[fd00::4] [fd00::5] [fd00::6]', 'no pod has an IP to announce, and each stops at its start']],
      },
      {
        what: 'each pod announces its own node, and the list creates the cluster',
        edit: edits(ANNOUNCES_HOST_IP, replace(IPS, '[10.0.0.4 node-1 10.0.0.6]')),
        found: [['node-1', 'the cluster is not created from it']],
      },
    ],
    silent: [
      { what: 'IPv6', edit: replace(IPS, '[fd00::4 fd00::5 fd00::6]') },
      {
        what: 'host names are announced as such',
        edit: HOST_NAMES,
      },
    ],
  },
  'cluster-size': {
    fires: [
      ...[
        // the number of replicas as it is set, and as redis-cli reads it
        ['1.5', '1'],
        ['-1', '-1'],
        ['x', '0'],
      ].map(([set = '', read]): FiringCase => {
        const message = `REDIS_CLUSTER_REPLICAS is ${set}, no number of replicas (0, 1, 2 …): redis-cli reads ${read}`;
        const creator = replace('exec /run.sh', 'export REDIS_CLUSTER_CREATOR=yes');
        const edit = edits(creator, variable('REDIS_CLUSTER_REPLICAS', `"${set}"`));
        return { what: set, edit, found: [[`{ name: REDIS_CLUSTER_REPLICAS, value: "${set}" }`, message]] };
      }),
      {
        what: 'a number in a Secret, which is not shown',
        edit: edits(
          replace('exec /run.sh', 'export REDIS_CLUSTER_CREATOR=yes'),
          fromObject('secretRef', 'stringData: { EDIS_CLUSTER_REPLICAS: hunter2 }'),
        ),
        found: [['hunter2', 'REDIS_CLUSTER_REPLICAS of Secret extra is no number of replicas (0, 1, 2 …)']],
      },
      {
        what: 'an empty number is one replica',
        edit: creates(''),
        found: [['3', '3 pods with 1 replica for each master make 1 master']],
      },
      {
        what: 'more than a cluster can have',
        edit: replace('replicas: 3', 'replicas: 1000000000'),
        found: [['1000000000', '1000000000 pods are more than the 1000 nodes a Redis Cluster can have']],
      },
      {
        what: 'three pods and a replica for each master',
        edit: creates('1'),
        found: [
          ['3', '3 pods with 1 replica for each master make 1 master, and a cluster has at least 3: it takes 6 pods'],
        ],
      },
      {
        what: 'five pods',
        edit: edits(creates('1'), replace('replicas: 3', 'replicas: 5')),
        found: [['5', '5 pods with 1 replica for each master make 2 masters']],
      },
      {
        what: 'two pods without replicas',
        edit: edits(creates('0'), replace('replicas: 3', 'replicas: 2')),
        found: [['2', '2 pods with no replicas for each master make 2 masters']],
      },
    ],
    silent: [
      { what: 'three masters', edit: creates('0') },
      { what: 'six pods', edit: edits(creates('1'), replace('replicas: 3', 'replicas: 6')) },
      {
        what: 'seven pods: one master has two replicas',
        edit: edits(creates('1'), replace('replicas: 3', 'replicas: 7')),
      },
      { what: 'the cluster is there already', edit: replace('exec /run.sh', 'export REDIS_CLUSTER_REPLICAS=1') },
    ],
  },
  'config-syntax': {
    fires: [
      {
        what: 'a misspelt directive',
        edit: replace('cluster-enabled yes', 'cluster-enable yes'),
        found: [['cluster-enable', 'did you mean `cluster-enabled`?']],
      },
      {
        what: 'a marker of YAML',
        edit: replace('cluster-enabled yes', '---'),
        found: [['---', 'The first word is not a directive of Redis 7.2']],
      },
      {
        what: 'a directive of a newer server',
        edit: replace('cluster-enabled yes', 'server-cpulist 1'),
        found: [['server-cpulist', 'not a directive of Redis 7.2']],
      },
      {
        what: 'a quote that is never closed',
        edit: replace('cluster-enabled yes', 'dir "/data'),
        found: [['"/data', 'A quote is never closed']],
      },
    ],
    silent: [
      { what: 'a name of old', edit: replace('cluster-enabled yes', 'slave-read-only yes') },
      { what: 'a module brings its own', edit: replace('cluster-enabled yes', 'loadmodule /x.so\n    x.limit 5') },
      {
        what: 'a server that is newer than what is known',
        edit: edits(
          replace('redis-cluster:7.2.5', 'redis-cluster:9.0.0'),
          replace('cluster-enabled yes', 'brand-new-directive yes'),
        ),
      },
    ],
  },
  'acl-user-missing': {
    fires: [
      {
        what: 'not post-rendered',
        edit: (text) => text,
        env: { REDIS_HOSTPORT_ACL_PASSWORD: 'opensesame', REDIS_HOSTPORT_ACL_USER: 'anna' },
        found: [['redis-default.conf', 'The configured user anna has no line in redis-default.conf']],
      },
    ],
    silent: [
      { what: 'the user is there', edit: (text) => text, env: { REDIS_HOSTPORT_ACL_PASSWORD: 'opensesame' } },
      {
        what: 'the overlay is off',
        edit: (text) => text,
        argv: ['--set', 'overlays.acl-user=false'],
        env: { REDIS_HOSTPORT_ACL_PASSWORD: 'opensesame', REDIS_HOSTPORT_ACL_USER: 'anna' },
      },
    ],
  },
  'acl-syntax': {
    fires: [
      {
        what: 'a category that is none',
        edit: userLine(`user song on #${HASH} ~* &* +@al`),
        found: [['+@al', '`+@al` names no command category']],
      },
      {
        what: "in Helm 4's one line",
        edit: edits(userLine(`user "song" on #${HASH} ~* &* +@al`), ONE_LINE),
        found: [['+@al', '`+@al` names no command category']],
      },
    ],
    silent: [{ what: 'another category', edit: userLine(`user song on #${HASH} ~* &* +@read`) }],
  },
  'acl-duplicate-user': {
    fires: [
      {
        what: 'two lines',
        edit: userLine(`user song on #${HASH} ~* +@all\n    user song on #${HASH} ~* +@all`),
        found: [['song', 'the line above is for the same user']],
      },
    ],
    silent: [
      { what: 'two users', edit: userLine(`user song on #${HASH} ~* +@all\n    user anna on #${HASH} ~* +@all`) },
    ],
  },
  'acl-aclfile': {
    fires: [
      {
        what: 'by a variable',
        edit: variable('REDIS_ACLFILE', '/opt/users.acl'),
        found: [['{ name: REDIS_ACLFILE, value: /opt/users.acl }', 'Redis does not start with both']],
      },
      {
        what: 'by an option of the server',
        edit: variable('REDIS_EXTRA_FLAGS', '--aclfile /x.acl'),
        found: [['{ name: REDIS_EXTRA_FLAGS, value: --aclfile /x.acl }', 'REDIS_EXTRA_FLAGS sets an ACL file']],
      },
      {
        what: 'by envFrom of a ConfigMap',
        edit: fromObject('configMapRef', 'data: { EDIS_ACLFILE: /x.acl }'),
        found: [['/x.acl', 'REDIS_ACLFILE of ConfigMap extra sets an ACL file beside']],
      },
      {
        what: 'by envFrom of a Secret',
        edit: fromObject('secretRef', 'data: { EDIS_ACLFILE: L3guYWNs }'),
        found: [['L3guYWNs', 'REDIS_ACLFILE of Secret extra sets an ACL file beside']],
      },
      {
        what: 'by a key outside of the stream',
        edit: variable('REDIS_ACLFILE', 'null, valueFrom: { configMapKeyRef: { name: gone, key: a } }'),
        found: [
          [
            '{ name: REDIS_ACLFILE, value: null, valueFrom: { configMapKeyRef: { name: gone, key: a } } }',
            'REDIS_ACLFILE sets an ACL file',
          ],
        ],
      },
      {
        what: 'both',
        edit: replace('cluster-enabled yes', 'aclfile /etc/users.acl'),
        found: [['/etc/users.acl', '`aclfile` and `user` lines']],
      },
    ],
    silent: [
      { what: 'an empty variable', edit: variable('REDIS_ACLFILE', '""') },
      { what: 'an empty one by envFrom', edit: fromObject('secretRef', "stringData: { EDIS_ACLFILE: '' }") },
      {
        what: 'an entry over envFrom',
        edit: edits(variable('REDIS_ACLFILE', '""'), fromObject('configMapRef', 'data: { EDIS_ACLFILE: /x.acl }')),
      },
      {
        what: 'aclfile alone is acl-open',
        edit: edits(userLine('# none'), replace('cluster-enabled yes', 'aclfile /etc/users.acl')),
      },
    ],
  },
  'acl-redis-version': {
    fires: [
      {
        what: 'Redis 5',
        edit: replace('redis-cluster:7.2.5', 'redis-cluster:5.0.9'),
        found: [['user', '`user` needs Redis 6.0, and the image is Redis 5.0']],
      },
    ],
    silent: [
      {
        what: 'Redis 5 without users',
        edit: edits(replace('redis-cluster:7.2.5', 'redis-cluster:5.0.9'), userLine('# none')),
      },
    ],
  },
  'acl-open': {
    fires: [
      {
        what: 'no password by a variable',
        edit: variable('ALLOW_EMPTY_PASSWORD', '"yes"'),
        found: [['{ name: ALLOW_EMPTY_PASSWORD, value: "yes" }', 'ALLOW_EMPTY_PASSWORD is yes']],
      },
      {
        what: 'by a key of a ConfigMap',
        edit: edits(
          variable('ALLOW_EMPTY_PASSWORD', 'null, valueFrom: { configMapKeyRef: { name: extra, key: empty } }'),
          fromObject('configMapRef', 'data: { empty: "yes" }'),
        ),
        found: [['"yes"', 'ALLOW_EMPTY_PASSWORD of ConfigMap extra is yes: everybody gets in']],
      },
      {
        what: 'an empty password beside it',
        edit: edits(variable('ALLOW_EMPTY_PASSWORD', '"yes"'), variable('REDIS_PASSWORD', '""')),
        found: [['{ name: ALLOW_EMPTY_PASSWORD, value: "yes" }', 'is yes: everybody gets in']],
      },
      {
        what: 'a Secret outside of the stream',
        edit: edits(variable('ALLOW_EMPTY_PASSWORD', '"yes"'), fromObject('secretRef')),
        found: [
          [
            '{ name: ALLOW_EMPTY_PASSWORD, value: "yes" }',
            'is yes: unless Secret extra, which the stream does not hold, sets REDIS_PASSWORD, everybody gets in',
          ],
        ],
      },
      {
        what: 'an ACL file by a variable, without users',
        edit: edits(userLine('# none'), variable('REDIS_ACLFILE', '/x.acl')),
        found: [['{ name: REDIS_ACLFILE, value: /x.acl }', 'Redis ignores the password of the chart']],
      },
      {
        what: 'nopass',
        edit: userLine('user song on nopass ~* +@all'),
        found: [['nopass', 'everybody in with any password']],
      },
    ],
    silent: [
      { what: 'nopass of a user that is off', edit: userLine('user song off nopass ~* +@all') },
      {
        what: 'a password beside ALLOW_EMPTY_PASSWORD',
        edit: edits(variable('ALLOW_EMPTY_PASSWORD', '"yes"'), variable('REDIS_PASSWORD', 'x')),
      },
      {
        what: 'one of a Secret',
        edit: edits(
          variable('ALLOW_EMPTY_PASSWORD', '"yes"'),
          variable(
            'REDIS_PASSWORD',
            'null, valueFrom: { secretKeyRef: { name: cache-redis-cluster, key: redis-password } }',
          ),
        ),
      },
      {
        what: 'one of a file',
        edit: edits(variable('ALLOW_EMPTY_PASSWORD', '"yes"'), variable('REDIS_PASSWORD_FILE', '/run/secrets/redis')),
      },
      {
        what: 'one by envFrom',
        edit: edits(
          variable('ALLOW_EMPTY_PASSWORD', '"yes"'),
          fromObject('secretRef', 'stringData: { EDIS_PASSWORD: x }'),
        ),
      },
      {
        what: 'a line of user default',
        edit: edits(variable('ALLOW_EMPTY_PASSWORD', '"yes"'), userLine(`user default on #${HASH} ~* &* +@all`)),
      },
    ],
  },
  'acl-disabled-user': {
    fires: [
      { what: 'off', edit: userLine(`user song off #${HASH} ~* +@all`), found: [['off', 'nobody can log in']] },
      {
        what: "default with another password than the chart's",
        edit: userLine(`user default on #${HASH} ~* +@all`),
        found: [[`#${HASH}`, 'probes']],
      },
    ],
    silent: [
      { what: 'a password is needed', edit: variable('ALLOW_EMPTY_PASSWORD', '"no"') },
      {
        what: "default with the chart's password",
        edit: userLine('user default on #190aec7389a3b0b5b6c67ac2756cb7b7bc6e5d936ae83d34f55a150a67a13003 ~* &* +@all'),
      },
    ],
  },
  'acl-html-entity': {
    fires: [
      {
        what: 'copied from a web page',
        edit: userLine(`user song on #${HASH} ~* &amp;* +@all`),
        found: [['&amp;*', '`&amp;` is HTML']],
      },
    ],
    silent: [{ what: 'a channel pattern', edit: userLine(`user song on #${HASH} ~* &amp* +@all`) }],
  },
  'acl-plain-password': {
    fires: [
      {
        what: 'plain',
        edit: userLine('user song on >opensesame ~* +@all'),
        found: [['>opensesame', 'clear text (`>…`)']],
      },
    ],
    silent: [{ what: 'a hash', edit: (text) => text }],
  },
  'restart-empties': {
    fires: [
      {
        what: 'nothing at all is written',
        edit: edits(NO_AOF, replace('save 900 1 300 10', 'save ""')),
        found: [[aof('no'), 'no snapshot is taken (save "")']],
      },
      {
        what: 'snapshots in the pod only',
        edit: edits(NO_AOF, IN_POD),
        found: [[aof('no'), 'what was written in up to 15 minutes before (save 900 1), a new pod all of it']],
      },
      {
        what: 'snapshots in a claim: a warning',
        edit: NO_AOF,
        found: [
          [aof('no'), 'only snapshots are taken: a crash or a power loss takes what was written in up to 15 minutes'],
        ],
      },
      {
        what: 'the points of a server without any',
        edit: edits(NO_AOF, replace('    save 900 1 300 10\n', '')),
        found: [[aof('no'), 'up to 60 minutes before (save 3600 1)']],
      },
      {
        what: 'Redis 6 has none then',
        edit: edits(NO_AOF, replace('    save 900 1 300 10\n', ''), replace('cluster:7.2.5', 'cluster:6.2.6')),
        found: [[aof('no'), 'no snapshot is taken']],
      },
      {
        what: 'points from the environment',
        edit: edits(NO_AOF, replace('save 900 1 300 10', 'save ""'), variable('REDIS_RDB_POLICY', '"90#5 60#1000"')),
        found: [[aof('no'), 'up to 90 seconds before (save 90 5; fewer than 5 changes are never written)']],
      },
      {
        what: 'turned off by the environment',
        edit: edits(NO_AOF, variable('REDIS_RDB_POLICY_DISABLED', '"yes"')),
        found: [[aof('no'), 'no snapshot is taken']],
      },
      {
        what: 'a line of the user that the variable replaces',
        edit: edits(NO_AOF, replace('appendonly no', 'appendonly yes')),
        found: [[aof('no'), 'only snapshots']],
      },
      {
        what: 'no line that the variable could replace',
        edit: replace('    appendonly no\n', ''),
        found: [[aof('yes'), 'only snapshots']],
      },
      {
        what: 'turned off after it',
        edit: variable('REDIS_EXTRA_FLAGS', '"--appendonly no"'),
        found: [[aof('yes'), 'only snapshots']],
      },
    ],
    silent: [
      {
        what: 'no variable: the default of the image',
        edit: replace('{ name: REDIS_AOF_ENABLED, value: "yes" }', '{ name: X }'),
      },
      {
        what: 'a line that the image does not see',
        edit: edits(NO_AOF, replace('appendonly no', 'appendonly no\n    APPENDONLY yes')),
      },
      { what: 'an option', edit: edits(NO_AOF, replace('exec /run.sh', 'exec /run.sh --appendonly yes')) },
      {
        what: 'a value from elsewhere',
        edit: replace('{ name: REDIS_AOF_ENABLED, value: "yes" }', '{ name: REDIS_AOF_ENABLED, valueFrom: {} }'),
      },
    ],
  },
  'ephemeral-data': {
    fires: [
      {
        what: 'emptyDir',
        edit: edits(
          replace('{ name: redis-data }', '{ name: other-data }'),
          replace(
            '        - name: scripts\n          configMap',
            '        - name: redis-data\n          emptyDir: {}\n        - name: scripts\n          configMap',
          ),
        ),
        found: [['{}', 'The data of a pod goes with the pod']],
      },
      {
        what: 'no volume at all',
        edit: replace('{ name: redis-data }', '{ name: other-data }'),
        found: [['volumes', 'The data of a pod goes with the pod']],
      },
    ],
    silent: [
      {
        what: 'a claim',
        edit: edits(
          replace('{ name: redis-data }', '{ name: other-data }'),
          replace(
            '        - name: scripts\n          configMap',
            '        - name: redis-data\n          hostPath: { path: /data }\n        - name: scripts\n          configMap',
          ),
        ),
      },
    ],
  },
  'wait-hangs': {
    fires: [
      {
        what: "a node's IP",
        edit: replace('  externalIPs: [10.0.0.4]\n', ''),
        found: [['10.0.0.4', "The LoadBalancer Service cache-redis-cluster-0-svc asks for a node's IP"]],
      },
    ],
    silent: [
      { what: 'external IPs', edit: (text) => text },
      {
        what: "a load balancer's own IP",
        edit: edits(
          replace('  externalIPs: [10.0.0.4]\n', ''),
          replace('loadBalancerIP: 10.0.0.4', 'loadBalancerIP: 192.0.2.1'),
        ),
      },
    ],
  },
  'pod-security': {
    fires: [
      {
        what: 'a level that is not known',
        edit: replace('pod-security.kubernetes.io/enforce: privileged', 'team: shop'),
        found: [
          [
            '6379',
            'Host ports (6379 and 16379) are refused in a namespace whose Pod Security level is baseline or restricted',
          ],
        ],
      },
      {
        what: 'a level that is known',
        edit: replace('enforce: privileged', 'enforce: baseline'),
        found: [['6379', 'baseline or restricted; that of shop is baseline']],
      },
      {
        what: 'the host network',
        edit: edits(HOST_NETWORK, replace('enforce: privileged', 'enforce: baseline')),
        found: [['true', 'The host network is refused']],
      },
    ],
    silent: [
      {
        what: 'no host ports',
        edit: edits(
          replace('enforce: privileged', 'enforce: baseline'),
          replace('              hostPort: 6379\n', ''),
          replace('              hostPort: 16379\n', ''),
        ),
      },
    ],
  },
  'service-load-balancer': {
    fires: [
      {
        what: 'no class',
        edit: replace('  loadBalancerClass: example.com/bgp\n', ''),
        found: [['LoadBalancer', 'has the ports 6379 and 16379']],
      },
    ],
    silent: [
      {
        what: 'other ports',
        edit: edits(
          replace('  loadBalancerClass: example.com/bgp\n', ''),
          replace('port: 6379, targetPort', 'port: 7000, targetPort'),
          replace('port: 16379, targetPort', 'port: 17000, targetPort'),
        ),
      },
      {
        what: 'a ClusterIP',
        edit: edits(
          replace('  loadBalancerClass: example.com/bgp\n', ''),
          replace('type: LoadBalancer', 'type: ClusterIP'),
        ),
      },
    ],
  },
  'random-password': {
    fires: [
      {
        what: 'ten letters and digits',
        edit: replace('dG9wLXNlY3JldA==', 'dDBSdkZ4OEpxMg=='),
        found: [
          [
            'dDBSdkZ4OEpxMg==',
            'Secret cache-redis-cluster holds a password of the form that the chart makes up itself',
          ],
        ],
      },
    ],
    silent: [
      { what: 'a password that somebody chose', edit: (text) => text },
      { what: 'a Secret of somebody else', edit: replace('  redis-password:', '  other-password:') },
    ],
  },
  'network-policy': {
    fires: [
      {
        what: 'pods only, as the chart writes it with allowExternal and allowExternalEgress off',
        edit: append(policy('policyTypes: [Ingress, Egress]', `ingress: [${FROM_PODS}]`, `egress: [${TO_PODS}]`)),
        found: [
          [
            `[${FROM_PODS}]`,
            "The NetworkPolicy cache lets in no client outside of Kubernetes and no member by its node's IP (ports 6379 and 16379): its rules are for pods only",
          ],
          [
            `[${TO_PODS}]`,
            'lets no member reach 10.0.0.4, 10.0.0.5 and 10.0.0.6 (ports 6379 and 16379): its rules are for',
          ],
        ],
      },
      {
        what: 'a manifest that was cut: labels of the StatefulSet, none of its pods',
        edit: append(
          policy(`ingress: [${FROM_PODS}]`).replace('{}', '{ matchLabels: { app.kubernetes.io/instance: cache } }'),
        ),
        found: [[`[${FROM_PODS}]`, 'lets in no client outside of Kubernetes']],
      },
      {
        what: 'the client port is open, the bus is not',
        edit: append(policy(`ingress: [${FROM_PODS}, { ports: [{ port: tcp-redis }] }]`)),
        found: [[`[${FROM_PODS}, { ports: [{ port: tcp-redis }] }]`, '(port 16379)']],
      },
      {
        what: 'host names: members are pods, clients are none',
        edit: edits(
          HOST_NAMES,
          append(policy('policyTypes: [Ingress, Egress]', `ingress: [${FROM_PODS}]`, `egress: [${TO_PODS}]`)),
        ),
        found: [[`[${FROM_PODS}]`, 'lets in no client outside of Kubernetes (port 6379): its rules are for pods only']],
      },
      {
        what: 'nothing at all',
        edit: append(policy('policyTypes: [Ingress]')),
        found: [['{}', 'lets in no client outside of Kubernetes and no member']],
      },
      {
        what: 'no types, and an empty list of them, which is the same',
        edit: append(policy('policyTypes: []', 'ingress: [{}]', 'egress: [{ ports: [{ port: 53, protocol: UDP }] }]')),
        found: [['[{ ports: [{ port: 53, protocol: UDP }] }]', '(ports 6379 and 16379): no rule is for the TCP port']],
      },
      {
        what: 'the client port for everybody: members need the bus, too',
        edit: append(policy('ingress: [{ ports: [{ port: 6379 }] }]')),
        found: [
          [
            '[{ ports: [{ port: 6379 }] }]',
            "lets in no member by its node's IP (port 16379): no rule is for the TCP port",
          ],
        ],
      },
      {
        what: 'UDP only',
        edit: append(policy('ingress: [{ ports: [{ protocol: UDP }] }]')),
        found: [['[{ ports: [{ protocol: UDP }] }]', '(ports 6379 and 16379): no rule is for the TCP port']],
      },
      ...[
        // the egress rule, whom it keeps from the others, why
        ['{ to: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.0.0.4/31] } }] }', '10.0.0.4 and 10.0.0.5', 'no ipBlock'],
        ['{ to: [{ ipBlock: { cidr: 10.0.0.4/31 } }] }', '10.0.0.6', 'no ipBlock is for them'],
        ['{ to: [{ ipBlock: { cidr: "::/0" } }] }', '10.0.0.4, 10.0.0.5 and 10.0.0.6', 'no ipBlock is for them'],
        [
          '{ ports: [{ port: tcp-redis }, { port: tcp-redis-bus }] }',
          '10.0.0.4, 10.0.0.5 and 10.0.0.6',
          'no rule is for the TCP port by its number',
        ],
      ].map(([rule, who, why]): FiringCase => {
        const [at, message] = [`[${rule}]`, `lets no member reach ${who} (ports 6379 and 16379): ${why}`];
        return { what: rule ?? '', edit: append(policy('ingress: [{}]', `egress: ${at}`)), found: [[at, message]] };
      }),
      {
        what: 'IPv6 only, and the nodes have IPv4',
        edit: append(policy('ingress: [{ from: [{ ipBlock: { cidr: "::/0" } }] }]')),
        found: [['[{ from: [{ ipBlock: { cidr: "::/0" } }] }]', 'no client outside of Kubernetes and no member']],
      },
      {
        what: 'a selector with expressions that hold',
        edit: append(
          policy(
            'podSelector: { matchExpressions: [{ key: app, operator: DoesNotExist }] }',
            'ingress: [{ ports: [{ port: 6379 }] }]',
          ).replace('podSelector: {}, ', ''),
        ),
        found: [['[{ ports: [{ port: 6379 }] }]', "no member by its node's IP (port 16379)"]],
      },
    ],
    silent: [
      {
        what: 'everybody',
        edit: append(policy('ingress: [{ ports: [{ port: 6379 }, { port: 16379 }] }]', 'egress: [{}]')),
      },
      {
        what: 'an ipBlock',
        edit: append(
          policy(`ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }], ports: [{ port: 6379, endPort: 16379 }] }]`),
        ),
      },
      {
        what: 'another one adds what is missing',
        edit: edits(append(policy(`ingress: [${FROM_PODS}]`)), append(policy('ingress: [{}]'))),
      },
      ...['egress: []', 'egress: null', 'policyTypes: null, egress: []'].map((egress) => ({
        what: `${egress} without policyTypes limits nothing`,
        edit: append(policy('ingress: [{}]', egress)),
      })),
      {
        what: 'what is excepted is no member, and clients come by what is left',
        edit: append(
          policy(
            'ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0, except: [192.0.2.0/24] } }] }]',
            'egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/24, except: [10.0.0.7/32] } }], ports: [{ port: 6379, endPort: 16379 }] }]',
          ),
        ),
      },
      {
        what: 'two rules, one for each member',
        edit: append(
          policy(
            'ingress: [{}]',
            'egress: [{ to: [{ ipBlock: { cidr: 10.0.0.4/31 } }] }, { to: [{ ipBlock: { cidr: 10.0.0.6/32 } }] }]',
          ),
        ),
      },
      {
        what: 'each pod announces its node, and no IP is known',
        edit: edits(
          ANNOUNCES_HOST_IP,
          replace(IPS, '[]'),
          append(policy('ingress: [{}]', 'egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }]')),
        ),
      },
      {
        what: 'a selector with expressions that do not hold',
        edit: append(
          policy('podSelector: { matchExpressions: [{ key: app, operator: Exists }] }', 'ingress: []').replace(
            'podSelector: {}, ',
            '',
          ),
        ),
      },
      {
        what: 'for other pods',
        edit: append(
          policy('podSelector: { matchLabels: { app: other } }', 'ingress: []').replace('podSelector: {}, ', ''),
        ),
      },
      {
        what: 'in another namespace',
        edit: append(policy('ingress: []').replace('namespace: shop', 'namespace: other')),
      },
    ],
  },
  'source-ranges': {
    fires: [
      {
        what: 'a limit on the load balancer',
        edit: replace(
          'loadBalancerIP: 10.0.0.4',
          'loadBalancerIP: 10.0.0.4\n  loadBalancerSourceRanges: [10.1.0.0/16]',
        ),
        found: [['[10.1.0.0/16]', 'The LoadBalancer Service cache-redis-cluster-0-svc limits who may come']],
      },
    ],
    silent: [
      {
        what: 'without host ports',
        edit: edits(
          replace('loadBalancerIP: 10.0.0.4', 'loadBalancerIP: 10.0.0.4\n  loadBalancerSourceRanges: [10.1.0.0/16]'),
          (text) => text.replace(/ +hostPort: \d+\n/g, ''),
        ),
      },
    ],
  },
  'unrendered-template': {
    fires: [
      {
        what: 'in an annotation',
        edit: replace('"9121"', "'{{ .Values.metrics.port }}'"),
        found: [['{{ .Values.metrics.port }}', '{{ .Values.metrics.port }} was left as it is in prometheus.io/port']],
      },
      {
        what: 'in a script, twice in a line',
        edit: replace('exec /run.sh', '{{ include "a" . }} {{- .b -}}'),
        found: [
          ['{{ include "a" . }}', '{{ include "a" . }} was left as it is in args'],
          ['{{- .b -}}', '{{- .b -}} was left as it is in args'],
        ],
      },
      {
        what: 'in a Secret',
        edit: replace(
          'redis-password: dG9wLXNlY3JldA==',
          'redis-password: dG9wLXNlY3JldA==\nstringData: { other: "my{{ .Values.x }}password" }',
        ),
        found: [['{{ .Values.x }}', 'A template was left as it is in other']],
      },
    ],
    silent: [
      { what: "Prometheus' own", edit: replace('"9121"', "'{{ $labels.instance }}'") },
      { what: 'in a comment', edit: replace('"9121"', '"9121" # {{ .Values.metrics.port }}') },
      {
        what: 'in a document of another chart',
        edit: append("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { y: '{{ .z }}' }\n"),
      },
    ],
  },
  'image-moved': {
    fires: [
      {
        what: 'both images',
        edit: (text) => text.replaceAll('registry.example.com/', 'docker.io/'),
        found: [
          ['docker.io/bitnami/redis-cluster:7.2.5-debian-12-r0', 'moved to docker.io/bitnamilegacy'],
          ['docker.io/bitnami/redis-exporter:1.59.0', 'moved to docker.io/bitnamilegacy'],
        ],
      },
      {
        what: 'in the short form, with a digest',
        edit: replace(
          'registry.example.com/bitnami/redis-cluster:7.2.5-debian-12-r0',
          'bitnami/redis-cluster:7.2.5@sha256:0123',
        ),
        found: [['bitnami/redis-cluster:7.2.5@sha256:0123', 'moved to docker.io/bitnamilegacy']],
      },
    ],
    silent: [
      {
        what: 'where they went',
        edit: (text) => text.replaceAll('registry.example.com/bitnami/', 'docker.io/bitnamilegacy/'),
      },
      {
        what: 'latest',
        edit: replace(
          'registry.example.com/bitnami/redis-cluster:7.2.5-debian-12-r0',
          'docker.io/bitnami/redis-cluster:latest',
        ),
      },
    ],
  },
};
