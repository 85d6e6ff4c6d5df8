import { at, itemsAt, type Path } from '../json/at.js';

/** A variable of a container; its value is `null` where it comes from elsewhere (a Secret, a field). */
export interface Variable {
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
  const words = [at(container, 'command'), at(container, 'args')].flatMap((list) => (Array.isArray(list) ? list : []));
  return words.map(String).join('\n');
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
