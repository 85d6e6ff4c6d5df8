import type { Alert } from '../alert.js';
import { BLIND_ALERTS, missingMetrics } from './blind.js';
import { KUBERNETES_ALERTS } from './kubernetes.js';
import { REDIS_ALERTS } from './redis.js';

const SEEING = [...BLIND_ALERTS, ...KUBERNETES_ALERTS, ...REDIS_ALERTS];

/** Every alert: what makes the others blind, what Kubernetes knows, what the servers say. */
export const ALERTS: readonly Alert[] = [...SEEING, missingMetrics(SEEING)];
