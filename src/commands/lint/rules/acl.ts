import type { AclProblem, AclRuleId } from '../../../acl/index.js';
import { directivesIn } from '../../../redis-config/config-text.js';
import { fromBytes } from '../../../redis-config/tokens.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

/** The check of a rule that the ACL engine knows; it reads the text once for all of them. */
export function aclCheck(rule: AclRuleId): (release: LintedRelease) => Problem[] {
  return (release) => {
    const config = release.config();
    if (!config) return [];
    const found = release.aclProblems().filter((problem) => problem.rule === rule);
    return found.map((problem) => ({
      manifest: config.manifest,
      path: config.path,
      place: problem,
      message: sentence(problem),
    }));
  };
}

const sentence = ({ message }: AclProblem): string => message.charAt(0).toUpperCase() + message.slice(1);

export function aclUserMissing(release: LintedRelease): Problem[] {
  const config = release.config();
  const wanted = release.stream.settings.users(release.chart);
  if (wanted.length === 0) return [];
  const { key } = release.chart.config;
  if (!config) {
    const message = `The stream holds no ConfigMap with ${key}, and so no line of user ${wanted[0]}`;
    return [{ message, manifest: release.statefulSet, path: ['metadata', 'name'] }];
  }
  const names = new Set(
    directivesIn(config.text)
      .filter(({ name }) => name === 'user')
      .map(({ args }) => fromBytes(args.tokens[1]?.value ?? '')),
  );
  return wanted
    .filter((name) => !names.has(name))
    .map((name) => ({
      manifest: config.manifest,
      path: config.path,
      message: `The configured user ${name} has no line in ${key}, so nobody can log in under this name`,
    }));
}
