import type { AclRuleId } from '../../../acl/problem.js';
import { capital } from '../../../base/words.js';
import type { ReleaseChecks } from '../check.js';
import type { LintedRelease } from '../subject.js';

/** What the ACL engine, which reads the text once for all rules, says of one of them. */
export function aclProblems({ config, aclProblems }: LintedRelease, rule: AclRuleId) {
  if (!config) return [];
  const { manifest, path } = config;
  const found = aclProblems.filter((problem) => problem.rule === rule);
  return found.map((place) => ({ is: 'line' as const, manifest, path, place, text: capital(place.message) }));
}

const check = (rule: AclRuleId) => (release: LintedRelease) => aclProblems(release, rule);

export const ACL_CHECKS = {
  'config-syntax': check('config-syntax'),
  'acl-syntax': check('acl-syntax'),
  'acl-duplicate-user': check('acl-duplicate-user'),
  'acl-redis-version': check('acl-redis-version'),
  'acl-disabled-user': check('acl-disabled-user'),
  'acl-html-entity': check('acl-html-entity'),
  'acl-plain-password': check('acl-plain-password'),

  *'acl-user-missing'({ config, chart, configuredUsers, users }) {
    const { key } = chart.config;
    const [user] = configuredUsers;
    if (!config && user) yield { is: 'config', path: ['metadata', 'name'], key, user };
    for (const user of config ? configuredUsers : []) {
      if (!users.includes(user)) yield { is: 'line', manifest: config?.manifest, path: config?.path ?? [], key, user };
    }
  },
} satisfies Partial<ReleaseChecks>;
