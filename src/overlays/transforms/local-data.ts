import { LOCAL_DATA } from '../../charts/pin.js';
import { claimTemplate } from '../../charts/statefulset.js';
import { objectTemplates } from '../../generated/templates.js';
import type { Chart, LocalDataParameters } from '../../generated/types.js';
import { at, itemsAt, listAt, withAt, withItem } from '../../json/at.js';
import { filledObject } from '../../json/filled.js';
import type { JsonObject } from '../../json/values.js';
import { CLAIM_TEMPLATES, POD } from '../../kubernetes/pod-template.js';
import { ordinalVolumes, type PinnedSet, pinnedSet } from './ordinal-volumes.js';
import { type Change, type Complete, refused, type Server, serverOf, type Target } from './transform.js';

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
  const server = serverOf(target, 'keeps the data');
  const set = pinnedSet(target, LOCAL_DATA, parameters.namespace);
  const value = withoutEmptyDir(target, server.chart, set);
  const size = at(claimTemplate(value, server.chart)?.item, 'spec', 'resources', 'requests', 'storage');
  const bound = ordinalVolumes({ ...target, value }, set, {
    claim: server.chart.dataVolume,
    label: parameters,
    size: typeof size === 'string' ? size : SIZE,
    source: (ordinal) => ({
      hostPath: { path: `${path}/${set.namespace}/${set.name}/${ordinal}`, type: 'DirectoryOrCreate' },
    }),
    scaledAwayRemedy: 'Leave whenScaled at Retain in the chart.',
  });
  const owned = { ...target, value: withDirectoryOwner({ ...target, value: bound.value }, server) };
  return { ...bound, value: appendonly ? appendOnly(owned, server) : owned.value };
}

/** The claims take the place of an emptyDir; claims for storage of the user's own, or another volume, are not replaced. */
function withoutEmptyDir(target: Target, chart: Chart, { objectName }: PinnedSet): JsonObject {
  const { value } = target;
  const { dataVolume: volume } = chart;
  const template = claimTemplate(value, chart);
  for (const field of ['storageClassName', 'selector', 'volumeName', 'dataSource']) {
    const asked = at(template?.item, 'spec', field);
    if (!template || asked === undefined || asked === null || asked === objectName) continue;
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
function appendOnly(target: Target, { chart, index }: Server): JsonObject {
  const variable = chart.persistence?.appendOnly;
  if (variable === undefined) {
    throw refused(target, [...POD, 'containers', index], 'no-append-only', { chart: chart.title });
  }
  return withItem(target.value, [...POD, 'containers', index, 'env'], { name: variable, value: 'yes' });
}

const CONTAINER = 'redis-hostport-local-data';
const INIT_CONTAINERS = [...POD, 'initContainers'] as const;

/** An init container that gives the directory of the data to the pod's user. */
function withDirectoryOwner(target: Target, { chart, item, index }: Server): JsonObject {
  const { uid, gid } = ownerOf(target, item, chart.server.user);
  if (uid === 0) return target.value;
  const place = [...POD, 'containers', index];
  if (uid === undefined) throw refused(target, place, 'no-server-user', { chart: chart.title });
  const mount = itemsAt(item, 'volumeMounts').find((one) => one.item.name === chart.dataVolume)?.item;
  if (!mount) throw refused(target, place, 'data-not-mounted', { volume: chart.dataVolume });
  const container = filledObject(objectTemplates.directoryOwner, {
    ...item,
    name: CONTAINER,
    owner: gid === undefined ? `${uid}` : `${uid}:${gid}`,
    directory: mount.mountPath,
    mount,
  });
  const others = listAt(target.value, ...INIT_CONTAINERS).filter((one) => at(one, 'name') !== CONTAINER);
  return withAt(target.value, INIT_CONTAINERS, [container, ...others]);
}

function ownerOf({ value }: Target, container: JsonObject, imageUser: number | undefined) {
  const number = (...places: unknown[]): number | undefined => places.find((one) => typeof one === 'number');
  const pod = at(value, ...POD, 'securityContext');
  const own = at(container, 'securityContext');
  return {
    uid: number(at(own, 'runAsUser'), at(pod, 'runAsUser'), imageUser),
    gid: number(at(own, 'runAsGroup'), at(pod, 'runAsGroup'), at(pod, 'fsGroup')),
  };
}
