import type { Chart } from '../generated/types.js';
import { at, isObject, itemsAt, type JsonObject, listAt, type Path } from '../json/values.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { dataOf, textAt } from '../kubernetes/objects.js';

export interface Variable {
  /** As messages name it: `NAME`, or `NAME of ConfigMap redis-extra`. */
  title: string;
  /** `null` where it is not at hand: in an object outside of the stream, a field of the pod, a file, a shell's expansion. */
  value: string | null;
  /** The field of the pod that it is, `status.hostIP`. */
  field?: string | undefined;
  /** The ConfigMap or Secret in which the value stands; left out it stands in the container. */
  manifest?: Manifest | undefined;
  /** Where, from the root of that object or from the container. */
  path: Path;
  /** Whether it is, or is made from, a value of a Secret: then no output shows it. */
  isSecret?: boolean | undefined;
}

type Found = Omit<Variable, 'title'>;

export type Environment = ReturnType<typeof environmentOf>;

export type ObjectNamed = (kind: string, name: string) => Manifest | undefined;

/** `export NAME="text"`, a line of a start script. */
const ASSIGNMENT = /^[^\S\n]*(?:export\s+)?(\w+)=(.*?)\s*?$/gm;

/**
 * Which value the environment gives to each variable, and where that stands.
 *
 * The kubelet's rules (`makeEnvironmentVariables`): `env` comes over `envFrom`, of each the later entry over the earlier;
 * an `optional` key that is not there sets nothing; `$(NAME)` is what the entries before it and `envFrom` give to NAME. What
 * the start script sets comes over them all, but for NAME_FILE, from which the image reads NAME itself (Bitnami's
 * redis-cluster-env.sh).
 *
 * @param objectNamed left out for a container of which nothing else is known
 */
export function environmentOf(container: unknown, objectNamed: ObjectNamed = () => undefined) {
  const script = [...listAt(container, 'command'), ...listAt(container, 'args')].map(String).join('\n');
  const assigned = new Map(
    [...script.matchAll(ASSIGNMENT)].map(([, name = '', text = '']) => [name, text.replace(/^(["'])(.*)\1$/, '$2')]),
  );
  const known = new Map<string, Variable>();
  const add = (name: string, found: Found): void => {
    known.set(name, { title: found.manifest ? `${name} of ${found.manifest.title}` : name, ...found });
  };
  const outside: string[] = [];
  for (const { item } of itemsAt(container, 'envFrom')) {
    const { title, reference, data } = referenceIn(item, 'Ref', objectNamed);
    if (reference !== undefined && !data) outside.push(title);
    for (const [key, found] of data ?? []) add(`${item.prefix ?? ''}${key}`, found);
  }
  for (const { item, index } of itemsAt(container, 'env')) {
    const found = entryOf(item, ['env', index]);
    if (found) add(String(item.name), found);
  }

  function entryOf({ value, valueFrom }: JsonObject, path: Path): Found | undefined {
    const text = isObject(value) ? '' : String(value ?? '');
    if (text !== '' || !isObject(valueFrom)) return { ...expanded(text, known), path };
    const { reference, data } = referenceIn(valueFrom, 'KeyRef', objectNamed);
    if (!data) return { value: null, path, field: textAt(valueFrom, 'fieldRef', 'fieldPath') };
    const missing = at(reference, 'optional') === true ? undefined : { value: null, path };
    return data.get(String(at(reference, 'key'))) ?? missing;
  }

  return {
    /** The command and the arguments, as one text, */
    script,
    /** and what that sets variables to, without quotes: the last assignment counts, comments do not. */
    assigned,
    /** The objects which give it variables and are not at hand, `Secret redis-extra`. */
    outside,
    /** A variable as the image sees it; undefined where nothing sets it. */
    get: (name: string | undefined): Variable | undefined => {
      if (name === undefined) return undefined;
      const file = known.get(`${name}_FILE`);
      if (file && file.value !== '') return { ...file, value: null };
      const found = known.get(name);
      const set = assigned.get(name);
      if (set === undefined) return found;
      const path = found && !found.manifest ? found.path : ['name'];
      return { title: name, value: /[$`]/.test(set) ? null : set, path };
    },
  };
}

/** The object of a `configMapRef`, `secretRef`, `configMapKeyRef` or `secretKeyRef`, and what it holds where it is at hand. */
function referenceIn(item: object, end: 'Ref' | 'KeyRef', objectNamed: ObjectNamed) {
  const isSecret = at(item, `secret${end}`) !== undefined;
  const kind = isSecret ? 'Secret' : 'ConfigMap';
  const reference = at(item, `${isSecret ? 'secret' : 'configMap'}${end}`);
  const name = String(at(reference, 'name'));
  const manifest = reference === undefined ? undefined : objectNamed(kind, name);
  const data = manifest && new Map<string, Found>();
  for (const [key, { bytes, path }] of manifest ? dataOf(kind, manifest.value) : []) {
    data?.set(key, { value: bytes.toString(), manifest, path, isSecret });
  }
  return { title: `${kind} ${name}`, reference, data };
}

/** A variable that is longer cannot be handed to a program (Linux, execve(2), MAX_ARG_STRLEN). */
const LONGEST = 128 * 1024;

const REFERENCE = /\$(?:\$|\(([^)]*)\))/g;

/**
 * `$(NAME)` replaced where NAME is known, else it stays; `$$` is a dollar sign (Kubernetes' `expansion.Expand`). What gets too
 * long for a program is not at hand.
 */
function expanded(text: string, known: ReadonlyMap<string, Variable>): Omit<Found, 'path'> {
  const used = [...text.matchAll(REFERENCE)].flatMap(([, name = '']) => known.get(name) ?? []);
  const isSecret = used.some((variable) => variable.isSecret);
  const length = used.reduce((sum, { value }) => sum + (value?.length ?? 0), text.length);
  if (length > LONGEST || used.some(({ value }) => value === null)) {
    return { value: null, field: /^\$\([^)]*\)$/.test(text) ? used[0]?.field : undefined, isSecret };
  }
  const replaced = (whole: string, name?: string): string =>
    name === undefined ? '$' : (known.get(name)?.value ?? whole);
  return { value: text.replace(REFERENCE, replaced), isSecret };
}

/**
 * What sets an ACL file: the image writes `aclfile` into the configuration from it (Bitnami's libredis.sh,
 * `redis_configure_default`), or hands the server the option; the server does not start with that and `user` lines.
 */
export function aclFileVariable(environment: Environment, chart: Chart): Variable | undefined {
  const file = environment.get(chart.access?.aclFile);
  if (file && file.value !== '') return file;
  const flags = environment.get(chart.persistence?.flags);
  return /--aclfile[ ,=]+[^\s,"']/.test(flags?.value ?? '') ? flags : undefined;
}

/** What the image takes for yes (`is_boolean_yes` of Bitnami's libvalidations.sh). */
export function isYes(value: string | null | undefined): boolean {
  return /^(1|yes|true)$/i.test(value ?? '');
}
