import { sha256Hex } from '../../base/util.js';
import { exportTexts } from '../../generated/templates.js';
import { filledObject, isObject, type Path } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import {
  commented,
  type Exported,
  type Guard,
  type ObjectPatch,
  objectPatches,
  type PatchStep,
  yaml,
} from './patch.js';

/** Names of Kyverno's policies and rules have at most 63 characters. */
const LONGEST = 63;

/** A name for what is about one object; one that is too long ends in a part of its hash. */
export function objectsName({ kind, name }: Manifest, prefix = ''): string {
  const whole = `${prefix}${kind}-${name}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
  return whole.length <= LONGEST ? whole : `${whole.slice(0, LONGEST - 9)}-${sha256Hex(whole).slice(0, 8)}`;
}

/** A path that no object has: what it is for is said in the API server's error. */
const MISFIT = '/the chart has changed: export the policy again';

/** Longer values have a line for each item. */
const WIDTH = 80;

/** One MutatingPolicy (policies.kyverno.io/v1) an object. */
export function kyverno({ planned, about }: Exported): string {
  const policies = objectPatches(planned, true).map(policy).map(yaml);
  return commented(about, exportTexts.kyverno.notes) + policies.join('---\n');
}

function policy(patch: ObjectPatch): object {
  const { name, namespace, group, kind } = patch.manifest;
  const identity = [
    `object.metadata.name == ${literal(name)}`,
    ...(namespace === '' ? [] : [`object.metadata.namespace == ${literal(namespace)}`]),
  ];
  return filledObject(exportTexts.kyverno.object, {
    policy: objectsName(patch.manifest, 'redis-hostport-'),
    group,
    version: String(patch.manifest.value.apiVersion).split('/').at(-1),
    resource: resource(kind),
    identity: identity.join(' && '),
    expression: expression(patch),
  });
}

/** The resource of a kind, as Kubernetes guesses it (`meta.UnsafeGuessKindToResource` of its apimachinery). */
function resource(kind: string): string {
  const name = kind.toLowerCase();
  if (name.endsWith('endpoints')) return name;
  if (/(s|x|ch|sh)$/.test(name)) return `${name}es`;
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/**
 * A list of JSON patches in CEL. A `test` that fails would leave the object as it is without a word, so the names of the
 * list items that are counted on are compared before, and where they differ a patch fails.
 */
function expression({ steps }: ObjectPatch): string {
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
  const parent = path.slice(0, -1);
  if (operation.op === 'remove') {
    return `(${literal(path.at(-1))} in object${selected(parent)} ? [JSONPatch{op: "remove", path: ${literal(operation.path)}}] : [])`;
  }
  const set = (value: string): string =>
    `[JSONPatch{op: ${literal(operation.op)}, path: ${literal(operation.path)}, value: ${value}}]`;
  if (edited?.end === undefined) return set(literal(operation.value));
  const end = literal(edited.end);
  const text = `object${selected(path)}`;
  return `(${text}.endsWith(${end}) ? [] : ${set(`${text} + ${end}`)})`;
}

/** CEL's selectors for a path; a key that is not a plain word stands in brackets. */
function selected(path: Path): string {
  return path
    .map((step) => (/^(?!(in|true|false|null)$)[A-Za-z_]\w*$/.test(`${step}`) ? `.${step}` : `[${literal(step)}]`))
    .join('');
}

/** JSON is CEL but for one thing: in a list or map with values of several types each is to be `dyn`. */
function literal(value: unknown): string {
  const entries = isObject(value) ? Object.entries(value) : Array.isArray(value) ? value.map((one) => ['', one]) : [];
  if (entries.length === 0) return JSON.stringify(value);
  const mixed = new Set(entries.map(([, one]) => typeOf(one))).size > 1;
  const items = entries.map(([key, one]) => {
    const text = mixed ? `dyn(${literal(one)})` : literal(one);
    return isObject(value) ? `${JSON.stringify(key)}: ${text}` : text;
  });
  const line = items.join(', ');
  const inside =
    line.length > WIDTH || line.includes('\n') ? `\n  ${items.join(',\n').replaceAll('\n', '\n  ')}\n` : line;
  return isObject(value) ? `{${inside}}` : `[${inside}]`;
}

/** The type of a literal as CEL infers it. */
function typeOf(value: unknown): string {
  if (Array.isArray(value)) return `list(${[...new Set(value.map(typeOf))].join('|')})`;
  if (isObject(value)) return `map(${[...new Set(Object.values(value).map(typeOf))].join('|')})`;
  return value === null ? 'null' : Number.isInteger(value) ? 'int' : typeof value;
}
