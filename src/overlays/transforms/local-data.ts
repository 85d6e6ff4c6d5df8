import { claimNamed, LOCAL_DATA } from '../../charts/storage.js';
import { objectTemplates } from '../../generated/templates.js';
import type { Chart, LocalDataParameters } from '../../generated/types.js';
import { at, filledObject, itemsAt, type JsonObject, listAt, withAt, withItem } from '../../json/values.js';
import { CLAIM_TEMPLATES, POD } from '../../kubernetes/pod-template.js';
import { ordinalVolumes, type PinnedSet, pinnedSet } from './ordinal-volumes.js';
import { type Change, type Complete, refused, serverOf, type Target, type TargetServer } from './transform.js';

const VOLUMES = [...POD, 'volumes'] as const;

/** The chart's own default; nothing holds a hostPath volume to its size. */
const SIZE = '8Gi';

/**
 * Puts each pod's data on the disk of its own node, on which the pod then runs or waits: its claim is bound to a volume
 * that is a directory of this node. The objects go with the release, the files on the nodes stay for the next one.
 *
 * The volume is of type hostPath, since the kubelet makes its directory where it is missing; one of type `local` has to
 * be prepared on every node before, or the pod waits in ContainerCreating.
 */
export function localData(target: Target, parameters: Complete<LocalDataParameters, 'localData'>): Change {
  const { path, appendonly } = parameters;
  const server = serverOf(target);
  const set = pinnedSet(target, LOCAL_DATA, parameters.namespace);
  const value = withoutEmptyDir(target, server.chart, set);
  const size = at(claimNamed(value, server.chart.dataVolume)?.item, 'spec', 'resources', 'requests', 'storage');
  const bound = ordinalVolumes({ ...target, value }, set, {
    claim: server.chart.dataVolume,
    label: parameters,
    size: typeof size === 'string' ? size : SIZE,
    source: (ordinal) => ({
      hostPath: { path: `${path}/${set.namespace}/${set.name}/${ordinal}`, type: 'DirectoryOrCreate' },
    }),
  });
  const owned = withDirectoryOwner({ ...target, value: bound.value }, server);
  return { ...bound, value: appendonly ? withAppendOnly(target, owned, server) : owned };
}

/** The claims take the place of an emptyDir; claims for storage of the user's own, or another volume, are not replaced. */
function withoutEmptyDir(target: Target, chart: Chart, { objectName }: PinnedSet): JsonObject {
  const { value } = target;
  const { dataVolume: volume } = chart;
  const template = claimNamed(value, chart.dataVolume);
  for (const field of ['storageClassName', 'selector', 'volumeName', 'dataSource']) {
    const asked = at(template?.item, 'spec', field) ?? objectName;
    if (!template || asked === objectName) continue;
    const what = typeof asked === 'string' ? `${field} ${JSON.stringify(asked)}` : field;
    throw refused(target, [...CLAIM_TEMPLATES, template.index, 'spec', field], 'claims-elsewhere', { volume, what });
  }
  const own = itemsAt(value, ...VOLUMES).find(({ item }) => item.name === volume);
  if (!own) return value;
  if (!template && own.item.emptyDir === undefined) {
    const what = Object.keys(own.item).find((one) => one !== 'name') ?? 'nothing';
    throw refused(target, [...VOLUMES, own.index], 'data-elsewhere', { volume, what });
  }
  return withAt(value, VOLUMES, listAt(value, ...VOLUMES).toSpliced(own.index, 1));
}

/** Only a file that is written with each command holds what a crash or a power loss would take. */
function withAppendOnly(target: Target, value: JsonObject, { chart, path }: TargetServer): JsonObject {
  const name = chart.persistence?.appendOnly;
  if (name === undefined) throw refused(target, path, 'no-append-only', { chart: chart.title });
  return withItem(value, [...path, 'env'], { name, value: 'yes' });
}

const CONTAINER = 'redis-hostport-local-data';
const INIT_CONTAINERS = [...POD, 'initContainers'] as const;

/** An init container that gives the directory of the data to the pod's user. */
function withDirectoryOwner(target: Target, { chart, container, path }: TargetServer): JsonObject {
  const { value } = target;
  const [pod, own] = [at(value, ...POD, 'securityContext'), at(container, 'securityContext')];
  const number = (...places: unknown[]): number | undefined => places.find((one) => typeof one === 'number');
  const uid = number(at(own, 'runAsUser'), at(pod, 'runAsUser'), chart.server.user);
  const gid = number(at(own, 'runAsGroup'), at(pod, 'runAsGroup'), at(pod, 'fsGroup'));
  if (uid === 0) return value;
  if (uid === undefined) throw refused(target, path, 'no-server-user', { chart: chart.title });
  const mount = itemsAt(container, 'volumeMounts').find(({ item }) => item.name === chart.dataVolume)?.item;
  if (!mount) throw refused(target, path, 'data-not-mounted', { volume: chart.dataVolume });
  const init = filledObject(objectTemplates.directoryOwner, {
    ...container,
    name: CONTAINER,
    owner: gid === undefined ? `${uid}` : `${uid}:${gid}`,
    directory: mount.mountPath,
    mount,
  });
  const others = listAt(value, ...INIT_CONTAINERS).filter((one) => at(one, 'name') !== CONTAINER);
  return withAt(value, INIT_CONTAINERS, [init, ...others]);
}
