import type { Checks, ObjectRuleId } from '../check.js';
import { ADDRESS_CHECKS } from './addresses.js';
import { NODE_CHECKS } from './nodes.js';
import { PLACEMENT_CHECKS } from './placement.js';
import { POD_CHECKS } from './pods.js';
import type { LiveRelease } from './release.js';

/** What is checked in what kubectl gives. */
export const OBJECT_CHECKS: Checks<LiveRelease, ObjectRuleId> = {
  ...ADDRESS_CHECKS,
  ...NODE_CHECKS,
  ...POD_CHECKS,
  ...PLACEMENT_CHECKS,
};
