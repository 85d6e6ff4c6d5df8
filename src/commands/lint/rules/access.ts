import { checkAcl } from '../../../acl/check.js';
import { capital } from '../../../base/text.js';
import { sha256Hex } from '../../../base/util.js';
import { aclFileVariable, isYes } from '../../../charts/container-env.js';
import { dataOf } from '../../../kubernetes/objects.js';
import { stepsOn } from '../../../overlays/configuration.js';
import { configuredUsers } from '../../../overlays/setup.js';
import type { LintedRelease, LintFound } from '../subject.js';

/** Who gets in, and who does not: by the lines of the configuration, by variables, by the Secret. */
export function* accessFaults(release: LintedRelease): Generator<LintFound> {
  const { config, chart, version, environment, whereSet, stream } = release;
  // The password of `default`, which is in no finding.
  const [password] = release.find({ group: '', kind: 'Secret' }).flatMap((manifest) => {
    const entry = dataOf('Secret', manifest.value).get(chart.values.passwordKey);
    return entry ? [{ manifest, ...entry }] : [];
  });
  // Where the values have no password, the chart makes a random one of 10 letters and digits at each rendering and finds the one
  // of before only through the API server (Helm template `common.secrets.passwords.manage`, `lookup`), which `helm template`
  // and Argo CD do not ask. A rendering cannot say where its password came from: this goes by the form of the chart's own ones.
  if (password && /^[A-Za-z0-9]{10}$/.test(password.bytes.toString('latin1'))) {
    const { manifest, path } = password;
    yield { rule: 'random-password', manifest, path, title: manifest.title };
  }

  const sha256 = password && sha256Hex(password.bytes);
  const nowhere = { manifest: release.statefulSet, path: ['metadata', 'name'], users: [] as string[], directives: [] };
  const { manifest, path, users, directives } = config ?? nowhere;
  for (const problem of checkAcl(directives, version, sha256)) {
    yield { rule: problem.rule, is: 'line', manifest, path, place: problem, text: capital(problem.message) };
  }
  const { key } = chart.config;
  const missing = configuredUsers(stepsOn(chart, stream.configuration)).filter(({ name }) => !users.includes(name));
  for (const { name: user } of config ? missing : missing.slice(0, 1)) {
    yield { rule: 'acl-user-missing', is: config ? 'line' : 'config', manifest, path, key, user };
  }

  const file = aclFileVariable(environment, chart);
  // With an ACL file Redis ignores `requirepass`.
  if (file && users.length === 0) yield { rule: 'acl-open', is: 'aclFile', ...whereSet(file) };
  if (file && users.length > 0) yield { rule: 'acl-aclfile', is: 'variable', ...whereSet(file) };
  // Without a password the image turns protected-mode off where that is allowed; with one it sets requirepass all the same,
  // and without one it takes away what the configuration has (Bitnami's libredis.sh, `redis_configure_default`). A line of
  // user `default` is in force in either case.
  const allowed = environment.get(chart.access?.emptyPassword);
  const variable = chart.access?.password;
  const given = environment.get(variable);
  const isGiven = given !== undefined && given.value !== '';
  if (!allowed || !isYes(allowed.value) || isGiven || users.includes('default')) return;
  const { outside } = environment;
  const is = given || !variable || outside.length === 0 ? 'empty' : 'perhaps';
  yield { rule: 'acl-open', is, ...whereSet(allowed), outside, variable };
}
