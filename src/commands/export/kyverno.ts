import { sha256Hex } from '../../base/util.js';
import { exportTexts } from '../../generated/templates.js';
import type { PlainOperation } from '../../json/difference.js';
import { filledObject, isObject, type Path } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { type Exported, type Guard, type ObjectPatch, type PatchStep, type Written, yaml } from './patch.js';

/** Names of Kyverno's policies and rules have at most 63 characters. */
const LONGEST = 63;

/** A name for what is about one object; one that is too long ends in a part of its hash. */
function objectsName({ kind, name }: Manifest, prefix = ''): string {
  const whole = `${prefix}${kind}-${name}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
  return whole.length <= LONGEST ? whole : `${whole.slice(0, LONGEST - 9)}-${sha256Hex(whole).slice(0, 8)}`;
}

/** One MutatingPolicy (policies.kyverno.io/v1) an object. */
export function kyverno({ patches }: Exported): Written {
  const { notes, object } = exportTexts.kyverno;
  const documents = patches.map(({ manifest, steps }) => {
    const { name, namespace, group, kind, value } = manifest;
    const inNamespace = namespace === '' ? '' : ` && object.metadata.namespace == ${literal(namespace)}`;
    return filledObject(object, {
      policy: objectsName(manifest, 'redis-hostport-'),
      group,
      version: String(value.apiVersion).split('/').at(-1),
      resource: resource(kind),
      identity: `object.metadata.name == ${literal(name)}${inNamespace}`,
      expression: expression(steps),
    });
  });
  return { notes: [notes], documents };
}

/** The resource of a kind, as Kubernetes guesses it (`meta.UnsafeGuessKindToResource` of its apimachinery). */
function resource(kind: string): string {
  const name = kind.toLowerCase();
  if (name.endsWith('endpoints')) return name;
  if (/(s|x|ch|sh)$/.test(name)) return `${name}es`;
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/** A path that no object has: what it is for is said in the API server's error. */
const MISFIT = '/the chart has changed: export the policy again';

/**
 * A list of JSON patches in CEL. A `test` that fails would leave the object as it is without a word, so the names of the
 * list items that are counted on are compared before, and where they differ a patch fails.
 */
function expression(steps: readonly PatchStep[]): string {
  const guards = steps.flatMap((step) => step.guards);
  const patches = steps.map(patchOf).join('\n+ ');
  if (guards.length === 0) return patches;
  return [
    guards.map(holds).join('\n&& '),
    `? ${patches.replaceAll('\n', '\n  ')}`,
    `: [JSONPatch{op: "remove", path: ${literal(MISFIT)}}]`,
  ].join('\n');
}

function holds({ path, is, becomes }: Guard): string {
  const place = `object${selected(path)}`;
  return becomes === undefined
    ? `${place} == ${literal(is)}`
    : `(${place} == ${literal(is)}\n  || ${place} == ${literal(becomes)})`;
}

/**
 * What is taken away may be gone already, and what comes at the end of a text may be there. Such a text is not written
 * whole: it stays the chart's own, and CEL takes no expression of more than 100,000 characters.
 */
function patchOf({ path, operation, edited }: PatchStep): string {
  const start = `[JSONPatch{op: ${literal(operation.op)}, path: ${literal(operation.path)}`;
  const parent = `object${selected(path.slice(0, -1))}`;
  if (operation.op === 'remove') return `(${literal(path.at(-1))} in ${parent} ? ${start}}] : [])`;
  if (edited?.end === undefined) return `${start}, value: ${literal(operation.value)}}]`;
  const [text, end] = [`object${selected(path)}`, literal(edited.end)];
  return `(${text}.endsWith(${end}) ? [] : ${start}, value: ${text} + ${end}}])`;
}

/** CEL's selectors for a path; a key that is not a plain word stands in brackets. */
function selected(path: Path): string {
  return path
    .map((step) => (/^(?!(in|true|false|null)$)[A-Za-z_]\w*$/.test(`${step}`) ? `.${step}` : `[${literal(step)}]`))
    .join('');
}

/** Longer values have a line for each item. */
const WIDTH = 80;

/** JSON is CEL but for one thing: in a list or map with values of several types each is to be `dyn`. */
function literal(value: unknown): string {
  const isMap = isObject(value);
  const entries = isMap || Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length === 0) return JSON.stringify(value);
  const isMixed = new Set(entries.map(([, one]) => typeOf(one))).size > 1;
  const items = entries.map(([key, one]) => {
    const text = isMixed ? `dyn(${literal(one)})` : literal(one);
    return isMap ? `${JSON.stringify(key)}: ${text}` : text;
  });
  const line = items.join(', ');
  const isLong = line.length > WIDTH || line.includes('\n');
  const inside = isLong ? `\n  ${items.join(',\n').replaceAll('\n', '\n  ')}\n` : line;
  return isMap ? `{${inside}}` : `[${inside}]`;
}

/** A name for the type of a literal as CEL infers it. */
function typeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return Number.isInteger(value) ? 'int' : typeof value;
  return `${Array.isArray(value) ? 'list' : 'map'}(${[...new Set(Object.values(value).map(typeOf))].join('|')})`;
}

/** One ClusterPolicy (kyverno.io/v1) with a rule for each object. */
export function clusterPolicy({ patches }: Exported): Written {
  const { notes, object } = exportTexts.clusterPolicy;
  const release = patches[0]?.manifest.release || 'release';
  return { notes: [notes], documents: [filledObject(object, { release, rules: patches.map(rule) })] };
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
  // JMESPath: a key that is not a plain word stands in quotes.
  const word = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key));
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${word(step)}`));
  const key = `{{ request.object${steps.join('')} }}`;
  if (becomes === undefined) return { key, operator: 'Equals', value: is };
  // Patterns of Kyverno's, in which `?` is any character.
  const patterns = [is, becomes].map((text) => text.replaceAll(FILLED_IN, (found) => `?${found.slice(1)}`));
  return { key, operator: 'AnyIn', value: patterns };
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
