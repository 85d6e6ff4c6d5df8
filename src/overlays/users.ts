import type { AclUser } from '../generated/types.js';
import type { ActiveStep } from './active.js';
import type { AclUserSettings } from './transforms/acl-user.js';
import { ACL_USER } from './transforms/index.js';

/** The users that these steps add. */
export function configuredUsers(steps: readonly ActiveStep[]): readonly AclUser[] {
  const own = steps.filter(({ transform }) => transform === ACL_USER);
  return own.flatMap(({ parameters }) => (parameters as unknown as AclUserSettings).users);
}
