import type { Checks, ServerRuleId } from '../check.js';
import { DATA_CHECKS } from './data.js';
import { KNOWLEDGE_CHECKS } from './nodes.js';
import { SERVER_CHECKS } from './servers.js';
import { SLOT_CHECKS } from './slots.js';
import type { ClusterView } from './view.js';

/** What is checked in what the servers say (`--redis`). */
export const REDIS_CHECKS: Checks<ClusterView, ServerRuleId> = {
  ...SERVER_CHECKS,
  ...KNOWLEDGE_CHECKS,
  ...SLOT_CHECKS,
  ...DATA_CHECKS,
};
