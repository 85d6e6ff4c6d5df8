import type { LintRuleId } from '../../../generated/rules.js';
import { each, type RuleCheck } from '../check.js';
import { aclFileBesideUsers, openByAclFile, openWithoutPassword, randomPassword } from './access.js';
import { aclCheck, aclUserMissing } from './acl.js';
import { nodeAffinityIncomplete, nodeAffinityMissing, nodeAffinityWeights } from './affinity.js';
import { announceIpInvalid, announceIpMismatch, announceIpMissing } from './announce.js';
import { clusterSize } from './cluster.js';
import { ephemeralData, restartEmpties } from './data.js';
import { imageMoved } from './images.js';
import { networkPolicy } from './network.js';
import { placementNotGuaranteed, placementParallel, readyDeadlock } from './placement.js';
import { hostPortConflict, hostPortMismatch, hostPortMissing } from './ports.js';
import { podSecurity, serviceLoadBalancer, sourceRanges, waitHangs } from './services.js';
import { statefulSetMissing } from './statefulset.js';
import { unrenderedTemplate } from './templates.js';

/** What each rule of rules/lint.yaml checks. */
export const RULE_CHECKS: Readonly<Record<LintRuleId, RuleCheck>> = {
  'statefulset-missing': statefulSetMissing,
  'host-port-missing': each(hostPortMissing),
  'host-port-mismatch': each(hostPortMismatch),
  'host-port-conflict': each(hostPortConflict),
  'node-affinity-missing': each(nodeAffinityMissing),
  'node-affinity-incomplete': each(nodeAffinityIncomplete),
  'node-affinity-weights': each(nodeAffinityWeights),
  'placement-parallel': each(placementParallel),
  'placement-not-guaranteed': each(placementNotGuaranteed),
  'ready-deadlock': each(readyDeadlock),
  'announce-ip-missing': each(announceIpMissing),
  'announce-ip-mismatch': each(announceIpMismatch),
  'announce-ip-invalid': each(announceIpInvalid),
  'cluster-size': each(clusterSize),
  'config-syntax': each(aclCheck('config-syntax')),
  'acl-user-missing': each(aclUserMissing),
  'acl-syntax': each(aclCheck('acl-syntax')),
  'acl-duplicate-user': each(aclCheck('acl-duplicate-user')),
  'acl-aclfile': each(aclCheck('acl-aclfile'), aclFileBesideUsers),
  'acl-redis-version': each(aclCheck('acl-redis-version')),
  'acl-open': each(aclCheck('acl-open'), openWithoutPassword, openByAclFile),
  'acl-disabled-user': each(aclCheck('acl-disabled-user')),
  'acl-html-entity': each(aclCheck('acl-html-entity')),
  'acl-plain-password': each(aclCheck('acl-plain-password')),
  'restart-empties': each(restartEmpties),
  'ephemeral-data': each(ephemeralData),
  'wait-hangs': each(waitHangs),
  'pod-security': each(podSecurity),
  'service-load-balancer': each(serviceLoadBalancer),
  'random-password': each(randomPassword),
  'network-policy': each(networkPolicy),
  'source-ranges': each(sourceRanges),
  'unrendered-template': unrenderedTemplate,
  'image-moved': each(imageMoved),
};
