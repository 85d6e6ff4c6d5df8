import type { Chart } from '../generated/types.js';
import { itemsAt, listAt, type Path } from '../json/at.js';

/** A variable of a container; its value is `null` where it comes from elsewhere (a Secret, a field). */
interface Variable {
  value: string | null;
  /** Its entry in the container. */
  path: Path;
}

/** The variables of a container, by name. The last of equal names counts (Kubernetes API, EnvVar). */
export function environmentOf(container: unknown): Map<string, Variable> {
  return new Map(
    itemsAt(container, 'env').map(({ item, index }) => [
      String(item.name),
      { value: item.valueFrom === undefined ? String(item.value ?? '') : null, path: ['env', index] },
    ]),
  );
}

/** What the image takes for yes (`is_boolean_yes` of Bitnami's libvalidations.sh). */
export function isYes(value: string | null | undefined): boolean {
  return /^(1|yes|true)$/i.test(value ?? '');
}

/** The command and the arguments of a container, as one text. */
export function scriptOf(container: unknown): string {
  return [...listAt(container, 'command'), ...listAt(container, 'args')].map(String).join('\n');
}

/** What a shell variable is set to, without its quotes: the last assignment counts, comments do not. */
export function lastAssignment(script: string, variable: string): string | undefined {
  const lines = script.split('\n').map((line) => line.trim().replace(/^export\s+/, ''));
  const value = lines.findLast((line) => line.startsWith(`${variable}=`))?.slice(variable.length + 1);
  return value?.replace(/^(["'])(.*)\1$/, '$2');
}

/** A variable as the image sees it: what the start script sets comes over the container's environment. */
export function settingOf(container: unknown, variable: string): string | null | undefined {
  return lastAssignment(scriptOf(container), variable) ?? environmentOf(container).get(variable)?.value;
}

/** A variable that decides who gets in, and its entry in the container. */
export interface AccessVariable {
  name: string;
  path: Path;
}

/**
 * The variable that sets an ACL file, if it does: the image writes `aclfile` into the configuration from it (Bitnami's
 * libredis.sh, `redis_configure_default`), and the server does not start with that and `user` lines.
 */
export function aclFileVariable(container: unknown, chart: Chart): AccessVariable | undefined {
  return accessVariable(container, chart.access?.aclFile, (file) => file !== '');
}

/** The variable by which no password is needed: without one the image turns protected-mode off (libredis.sh). */
export function emptyPasswordVariable(container: unknown, chart: Chart): AccessVariable | undefined {
  return accessVariable(container, chart.access?.emptyPassword, isYes);
}

/** Where the variable is if its value is such; of one that the start script sets, the container's name. */
function accessVariable(
  container: unknown,
  name: string | undefined,
  isSuch: (value: string | null) => boolean,
): AccessVariable | undefined {
  const value = name === undefined ? undefined : settingOf(container, name);
  if (name === undefined || value === undefined || !isSuch(value)) return undefined;
  return { name, path: environmentOf(container).get(name)?.path ?? ['name'] };
}
