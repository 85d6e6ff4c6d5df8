import { placesBy } from '../json/places.js';
import data from './harmless.json' with { type: 'json' };

// Of a container not among them: a variable's value, commands and arguments.
const containers = ['containers', 'initContainers'].flatMap((list) => data.container.map((one) => `${list}.*.${one}`));
const pod = [...data.pod, ...containers].map((place) => `template.spec.${place}`);
const spec = [...data.workload, ...pod, ...data.service, ...data.networkPolicy, ...data.podDisruptionBudget];

/** Places of a manifest at which there is no secret: nothing of a Secret or a ConfigMap but its head, for example. */
export const harmlessInManifest = placesBy([...data.head, ...spec.map((place) => `spec.${place}`)]);
