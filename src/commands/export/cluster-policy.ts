import { exportTexts } from '../../generated/templates.js';
import type { PlainOperation } from '../../json/difference.js';
import { filledObject } from '../../json/values.js';
import { objectsName } from './kyverno.js';
import { commented, type Exported, type Guard, type ObjectPatch, objectPatches, yaml } from './patch.js';

/** One ClusterPolicy (kyverno.io/v1) with a rule for each object. */
export function clusterPolicy({ planned, about }: Exported): string {
  const { notes, object } = exportTexts.clusterPolicy;
  const patches = objectPatches(planned, true);
  const release = patches[0]?.manifest.release || 'release';
  return commented(about, notes) + yaml(filledObject(object, { release, rules: patches.map(rule) }));
}

function rule({ manifest, steps }: ObjectPatch): object {
  const { kind, name, namespace, value } = manifest;
  const guards = steps.flatMap((step) => step.guards);
  return filledObject(exportTexts.clusterPolicy.rule, {
    name: objectsName(manifest),
    kind: `${value.apiVersion}/${kind}`,
    object: name,
    namespaces: namespace === '' ? undefined : [namespace],
    preconditions: guards.length === 0 ? undefined : { all: guards.map(precondition) },
    operations: operationsText(steps.map(({ operation }) => operation)),
  });
}

function precondition({ path, is, becomes }: Guard): object {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${identifier(step)}`));
  const key = `{{ request.object${steps.join('')} }}`;
  return becomes === undefined
    ? { key, operator: 'Equals', value: is }
    : { key, operator: 'AnyIn', value: [is, becomes].map(pattern) };
}

/** JMESPath: a key that is not a plain word stands in quotes. */
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
