import t from 'tap';
import { chartStream, noCharts, streamNames } from '../../helpers/charts.js';
import { postRendered } from '../../helpers/post-rendered.js';
import { sample } from '../../helpers/sample.js';

const PINNED = ['overlays.node-affinity.placement=pinned', 'overlays.node-affinity.pin=admission'];
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const FILENAME = 'postrenderer.helm.sh/postrender-filename';
const GATE = { name: 'redis-hostport/pin' };

t.test('every real stream', { skip: noCharts }, async (t) => {
  for (const name of streamNames().filter((one) => !one.includes('noip'))) {
    await t.test(name, async (t) => {
      const namespace = 'overlays.node-affinity.namespace=redis-cluster';
      const out = await postRendered(t, chartStream(name), ...PINNED, namespace, 'overlays.ordered-ready=false');
      const { metadata, spec } = out.statefulSet;
      const [policy] = out.ofKind('MutatingAdmissionPolicy');
      const [binding] = out.ofKind('MutatingAdmissionPolicyBinding');
      t.equal(policy.metadata.name, `redis-hostport-pin.redis-cluster.${metadata.name}`);
      t.same([binding.metadata.name, binding.spec.policyName], [policy.metadata.name, policy.metadata.name]);
      t.same(policy.metadata.labels, metadata.labels, "the release's labels");
      const { failurePolicy, matchConstraints, matchConditions } = policy.spec;
      t.equal(failurePolicy, 'Fail');
      t.same(matchConstraints.objectSelector, spec.selector, 'only pods of the release');
      t.same(matchConstraints.namespaceSelector, { matchLabels: { 'kubernetes.io/metadata.name': 'redis-cluster' } });
      t.match(matchConditions[0].expression, `"${metadata.name}"`);
      t.same(out.podSpec.schedulingGates, [GATE], 'no pod starts without the policy');
      for (const { metadata } of [policy, binding]) {
        t.equal(FILENAME in (metadata.annotations ?? {}), name.endsWith('helm4'), 'in the dialect of its Helm');
      }
      t.notOk(out.podSpec.affinity?.nodeAffinity?.[PREFERRED], 'no weights');
      t.notMatch(out.text, /PersistentVolume\n/);
    });
  }
});

t.test('the API version', async (t) => {
  const versions = async (...set: string[]): Promise<string[]> =>
    (await postRendered(t, sample(), ...PINNED, ...set)).objects.map(({ apiVersion }) => apiVersion).slice(1, 3);
  t.same(await versions(), Array(2).fill('admissionregistration.k8s.io/v1'));
  const beta = await versions('overlays.node-affinity.admissionApiVersion=v1beta1');
  t.same(beta, Array(2).fill('admissionregistration.k8s.io/v1beta1'));
  const first = await postRendered(t, sample(), ...PINNED);
  const then = await postRendered(t, first.text, ...PINNED, 'overlays.node-affinity.admissionApiVersion=v1beta1');
  t.equal(then.text, first.text.replaceAll('k8s.io/v1\n', 'k8s.io/v1beta1\n'), 'brought up to date, not doubled');
});

t.test('gates of others stay', async (t) => {
  const podSpec = 'schedulingGates:\n  - name: example.com/quota';
  const { podSpec: after } = await postRendered(t, sample({ podSpec }), ...PINNED);
  t.same(after.schedulingGates, [{ name: 'example.com/quota' }, GATE]);
});

t.test('the value of the label, in CEL', async (t) => {
  // value                      in the expression
  const table: readonly [string, string][] = [
    ['redis-cluster-{ordinal}', '"redis-cluster-" + object.metadata.labels["apps.kubernetes.io/pod-index"]}'],
    ['{ordinal}', 'value: object.metadata.labels["apps.kubernetes.io/pod-index"]}'],
    ['{ordinal}-of.us', 'object.metadata.labels["apps.kubernetes.io/pod-index"] + "-of.us"}'],
  ];
  for (const [value, expected] of table) {
    const { ofKind } = await postRendered(t, sample(), ...PINNED, `overlays.node-affinity.value=\\${value}`);
    const { expression } = ofKind('MutatingAdmissionPolicy')[0].spec.mutations[0].jsonPatch;
    t.ok(expression.includes(expected), expression);
  }
});
