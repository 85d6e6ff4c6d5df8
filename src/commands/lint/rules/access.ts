import type { AclRuleId } from '../../../acl/problem.js';
import { capital } from '../../../base/words.js';
import { aclFileVariable, isYes } from '../../../charts/environment.js';
import type { ReleaseChecks } from '../check.js';
import type { LintedRelease } from '../subject.js';

/** What the ACL engine, which reads the text once for all rules, says of one of them. */
function aclProblems({ config, aclProblems }: LintedRelease, rule: AclRuleId) {
  if (!config) return [];
  const { manifest, path } = config;
  const found = aclProblems.filter((problem) => problem.rule === rule);
  return found.map((place) => ({ is: 'line' as const, manifest, path, place, text: capital(place.message) }));
}

const check = (rule: AclRuleId) => (release: LintedRelease) => aclProblems(release, rule);

/** Who gets in, and who does not: by the lines of the configuration, by variables, by the Secret. */
export const ACCESS_CHECKS = {
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

  *'acl-aclfile'(release) {
    yield* aclProblems(release, 'acl-aclfile');
    const file = aclFileVariable(release.environment, release.chart);
    if (file && release.users.length > 0) yield { is: 'variable', ...release.whereSet(file), title: file.title };
  },

  *'acl-open'(release) {
    yield* aclProblems(release, 'acl-open');
    const { environment, chart, users, whereSet } = release;
    // With an ACL file Redis ignores `requirepass`.
    const file = aclFileVariable(environment, chart);
    if (file && users.length === 0) yield { is: 'aclFile', ...whereSet(file), title: file.title };
    // Without a password the image turns protected-mode off where that is allowed; with one it sets requirepass all the same,
    // and without one it takes away what the configuration has (Bitnami's libredis.sh, `redis_configure_default`). A line of
    // user `default` is in force in either case.
    const allowed = environment.get(chart.access?.emptyPassword);
    const variable = chart.access?.password;
    const password = environment.get(variable);
    const isSet = password !== undefined && password.value !== '';
    if (!allowed || !isYes(allowed.value) || isSet || users.includes('default')) return;
    const { outside } = environment;
    const is = password || !variable || outside.length === 0 ? 'empty' : 'perhaps';
    yield { is, ...whereSet(allowed), title: allowed.title, outside, variable };
  },

  /**
   * Where the values have no password, the chart makes a random one at each rendering and finds the one of before only through
   * the API server (`lookup`), which `helm template` and Argo CD do not ask. A rendering cannot say where its password came
   * from: this goes by the form of the chart's own ones.
   */
  *'random-password'({ password }) {
    if (!password?.looksRandom) return;
    const { manifest, path } = password;
    yield { manifest, path, title: manifest.title };
  },
} satisfies Partial<ReleaseChecks>;
