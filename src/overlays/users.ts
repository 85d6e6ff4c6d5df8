import type { AclUser } from '../generated/types.js';
import type { ChartOverlay } from './placement.js';

/** The users of overlay acl-user, where it acts. */
export function configuredUsers(overlays: readonly ChartOverlay[]): readonly AclUser[] {
  const users = overlays.find(({ name }) => name === 'acl-user')?.parameters.users;
  return Array.isArray(users) ? users : [];
}
