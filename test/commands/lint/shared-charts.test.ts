import t from 'tap';
import { chartStream, noCharts, streamNames } from '../../helpers/charts.js';
import { run } from '../../helpers/fake-io.js';

/** What a person would expect of the chart as it comes, by scenario: rule ids, errors first. */
const EXPECTED: Readonly<Record<string, { errors: string[]; warnings: string[] }>> = {
  // The chart has no value for host ports and none that steers pod i to node i.
  ext: { errors: ['host-port-missing', 'host-port-missing', 'node-affinity-missing'], warnings: ['wait-hangs'] },
  // Without externalAccess nothing outside of the cluster can reach the pods.
  plain: {
    errors: ['announce-ip-missing', 'host-port-missing', 'host-port-missing', 'node-affinity-missing'],
    warnings: [],
  },
  // The host network binds the ports without hostPort.
  host: { errors: ['node-affinity-missing'], warnings: ['wait-hangs'] },
  noip: { errors: ['statefulset-missing'], warnings: [] },
  // Two of its configuration lines, `---` and `name: x`, are no directives: the server stops there.
  cfg: {
    errors: ['config-syntax', 'config-syntax', 'host-port-missing', 'host-port-missing', 'node-affinity-missing'],
    warnings: ['acl-plain-password', 'wait-hangs'],
  },
};

/** Scenarios like ext, as far as lint is concerned. */
const LIKE_EXT = ['ref2', 'aff', 'nine', 'fno', 'addnodes'];

function expected(name: string): { errors: string[]; warnings: string[] } {
  const [version = '', scenario = ''] = name.split(/[/.](?=[a-z])/);
  const { errors, warnings } = EXPECTED[LIKE_EXT.includes(scenario) ? 'ext' : scenario] ?? { errors: [], warnings: [] };
  if (scenario === 'noip') return { errors, warnings };
  // 7.2.7 to 8.2.7 render a claim template although persistence is off; nine has persistence on.
  const ephemeral = scenario !== 'nine' && !['7.2.7', '7.5.0'].includes(version) ? ['ephemeral-data'] : [];
  const empties = restartEmpties(version, scenario);
  // ref2 has a registry of its own and no metrics, on whose port the forgotten template stands.
  const moved = scenario === 'ref2' ? [] : ['image-moved', 'image-moved'];
  const unrendered = ['9.7.0', '10.2.0'].includes(version) && scenario !== 'ref2' ? ['unrendered-template'] : [];
  return {
    errors: [...errors, ...(empties === 'error' ? ['restart-empties'] : [])].sort(),
    warnings: [
      ...warnings,
      ...ephemeral,
      ...moved,
      ...unrendered,
      ...(empties === 'warning' ? ['restart-empties'] : []),
    ].sort(),
  };
}

/** The runbook turns the append-only file off; charts before 3.0 have no value for it, and the image turns it on. */
function restartEmpties(version: string, scenario: string): 'error' | 'warning' | undefined {
  if (['plain', 'nine'].includes(scenario) || version.startsWith('2.')) return undefined;
  return version === '7.2.7' ? 'warning' : 'error';
}

interface Found {
  rule: string;
  severity: string;
  message: string;
  line: number;
  document: { kind: string; name: string; template?: string };
}

async function lint(stdin: Buffer | string): Promise<{ code: number; findings: Found[] }> {
  const { code, out, err } = await run(['lint', '--format', 'json'], { stdin });
  if (out === '') throw new Error(err);
  return { code, findings: JSON.parse(out).findings };
}

const idsOf = (findings: Found[], severity: string): string[] =>
  findings
    .filter((one) => one.severity === severity)
    .map(({ rule }) => rule)
    .sort();

for (const name of streamNames()) {
  t.test(name, async (t) => {
    const stdin = chartStream(name);
    const { code, findings } = await lint(stdin);
    const { errors, warnings } = expected(name);
    t.same(idsOf(findings, 'error'), errors, 'errors, untouched');
    t.same(idsOf(findings, 'warning'), warnings, 'warnings, untouched');
    t.equal(code, 1);
    const lines = stdin.toString('utf8').split('\n');
    for (const { rule, line, document } of findings) {
      t.ok(line > 1 && line <= lines.length, `${rule} at line ${line}`);
      t.match(document.template, /^[a-z-]+\/templates\/[a-z-]+\.yaml$/, `${rule} names the chart template`);
    }
  });
}

t.test('post-rendered, they are free of errors but for what the values say', { skip: noCharts }, async (t) => {
  for (const name of streamNames()) {
    const { code, out, err } = await run([], { stdin: chartStream(name) });
    if (/\/(plain|noip)\./.test(name)) {
      // A deadlock, and no StatefulSet: post-rendering refuses them, and there is nothing to lint.
      t.equal(code, 2, `${name}: ${err.slice(0, 60)}`);
      continue;
    }
    const { code: linted, findings } = await lint(out);
    const { errors } = expected(name);
    const own = errors.filter((id) => ['config-syntax', 'restart-empties'].includes(id));
    t.same(idsOf(findings, 'error'), own, name);
    t.equal(linted, own.length > 0 ? 1 : 0);
    t.ok(
      findings.some(({ rule }) => rule === 'placement-not-guaranteed'),
      `${name}: the runbook's weights are a preference`,
    );
  }
});

t.test('with announce-host-ip the place of a pod does not matter', { skip: noCharts }, async (t) => {
  const argv = ['--set', 'overlays.announce-host-ip={}', '--set', 'overlays.ordered-ready=false'];
  const { out } = await run(argv, { stdin: chartStream('10.2.0/ext.helm3') });
  const { findings } = await lint(out.replace('podManagementPolicy: OrderedReady', 'podManagementPolicy: Parallel'));
  t.same(idsOf(findings, 'error'), ['restart-empties'], 'as the runbook has it');
  t.notOk(findings.some(({ rule }) => rule.startsWith('placement')));
});

for (const pin of ['volume', 'admission']) {
  t.test(`a pin (${pin}) needs no weights and no order`, { skip: noCharts }, async (t) => {
    const argv = ['--set', `overlays.node-affinity.placement=pinned,overlays.node-affinity.pin=${pin}`];
    const { out, err } = await run(argv, { stdin: chartStream('10.2.0/ext.helm4') });
    t.equal(err, '');
    const { findings } = await lint(out.replace('podManagementPolicy: OrderedReady', 'podManagementPolicy: Parallel'));
    t.same(idsOf(findings, 'error'), ['restart-empties'], 'as the runbook has it');
    t.notOk(findings.some(({ rule }) => /^(placement|node-affinity)/.test(rule)));
  });
}

t.test('data on the node is a pin, and is kept', { skip: noCharts }, async (t) => {
  const argv = ['--set', 'overlays.local-data={}', '--set', 'overlays.ordered-ready=false'];
  const { out, err } = await run(argv, { stdin: chartStream('10.2.0/ext.helm4') });
  t.equal(err, '');
  const { findings } = await lint(out.replace('podManagementPolicy: OrderedReady', 'podManagementPolicy: Parallel'));
  t.same(idsOf(findings, 'error'), []);
  t.notOk(findings.some(({ rule }) => /^(placement|node-affinity|ephemeral|restart)/.test(rule)));
});
