import type { Chart } from '../generated/types.js';
import type { Path } from '../json/at.js';
import { environmentOf, isYes, settingOf } from './environment.js';

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
  const name = chart.access?.aclFile;
  if (name === undefined) return undefined;
  const file = settingOf(container, name);
  return file === undefined || file === '' ? undefined : placed(container, name);
}

/** The variable by which no password is needed: without one the image turns protected-mode off (libredis.sh). */
export function emptyPasswordVariable(container: unknown, chart: Chart): AccessVariable | undefined {
  const name = chart.access?.emptyPassword;
  return name !== undefined && isYes(settingOf(container, name)) ? placed(container, name) : undefined;
}

/** Where the variable is; of one that the start script sets, the container's name. */
function placed(container: unknown, name: string): AccessVariable {
  return { name, path: environmentOf(container).get(name)?.path ?? ['name'] };
}
