import type { ReleaseChecks, StreamChecks } from '../check.js';
import { ACCESS_CHECKS } from './access.js';
import { ANNOUNCE_CHECKS } from './addresses.js';
import { CLUSTER_CHECKS } from './cluster.js';
import { IMAGE_CHECKS } from './images.js';
import { NETWORK_CHECKS } from './network.js';
import { STEERING_CHECKS } from './placement.js';
import { PORT_CHECKS } from './ports.js';
import { SERVICE_CHECKS } from './services.js';
import { STATEFUL_SET_CHECKS } from './statefulset.js';
import { TEMPLATE_CHECKS } from './templates.js';

/** What each rule of rules/lint.yaml checks in a stream, */
export const STREAM_CHECKS: StreamChecks = { ...STATEFUL_SET_CHECKS, ...TEMPLATE_CHECKS };

/** and in a release. */
export const RELEASE_CHECKS: ReleaseChecks = {
  ...PORT_CHECKS,
  ...STEERING_CHECKS,
  ...ANNOUNCE_CHECKS,
  ...CLUSTER_CHECKS,
  ...ACCESS_CHECKS,
  ...SERVICE_CHECKS,
  ...NETWORK_CHECKS,
  ...IMAGE_CHECKS,
};
