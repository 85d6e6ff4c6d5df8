import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { ALERTS, ruleNameOf } from '../../../src/commands/alerts-command.js';
import { verifyRules } from '../../../src/generated/rules.js';
import { run } from '../../helpers/fake-io.js';
import { NAMES } from '../verify/world.js';
import { CASES, type Case } from './cases.js';
import { METRICS } from './metrics.js';
import { noPromtool, promtool } from './promtool.js';
import { seriesOf, stack } from './stack.js';

/** What promtool gets: the rules as they are, and for each state every alert that is to fire, and that no other does. */

const CONFIG = [
  'apiVersion: redis-hostport/v1',
  'kind: Config',
  'release: ds-redis',
  'nodes:',
  ...NAMES.map((name, index) => `  - { name: ${name}, ip: 10.0.0.${4 + index} }`),
  'install: { metrics: { enabled: true } }',
  '',
].join('\n');

interface Rule {
  alert?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

async function rulesOf(t: Test, options: readonly string[] = []): Promise<string> {
  const argv = ['alerts', '--format', 'prometheus', ...options];
  const { code, out, err } = await run(argv, { files: { 'redis-hostport.yaml': CONFIG } });
  t.same([code, err], [0, '']);
  return out;
}

/**
 * The rules of some alerts with an annotation as their only label: promtool compares all labels and annotations to the
 * letter, and this is what a case is about. The others stand in the golden files. An empty label is none.
 */
function onlySaying(text: string, annotation: 'summary' | 'description', ids: readonly string[]): string {
  const { groups } = parse(text) as { groups: [{ name: string; rules: Rule[] }] };
  const names: (string | undefined)[] = [undefined, ...ids.map(ruleNameOf)];
  const rules = groups[0].rules
    .filter(({ alert }) => names.includes(alert))
    .map(({ labels, annotations, ...rule }) =>
      annotations === undefined ? rule : { ...rule, labels: { ...NO_LABELS, said: annotations[annotation] ?? '' } },
    );
  return JSON.stringify({ groups: [{ ...groups[0], rules }] });
}

const NO_LABELS = Object.fromEntries(
  ['namespace', 'statefulset', 'pod', 'node', 'home', 'other', 'metric', 'what', 'cluster'].map((name) => [name, '']),
);

/** One state, and what each of these alerts is to say in it; nothing where it is not to fire. */
function testOf(
  { change, at = '20m' }: Case,
  rules: string,
  alerts: readonly (readonly [string, readonly string[]])[],
): string {
  return JSON.stringify({
    rule_files: [rules],
    // Evaluating is most of promtool's work. Five minutes are enough to see a state that lasts for longer than any rule's `for`.
    evaluation_interval: at === '20m' || at.endsWith('h') ? '5m' : '1m',
    tests: [
      {
        interval: '1m',
        input_series: seriesOf(stack(change)),
        alert_rule_test: alerts.map(([id, said]) => ({
          eval_time: at,
          alertname: ruleNameOf(id),
          exp_alerts: said.map((one) => ({ exp_labels: { said: one } })),
        })),
      },
    ],
  });
}

const IDS = ALERTS.map(({ id }) => id);

t.test('every alert has a state in which it fires', (t) => {
  const fired = new Set(CASES.flatMap(({ fires }) => Object.keys(fires)));
  t.strictSame([...fired].sort(), [...IDS].sort());
  t.end();
});

t.test('an alert is as severe as the finding of verify that has its id', (t) => {
  const checks = Object.entries(verifyRules).map(([id, { severity }]) => ({ id, severity }));
  for (const { id, severity } of ALERTS) {
    const check = checks.find((one) => one.id === id);
    if (check) t.equal(severity, check.severity === 'error' ? 'critical' : 'warning', id);
  }
  const own = IDS.filter((id) => !checks.some((check) => check.id === id));
  t.strictSame(own, ['kube-state-metrics-silent', 'exporter-silent', 'metrics-missing'], 'verify has no such finding');
  t.end();
});

t.test('what alerts say are full sentences', (t) => {
  for (const { id, means, remedy } of ALERTS) for (const text of [means, remedy]) t.match(text, /^[`A-Z].*\.$/, id);
  t.end();
});

t.test('the metrics that rules read are those whose sources are named', async (t) => {
  const read = new Set((await rulesOf(t)).match(/\b(redis|kube)_[a-z_]+\b(?=\{|\))/g));
  t.strictSame([...read].sort(), METRICS.map(({ name }) => name).sort());
  t.notMatch(await rulesOf(t), /\{\w+\}|undefined/i, 'every word is filled in');
});

t.test('promtool check rules', { skip: noPromtool }, async (t) => {
  for (const options of new Map(CASES.map(({ options = [] }) => [options.join(), options])).values()) {
    const folder = t.testdir({ 'rules.yaml': await rulesOf(t, options) });
    const { status, said } = promtool(folder, 'check', 'rules', '--lint-fatal', 'rules.yaml');
    t.equal(status, 0, said);
  }
});

t.test('promtool test rules', { skip: noPromtool, timeout: 110_000 }, async (t) => {
  const files: Record<string, string> = {};
  for (const [index, one] of CASES.entries()) {
    const text = await rulesOf(t, one.options);
    const said = Object.entries(one.says ?? {}).map(([id, said]) => [id, [said]] as const);
    const fired = IDS.map((id) => [id, one.fires[id] ?? []] as const);
    files[`${index}.json`] = onlySaying(text, 'summary', IDS);
    files[`${index}-test.json`] = testOf(one, `${index}.json`, fired);
    if (one.says === undefined) continue;
    files[`${index}-says.json`] = onlySaying(text, 'description', Object.keys(one.says));
    files[`${index}-says-test.json`] = testOf(one, `${index}-says.json`, said);
  }
  const tests = Object.keys(files).filter((name) => name.endsWith('-test.json'));
  const { said, failures } = promtool(t.testdir(files), 'test', 'rules', ...tests);
  t.equal(failures, '');
  const results = new Map(said.split(/^Unit Testing: +/m).map((part) => [part.split('\n')[0] ?? '', part]));
  for (const [index, { what }] of CASES.entries())
    for (const name of tests.filter((test) => Number.parseInt(test, 10) === index)) {
      t.match(results.get(name), /^ +SUCCESS$/m, what);
    }
});
