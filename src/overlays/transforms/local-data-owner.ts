import { objectTemplates } from '../../generated/templates.js';
import { at, itemsAt, listAt, withAt } from '../../json/at.js';
import { filledObject } from '../../json/filled.js';
import type { JsonObject } from '../../json/values.js';
import { POD } from '../../kubernetes/pod-template.js';
import type { Server } from './server.js';
import { refused, type Target } from './transform.js';

const CONTAINER = 'redis-hostport-local-data';
const INIT_CONTAINERS = [...POD, 'initContainers'] as const;

/** An init container that gives the directory of the data to the pod's user. */
export function withDirectoryOwner(target: Target, { chart, item, index }: Server): JsonObject {
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
