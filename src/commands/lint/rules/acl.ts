import type { AclRuleId } from '../../../acl/problem.js';
import { capital } from '../../../base/words.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

/** The check of a rule that the ACL engine knows; it reads the text once for all of them. */
export function aclCheck(rule: AclRuleId): (release: LintedRelease) => Problem[] {
  return ({ config, aclProblems }) => {
    if (!config) return [];
    const { manifest, path } = config;
    const found = aclProblems.filter((problem) => problem.rule === rule);
    return found.map((problem) => ({ manifest, path, place: problem, message: capital(problem.message) }));
  };
}

export function aclUserMissing({ config, chart, users }: LintedRelease): Problem[] {
  const { key } = chart.config;
  if (!config) {
    const message = `The stream holds no ConfigMap with ${key}, and so no line of user ${users[0]}`;
    return users.length === 0 ? [] : [{ message, path: ['metadata', 'name'] }];
  }
  const { manifest, path } = config;
  const missing = users.filter((name) => !config.users.includes(name));
  return missing.map((name) => {
    const message = `The configured user ${name} has no line in ${key}, so nobody can log in under this name`;
    return { manifest, path, message };
  });
}
