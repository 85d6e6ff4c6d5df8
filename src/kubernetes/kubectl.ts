import { failure } from '../base/errors.js';
import { otherEncoding } from '../base/util.js';
import { at, isObject, itemsAt, type JsonObject } from '../json/values.js';
import { canonicalAddress } from './address.js';
import {
  conditionOf,
  type KubeObject,
  labelsOf,
  nameOf,
  namespaceOf,
  objectsIn,
  stringsAt,
  textAt,
} from './objects.js';
import { boundPorts } from './pod-template.js';

/**
 * Reads what `kubectl get … -o json` prints: a List, a list of one kind, or one object.
 *
 * @param file for messages
 * @param remedy where such JSON comes from
 * @throws HostportError `input` for anything else; what is there, which may be a pod's environment, is not quoted
 */
export function readObjects(bytes: Buffer, file: string, remedy: string): KubeObject[] {
  const encoding = otherEncoding(bytes);
  if (encoding) throw failure('json-in-utf16', { said: encoding }, { position: { file } });
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const value = parsed(text);
  if (isObject(value) && typeof value.kind === 'string') return objectsIn(value);
  const [id, line, said = ''] = value === undefined ? whyNotJson(text) : NO_OBJECT;
  throw failure(id, { remedy, said }, { position: { file, ...(line && { line }) } });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A line of the log of kubectl's libraries (klog): `E1126 01:15:38.507324 …`. */
export const LOGGED = /^([IWEF]\d{4}) /;

/** What kubectl says to people, which `2>&1` puts among the JSON. */
const SAID =
  /^(error|Error from server|Warning|No resources found|The connection to the server|Unable to connect|Flag --|Please enter)/;

type NotJson = 'json-empty' | 'table' | 'among-json' | 'no-answer' | 'second-json' | 'no-json' | 'cut-json';

/** What is wrong with a text, in which line, and what kubectl says there. */
type Fault = readonly [id: NotJson | 'no-object', line?: number, said?: string];

const NO_OBJECT: Fault = ['no-object'];

function whyNotJson(text: string): Fault {
  if (text.trim() === '') return ['json-empty'];
  if (/^\s*(---|apiVersion:|items:|NAME\s)/.test(text)) return ['table'];
  const lines = text.split('\n');
  const begins = (line: string): boolean => /^[{[]/.test(line);
  for (const [index, line] of lines.entries()) {
    const [, said] = SAID.exec(line) ?? LOGGED.exec(line) ?? [];
    if (said !== undefined) return [lines.some(begins) ? 'among-json' : 'no-answer', index + 1, said];
  }
  // Where the first text ends is where a line that begins one follows a line that may end one; the first such place decides.
  const next = lines.findIndex((line, index) => index > 0 && begins(line) && /[}\]]\s*$/.test(lines[index - 1] ?? ''));
  if (next >= 0 && parsed(lines.slice(0, next).join('\n'))) return ['second-json', next + 1];
  return [/[}\]]\s*$/.test(text) ? 'no-json' : 'cut-json'];
}

/** A taint that keeps pods away which do not tolerate it. */
export interface Taint {
  key: string;
  value: string | undefined;
  effect: 'NoSchedule' | 'NoExecute';
}

/** Set by kubeadm and most others; `master` up to Kubernetes 1.23, `controlplane` by RKE. */
export const CONTROL_PLANE = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
  'node-role.kubernetes.io/controlplane',
];

export type KubeNode = Readonly<ReturnType<typeof kubeNode>>;

export function kubeNode(object: JsonObject) {
  const labels = labelsOf(object);
  const listed = itemsAt(object, 'status', 'addresses').map(({ item }) => stringsAt(item));
  const ready = conditionOf(object, 'Ready');
  const name = nameOf(object);
  const internalIp = listed.find(({ type, address }) => type === 'InternalIP' && address)?.address;
  return {
    name,
    /** `dio-master02 (10.0.0.5)`. */
    title: titleOf(name, internalIp),
    labels,
    /** The first of its InternalIPs, which is what its pods see as status.hostIP; undefined where it has none. */
    internalIp,
    /** Every IP and every DNS name it has, IPs canonical. */
    addresses: listed.flatMap(({ address }) => (address ? [canonicalAddress(address)] : [])),
    ready: ready.status === 'True',
    readyMessage: ready.message,
    cordoned: at(object, 'spec', 'unschedulable') === true,
    taints: itemsAt(object, 'spec', 'taints').flatMap(({ item }) => taintIn(item)),
    controlPlane: CONTROL_PLANE.some((key) => Object.hasOwn(labels, key)),
    /** `linux`, `windows`; undefined where the kubelet does not say. */
    os: labels['kubernetes.io/os'] ?? textAt(object, 'status', 'nodeInfo', 'operatingSystem'),
  };
}

export function titleOf(name: string, ip: string | undefined): string {
  return ip === undefined ? name : `${name} (${ip})`;
}

/** PreferNoSchedule keeps nobody away. */
function taintIn(taint: JsonObject): Taint[] {
  const { key, value, effect } = stringsAt(taint);
  return key !== undefined && (effect === 'NoSchedule' || effect === 'NoExecute') ? [{ key, value, effect }] : [];
}

export type KubePod = Readonly<ReturnType<typeof kubePod>>;

export function kubePod(object: JsonObject) {
  const deletedAt = textAt(object, 'metadata', 'deletionTimestamp');
  const phase = textAt(object, 'status', 'phase');
  return {
    name: nameOf(object),
    namespace: namespaceOf(object),
    labels: labelsOf(object),
    spec: object.spec,
    /** undefined: the scheduler has found none. */
    nodeName: textAt(object, 'spec', 'nodeName'),
    nodeSelector: stringsAt(object, 'spec', 'nodeSelector'),
    hostIp: textAt(object, 'status', 'hostIP'),
    podIp: textAt(object, 'status', 'podIP'),
    phase,
    /** Why it is in that phase, of a pod that failed: `Evicted`, `NodePorts`. */
    reason: textAt(object, 'status', 'reason'),
    message: textAt(object, 'status', 'message'),
    ready: conditionOf(object, 'Ready').status === 'True' && deletedAt === undefined,
    deletedAt,
    scheduled: conditionOf(object, 'PodScheduled'),
    /** Ports of its node that it binds, `6379/TCP`; a pod that is done binds none. */
    hostPorts: phase === 'Failed' || phase === 'Succeeded' ? [] : boundPorts(object.spec).map(({ port }) => port),
    /** Why its containers do not run, as the kubelet says it. */
    waiting: ['initContainerStatuses', 'containerStatuses'].flatMap((list) =>
      itemsAt(object, 'status', list).flatMap(({ item }) => whyWaiting(item)),
    ),
  };
}

/** `container redis: CrashLoopBackOff, back-off 5m0s …, last exit code 137, 12 restarts`. */
function whyWaiting(status: JsonObject): string[] {
  const state = at(status, 'state', 'waiting') ?? at(status, 'state', 'terminated');
  if (status.ready === true || state === undefined) return [];
  const exit = at(status, 'lastState', 'terminated', 'exitCode') ?? at(state, 'exitCode');
  const restarts = Number(status.restartCount ?? 0);
  const parts = [
    `container ${status.name}: ${textAt(state, 'reason') ?? 'waiting'}`,
    textAt(state, 'message'),
    exit === undefined ? undefined : `last exit code ${exit}`,
    restarts > 0 ? `${restarts} restarts` : undefined,
  ];
  return [parts.filter((part) => part !== undefined).join(', ')];
}
