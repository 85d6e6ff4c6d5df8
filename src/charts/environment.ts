import type { Chart } from '../generated/types.js';
import { at, type Item, itemsAt, listAt, type Path } from '../json/at.js';
import { isObject } from '../json/values.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { dataAt } from '../kubernetes/object-data.js';

/** What gives a variable its value. */
export interface Variable {
  /** As messages name it: `NAME`, or `NAME of ConfigMap redis-extra`. */
  title: string;
  /** `null` where it is not at hand: in an object outside of the stream, a field of the pod, a file, a shell's expansion. */
  value: string | null;
  /** The field of the pod that it is, `status.hostIP`. */
  field?: string | undefined;
  /** The ConfigMap or Secret in which the value stands; left out it stands in the container. */
  manifest?: Manifest;
  /** Where, from the root of that object or from the container. */
  path: Path;
  /** Whether it is, or is made from, a value of a Secret: then no output shows it. */
  isSecret?: boolean | undefined;
}

type Found = Omit<Variable, 'title'>;

/** The environment of a container. */
export interface Environment {
  container: unknown;
  /** The command and the arguments, as one text. */
  script: string;
  /** A variable as the image sees it; undefined where nothing sets it. */
  get: (name: string | undefined) => Variable | undefined;
  /** The objects which give it variables and are not at hand, `Secret redis-extra`. */
  outside: readonly string[];
}

/** Finds a ConfigMap or Secret, with the value that counts. */
export type ObjectNamed = (kind: string, name: string) => { manifest: Manifest; value: unknown } | undefined;

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
export function environmentOf(container: unknown, objectNamed: ObjectNamed = () => undefined): Environment {
  const script = [...listAt(container, 'command'), ...listAt(container, 'args')].map(String).join('\n');
  const entries = itemsAt(container, 'env');
  const sources = itemsAt(container, 'envFrom').map(({ item }) => ({
    prefix: String(item.prefix ?? ''),
    ...referenceIn(item, 'Ref', objectNamed),
  }));

  // Each entry is worked out once, in order: entries that name those before them twice would be 2^n look-ups.
  const known = new Map<string, Found>();
  const lookUp = (name: string): Found | undefined => known.get(name) ?? fromSources(name);
  for (const entry of entries) {
    const found = fromEntry(entry);
    if (found) known.set(String(entry.item.name), found);
  }

  function fromEntry({ item, index }: Item): Found | undefined {
    const path = ['env', index];
    const text = isObject(item.value) ? '' : String(item.value ?? '');
    if (text !== '' || !isObject(item.valueFrom)) return { ...expanded(text, lookUp), path };
    const { kind, found, reference } = referenceIn(item.valueFrom, 'KeyRef', objectNamed);
    const field = at(item.valueFrom, 'fieldRef', 'fieldPath');
    if (!found) return { value: null, path, field: typeof field === 'string' ? field : undefined };
    const missing = at(reference, 'optional') === true ? undefined : { value: null, path };
    return variableAt(kind, found, String(at(reference, 'key'))) ?? missing;
  }

  function fromSources(name: string): Found | undefined {
    const given = sources.map(({ prefix, kind, found }) =>
      found && name.startsWith(prefix) ? variableAt(kind, found, name.slice(prefix.length)) : undefined,
    );
    return given.findLast((variable) => variable !== undefined);
  }

  return {
    container,
    script,
    get: (name) => {
      if (name === undefined) return undefined;
      const file = lookUp(`${name}_FILE`);
      if (file && file.value !== '') return titled(`${name}_FILE`, { ...file, value: null });
      const found = lookUp(name);
      const set = lastAssignment(script, name);
      if (set === undefined) return found && titled(name, found);
      const path = found && !found.manifest ? found.path : ['name'];
      return titled(name, { value: /[$`]/.test(set) ? null : set, path });
    },
    outside: sources.flatMap(({ kind, name, reference, found }) => (found || !reference ? [] : [`${kind} ${name}`])),
  };
}

function titled(name: string, found: Found): Variable {
  return { title: found.manifest ? `${name} of ${found.manifest.title}` : name, ...found };
}

/** The object that an entry refers to: `configMapRef` and `secretRef`, or `configMapKeyRef` and `secretKeyRef`. */
function referenceIn(item: object, end: 'Ref' | 'KeyRef', objectNamed: ObjectNamed) {
  const kind = at(item, `secret${end}`) === undefined ? 'ConfigMap' : 'Secret';
  const reference = at(item, `${kind === 'Secret' ? 'secret' : 'configMap'}${end}`);
  const name = String(at(reference, 'name'));
  return { kind, name, reference, found: reference === undefined ? undefined : objectNamed(kind, name) };
}

function variableAt(kind: string, found: { manifest: Manifest; value: unknown }, key: string): Found | undefined {
  const entry = dataAt(kind, found.value, key);
  const isSecret = kind === 'Secret';
  return entry && { value: entry.bytes.toString(), manifest: found.manifest, path: entry.path, isSecret };
}

/** A variable that is longer cannot be handed to a program (Linux, execve(2), MAX_ARG_STRLEN). */
const LONGEST = 128 * 1024;

/**
 * `$(NAME)` replaced where NAME is known, else it stays; `$$` is a dollar sign (Kubernetes' `expansion.Expand`). What gets too
 * long for a program is not at hand.
 */
function expanded(text: string, lookUp: (name: string) => Found | undefined): Omit<Found, 'path'> {
  const used: Found[] = [];
  let length = text.length;
  const value = text.replace(/\$(?:\$|\(([^)]*)\))/g, (whole, name: string | undefined) => {
    const variable = name === undefined ? undefined : lookUp(name);
    if (variable) used.push(variable);
    length += variable?.value?.length ?? 0;
    return name === undefined || length > LONGEST ? '$' : (variable?.value ?? whole);
  });
  const isSecret = used.some((variable) => variable.isSecret);
  if (length > LONGEST) return { value: null, isSecret };
  if (used.every((variable) => variable.value !== null)) return { value, isSecret };
  return { value: null, field: /^\$\([^)]*\)$/.test(text) ? used[0]?.field : undefined, isSecret };
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

/** What a shell variable is set to, without its quotes: the last assignment counts, comments do not. */
export function lastAssignment(script: string, variable: string): string | undefined {
  const lines = script.split('\n').map((line) => line.trim().replace(/^export\s+/, ''));
  const value = lines.findLast((line) => line.startsWith(`${variable}=`))?.slice(variable.length + 1);
  return value?.replace(/^(["'])(.*)\1$/, '$2');
}
