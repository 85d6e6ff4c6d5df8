import type { PlainOperation } from '../../json/difference.js';
import type { Exported, Guard, ObjectPatch } from './patch.js';
import { objectsName } from './policy.js';
import { repeatable } from './repeatable.js';
import { commented, yaml } from './write.js';

/** A mutate policy of Kyverno's old form (kyverno.io/v1), for versions before 1.17, which lack `MutatingPolicy` v1. */
export function clusterPolicy({ patches, about }: Exported): string {
  const release = patches[0]?.manifest.release || 'release';
  const policy = {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name: `redis-hostport-${release}` },
    spec: { background: false, rules: patches.map(repeatable).map(rule) },
  };
  const notes = [
    'A rule whose preconditions do not hold is skipped without a word: `redis-hostport verify` shows what runs.',
    'Kyverno has to be running, and this policy in place, before the release is installed.',
  ];
  return commented([...about, ...notes]) + yaml(policy);
}

function rule({ manifest, steps }: ObjectPatch): object {
  const { kind, name, namespace, value } = manifest;
  const guards = steps.flatMap((step) => step.guards);
  return {
    name: objectsName(manifest),
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
    mutate: { patchesJson6902: operationsText(steps.map(({ operation }) => operation)) },
  };
}

function precondition({ path, is, becomes }: Guard): object {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${identifier(step)}`));
  const key = `{{ request.object${steps.join('')} }}`;
  return becomes === undefined
    ? { key, operator: 'Equals', value: is }
    : { key, operator: 'AnyIn', value: [is, becomes].map(pattern) };
}

/** JMESPath: a key that is no plain word stands in quotes. */
function identifier(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key);
}

/** What Kyverno takes for a variable, and for a reference where no space follows. */
const FILLED_IN = /\{\{|\$\(/g;

/** Operations as Kyverno leaves them: what it would fill in stands in the escapes of JSON. */
function operationsText(operations: readonly PlainOperation[]): string {
  const text = yaml(operations);
  if (text.search(FILLED_IN) === -1) return text;
  const escaped = (found: string) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}${found.slice(1)}`;
  return JSON.stringify(operations, null, 2).replaceAll(FILLED_IN, escaped);
}

/** A text as a pattern of Kyverno's, in which `?` is any character. */
function pattern(text: string): string {
  return text.replaceAll(FILLED_IN, (found) => `?${found.slice(1)}`);
}
