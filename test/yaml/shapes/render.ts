import type { Shape } from './shape.js';
import { type Dialect, type Node, type Pick, stream, write } from './writer.js';

const text = (value: string): Node => ({ text: value });
const raw = (value: string | number | boolean): Node => ({ raw: String(value) });
const map = (pairs: Readonly<Record<string, Node>>): Node => ({ map: Object.entries(pairs) });
const seq = (...items: Node[]): Node => ({ seq: items });

/** The text of the configuration file before post-rendering. */
export function configText({ config, configEnd, oldUsers }: Shape): string {
  const old = ['user song on #0000 ~old:* +get', '  user song off'].slice(0, oldUsers);
  // Redis 7 does not start with two lines for one user.
  const lines = config.filter((line, index) => !line.startsWith('user ') || config.indexOf(line) === index);
  lines.splice(Math.floor(lines.length / 2), 0, ...old);
  // A file that is nothing but line breaks has no literal form of its own.
  return (lines.join('\n').trim() === '' ? 'port 6379' : lines.join('\n').replace(/\n+$/, '')) + configEnd;
}

/** Shuffles as the choices say: the order of keys means nothing to Kubernetes. */
function shuffled(pairs: readonly (readonly [string, Node])[], pick: Pick): Node {
  const rest = [...pairs];
  const order: (readonly [string, Node])[] = [];
  while (rest.length > 0) order.push(...rest.splice(pick(rest.length), 1));
  return { map: order };
}

export const ordinalTerm = (weight: number, ordinal: number) => ({
  weight,
  preference: { matchExpressions: [{ key: 'redis-pod-name', operator: 'In', values: [`redis-cluster-${ordinal}`] }] },
});

export const userTerm = (index: number) => ({
  weight: 10 + index,
  preference: { matchExpressions: [{ key: 'zone', operator: 'In', values: [`z${index}`, 'redis-cluster-0'] }] },
});

export const REQUIRED = {
  nodeSelectorTerms: [{ matchExpressions: [{ key: 'redis-system', operator: 'In', values: ['true'] }] }],
};

/** The terms there are before: the user's own, and in their middle those an earlier run wrote. */
export function termsBefore({ userTerms, earlierReplicas }: Shape): unknown[] {
  const own = Array.from({ length: userTerms }, (_, index) => userTerm(index));
  const earlier = Array.from({ length: earlierReplicas }, (_, i) => ordinalTerm(earlierReplicas - i, i));
  return [...own.slice(0, 1), ...earlier, ...own.slice(1)];
}

function nodeOf(value: unknown): Node {
  if (Array.isArray(value)) return { seq: value.map(nodeOf) };
  if (typeof value === 'object' && value !== null) {
    return { map: Object.entries(value).map(([key, one]) => [key, nodeOf(one)] as const) };
  }
  return typeof value === 'string' ? text(value) : raw(String(value));
}

function affinity(shape: Shape, pick: Pick): readonly (readonly [string, Node])[] {
  const nothing = raw(['', 'null', '~'][pick(3)] ?? '');
  const required = shape.required
    ? [['requiredDuringSchedulingIgnoredDuringExecution', nodeOf(REQUIRED)] as const]
    : [];
  const preferred = (node: Node) => [['preferredDuringSchedulingIgnoredDuringExecution', node] as const];
  const pods = ['podAntiAffinity', map({ preferredDuringSchedulingIgnoredDuringExecution: seq() })] as const;
  const empty = ['podAffinity', nothing] as const;
  const inNode = (...pairs: (readonly [string, Node])[]): Node =>
    shuffled([pods, empty, ['nodeAffinity', shuffled(pairs, pick)]], pick);
  switch (shape.affinity) {
    case 'absent':
      return [];
    case 'empty':
      return [['affinity', map({})]];
    case 'null':
      return [['affinity', nothing]];
    case 'pods-only':
      return [['affinity', { map: [pods] }]];
    case 'node-null':
      return [['affinity', shuffled([pods, empty, ['nodeAffinity', nothing]], pick)]];
    case 'node-empty':
      return [['affinity', { map: [['nodeAffinity', map({})]] }]];
    case 'preferred-null':
      return [['affinity', inNode(...required, ...preferred(nothing))]];
    case 'preferred-empty':
      return [['affinity', inNode(...required, ...preferred(seq()))]];
    case 'preferred':
      return [['affinity', inNode(...required, ...preferred(nodeOf(termsBefore(shape))))]];
    case 'required-only':
      return [['affinity', inNode(['requiredDuringSchedulingIgnoredDuringExecution', nodeOf(REQUIRED)])]];
  }
}

function containers({ fullname, ports, containersBefore, containersAfter }: Shape): Node {
  const port = (name: string, number: number): Node => map({ name: text(name), containerPort: raw(number) });
  const server = map({
    name: text(fullname),
    image: text('docker.io/bitnami/redis-cluster:7.2.5-debian-12-r0'),
    command: seq(text('/bin/bash'), text('-c')),
    ports: seq(port('tcp-redis', ports.client), port('tcp-redis-bus', ports.bus)),
    readinessProbe: map({
      exec: map({ command: seq(text('sh'), text('-c'), text('/scripts/ping_readiness_local.sh 1')) }),
    }),
  });
  const side = (name: string): Node => map({ name: text(name), image: text('x:1'), ports: seq(port('http', 9121)) });
  return seq(
    ...Array.from({ length: containersBefore }, (_, index) => side(`before-${index}`)),
    server,
    ...Array.from({ length: containersAfter }, (_, index) => side(`after-${index}`)),
  );
}

function podAnnotations({ podAnnotations: kind }: Shape): Record<string, Node> {
  if (kind === 'absent') return {};
  if (kind === 'empty') return { annotations: map({}) };
  return {
    annotations: kind === 'null' ? raw('') : map({ 'checksum/config': text('e82910f9'), scrape: text('true') }),
  };
}

function statefulSet(shape: Shape, metadata: Node, pick: Pick): Node {
  const { data, replicas, policy } = shape;
  const claim = map({ name: text('redis-data'), persistentVolumeClaim: map({ claimName: text('data') }) });
  const volume = data === 'claim' ? claim : map({ name: text('redis-data'), emptyDir: map({}) });
  const scripts = map({
    name: text('scripts'),
    configMap: map({ name: text(`${shape.fullname}-scripts`), defaultMode: raw('0755') }),
  });
  const pod = shuffled(
    [
      ['hostNetwork', raw(false)],
      ['terminationGracePeriodSeconds', raw(30)],
      ...affinity(shape, pick),
      ['containers', containers(shape)],
      ['volumes', seq(scripts, ...(data === 'template' ? [] : [volume]))],
    ],
    pick,
  );
  const claims = map({
    metadata: map({ name: text('redis-data') }),
    spec: map({ accessModes: seq(text('ReadWriteOnce')) }),
  });
  const labels = map({ 'app.kubernetes.io/instance': text(shape.release) });
  return shuffled(
    [
      ['apiVersion', text('apps/v1')],
      ['kind', raw('StatefulSet')],
      ['metadata', metadata],
      [
        'spec',
        shuffled(
          [
            ['replicas', raw(replicas)],
            ['serviceName', text(`${shape.fullname}-headless`)],
            ...(policy === undefined ? [] : [['podManagementPolicy', text(policy)] as const]),
            ['template', map({ metadata: map({ labels, ...podAnnotations(shape) }), spec: pod })],
            ...(data === 'template' ? [['volumeClaimTemplates', seq(claims)] as const] : []),
          ],
          pick,
        ),
      ],
    ],
    pick,
  );
}

/** A document by kind: its name and what stands beside its metadata. */
export interface Rendered {
  kind: string;
  name: string;
  lines: string[];
}

/** Renders a shape as Helm would hand it to a post-renderer, in some order and some style. */
export function render(shape: Shape, dialect: Dialect, pick: Pick): { stream: string; documents: Rendered[] } {
  const { release, fullname } = shape;
  const metadata = (name: string, template: string, extra: Record<string, Node> = {}): Node => {
    const labels = map({
      'app.kubernetes.io/instance': text(release),
      'app.kubernetes.io/name': text('redis-cluster'),
    });
    const file = { 'postrenderer.helm.sh/postrender-filename': text(`redis-cluster/templates/${template}`) };
    const annotations = { ...extra, ...(dialect.helm === 4 ? file : {}) };
    const notes = Object.keys(annotations).length > 0 ? { annotations: map(annotations) } : {};
    return map({ name: text(name), namespace: text('redis'), labels, ...notes });
  };
  const script = shape.waits
    ? 'redis-cli cluster info | grep cluster_state:ok'
    : '# cluster_state is not asked\nredis-cli ping';
  const documents: { template: string; kind: string; name: string; node: Node | string[] }[] = [];
  const add = (template: string, kind: string, name: string, body: Record<string, Node>, extra = {}): void => {
    const node = map({ apiVersion: text('v1'), kind: raw(kind), metadata: metadata(name, template, extra), ...body });
    documents.push({ template, kind, name, node });
  };
  add('configmap.yaml', 'ConfigMap', `${fullname}-default`, {
    data: map({ 'redis-default.conf': { file: configText(shape), as: shape.configAs } }),
  });
  add('scripts-configmap.yaml', 'ConfigMap', `${fullname}-scripts`, {
    data: map({ 'ping_readiness_local.sh': { file: `#!/bin/sh\n${script}\n`, as: 'literal' } }),
  });
  for (const [index, other] of shape.others.entries()) {
    if (other === 'comment') documents.push({ template: 'nothing.yaml', kind: '', name: '', node: ['# nothing here'] });
    else if (other === 'odd') {
      documents.push({
        template: 'odd.yaml',
        kind: 'Odd',
        name: 'o',
        node: ['kind:   Odd', 'metadata: {name: o  ,}', 'x: [1,2 ,  "3" ]', 'mode: 0755'],
      });
    } else if (other === 'hook') add('hook.yaml', 'Job', `hook-${index}`, {}, { 'helm.sh/hook': text('post-upgrade') });
    else if (other === 'secret')
      add('secret.yaml', 'Secret', `s-${index}`, { data: map({ 'redis-password': text('bmV3') }) });
    else
      add('svc.yaml', 'Service', `svc-${index}`, {
        spec: map({ ports: seq(map({ name: text('tcp-redis'), port: raw(6379) })) }),
      });
  }
  const workload = statefulSet(shape, metadata(fullname, 'redis-statefulset.yaml'), pick);
  const place = pick(documents.length + 1);
  documents.splice(place, 0, {
    template: 'redis-statefulset.yaml',
    kind: 'StatefulSet',
    name: fullname,
    node: workload,
  });
  const written = documents.map(({ template, kind, name, node }) => ({
    template,
    kind,
    name,
    lines: Array.isArray(node) ? node : write(node, dialect, pick),
  }));
  return { stream: stream(written, dialect), documents: written };
}
