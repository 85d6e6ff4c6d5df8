import { LOCAL_DATA } from '../../charts/pin.js';
import { claimTemplate } from '../../charts/statefulset.js';
import { objectTemplates } from '../../generated/templates.js';
import type { Chart, LocalDataParameters } from '../../generated/types.js';
import { at, type Item, itemsAt, listAt, withAt } from '../../json/at.js';
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
  refuseOtherVolume(target, server.chart, set);
  const bound = ordinalVolumes({ ...target, value: withoutEmptyDir(target.value, server.chart) }, set, {
    claim: server.chart.dataVolume,
    label: parameters,
    size: sizeOf(target, server.chart),
    source: (ordinal) => ({
      hostPath: { path: `${path}/${set.namespace}/${set.name}/${ordinal}`, type: 'DirectoryOrCreate' },
    }),
    scaledAwayRemedy: 'Leave whenScaled at Retain in the chart.',
  });
  const owned = { ...target, value: withDirectoryOwner({ ...target, value: bound.value }, server) };
  return { ...bound, value: appendonly ? appendOnly(owned, server) : owned.value };
}

/** A claim that asks for storage of the user's own, or another volume than an emptyDir, is not to be replaced. */
function refuseOtherVolume(target: Target, chart: Chart, { objectName }: PinnedSet): void {
  const remedy =
    'Leave persistence.storageClass and the like out in the chart; or turn overlays.local-data off and set overlays.node-affinity.placement: pinned, which pins pods with any storage.';
  const template = claimTemplate(target.value, chart);
  for (const field of ['storageClassName', 'selector', 'volumeName', 'dataSource']) {
    const asked = at(template?.item, 'spec', field);
    if (!template || asked === undefined || asked === null || asked === objectName) continue;
    const what = typeof asked === 'string' ? `${field} ${JSON.stringify(asked)}` : field;
    const message = `the claims for the data (${chart.dataVolume}) ask for storage of their own: ${what}`;
    throw refused(target, [...CLAIM_TEMPLATES, template.index, 'spec', field], message, remedy);
  }
  const volume = volumeOf(target.value, chart);
  if (template || !volume || volume.item.emptyDir !== undefined) return;
  const kind = Object.keys(volume.item).find((one) => one !== 'name') ?? 'nothing';
  const message = `the volume for the data (${chart.dataVolume}) is a volume of your own: ${kind}`;
  throw refused(target, [...VOLUMES, volume.index], message, remedy);
}

function sizeOf({ value }: Target, chart: Chart): string {
  const size = at(claimTemplate(value, chart)?.item, 'spec', 'resources', 'requests', 'storage');
  return typeof size === 'string' ? size : SIZE;
}

function volumeOf(value: JsonObject, chart: Chart): Item | undefined {
  return itemsAt(value, ...VOLUMES).find(({ item }) => item.name === chart.dataVolume);
}

/** The claim template stands in its place. */
function withoutEmptyDir(value: JsonObject, chart: Chart): JsonObject {
  const volume = volumeOf(value, chart);
  if (!volume) return value;
  return withAt(value, VOLUMES, listAt(value, ...VOLUMES).toSpliced(volume.index, 1));
}

/** Only a file that is written with each command holds what a crash or a power loss would take. */
function appendOnly(target: Target, { chart, item, index }: Server): JsonObject {
  const variable = chart.persistence?.appendOnly;
  if (variable === undefined) {
    const message = `the Chart file of ${chart.title} does not say how the append-only file is turned on`;
    const remedy = `Set persistence.appendOnly in it, or overlays.${target.overlay}.appendonly: false.`;
    throw refused(target, [...POD, 'containers', index], message, remedy);
  }
  const entry = { name: variable, value: 'yes' };
  const list = listAt(item, 'env');
  const isIt = (one: unknown): boolean => at(one, 'name') === variable;
  const after = list.some(isIt) ? list.map((one) => (isIt(one) ? entry : one)) : [...list, entry];
  return withAt(target.value, [...POD, 'containers', index, 'env'], after);
}

const CONTAINER = 'redis-hostport-local-data';
const INIT_CONTAINERS = [...POD, 'initContainers'] as const;

/** An init container that gives the directory of the data to the pod's user. */
function withDirectoryOwner(target: Target, { chart, item, index }: Server): JsonObject {
  const { uid, gid } = ownerOf(target, item, chart.server.user);
  if (uid === 0) return target.value;
  if (uid === undefined) {
    const message = `neither the pod nor the Chart file of ${chart.title} says which user the server runs as`;
    throw refused(target, [...POD, 'containers', index], message, 'Set server.user in the Chart file.');
  }
  const mount = itemsAt(item, 'volumeMounts').find((one) => one.item.name === chart.dataVolume)?.item;
  if (!mount) {
    const message = `the server's container does not mount ${chart.dataVolume}`;
    throw refused(
      target,
      [...POD, 'containers', index],
      message,
      'Name its data volume in the Chart file: dataVolume.',
    );
  }
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
