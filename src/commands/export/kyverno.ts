import type { Exported, Guard, ObjectPatch } from './patch.js';
import { commented, yaml } from './write.js';

/** A mutate policy (kyverno.io/v1): the API server gets the edited objects, whoever applies them. */
export function kyverno({ patches, about }: Exported): string {
  const release = patches[0]?.manifest.release || 'release';
  const policy = {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name: `redis-hostport-${release}` },
    spec: { background: false, rules: patches.map(rule) },
  };
  const notes = [
    'A rule whose preconditions do not hold is skipped without a word: `redis-hostport verify` tells what runs.',
    'Kyverno has to be running, and this policy in place, before the release is installed.',
  ];
  return commented([...about, ...notes]) + yaml(policy);
}

function rule({ manifest, steps }: ObjectPatch): object {
  const { kind, name, namespace, value } = manifest;
  const guards = steps.flatMap((step) => step.guards);
  return {
    // Names of rules have at most 63 characters.
    name: `${kind.toLowerCase()}-${name}`.slice(0, 63),
    match: {
      any: [
        {
          resources: {
            kinds: [`${value.apiVersion}/${kind}`],
            names: [name],
            ...(namespace !== '' && { namespaces: [namespace] }),
            operations: ['CREATE', 'UPDATE'],
          },
        },
      ],
    },
    ...(guards.length > 0 && { preconditions: { all: guards.map(precondition) } }),
    mutate: { patchesJson6902: yaml(steps.map(({ operation }) => operation)) },
  };
}

function precondition({ path, name }: Guard): object {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${identifier(step)}`));
  return { key: `{{ request.object${steps.join('')} }}`, operator: 'Equals', value: name };
}

/** JMESPath: a key that is no plain word stands in quotes. */
function identifier(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key);
}
