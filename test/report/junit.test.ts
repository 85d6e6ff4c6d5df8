import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import t from 'tap';
import { validateXML } from 'xmllint-wasm';
import { junitReporter } from '../../src/report/junit.js';
import { fc } from '../helpers/properties.js';
import { CLEAN, CONTEXT, findingWith, HOSTILE, MIXED, PIPED, RULES, reportOf } from './sample.js';

// Jenkins' XSD; junit-processor is here for nothing else.
const xsd = readFileSync(createRequire(import.meta.url).resolve('junit-processor/schemas/jenkins-junit.xsd'), 'utf8');

/** Any text there is, control characters and lone surrogates too, in every place that takes one. */
const ANY = fc
  .sample(fc.string({ unit: 'binary', maxLength: 30 }), { numRuns: 300, seed: 4 })
  .map((text, index) => findingWith({ message: text, remedy: text, rule: `rule-${index}`, file: `${text}.yaml` }));

t.test('the XSD', async (t) => {
  const mixed = junitReporter(MIXED, CONTEXT);
  const good = {
    CLEAN: junitReporter(CLEAN, CONTEXT),
    MIXED: mixed,
    PIPED: junitReporter(PIPED, CONTEXT),
    HOSTILE: junitReporter(HOSTILE, CONTEXT),
    'any text': junitReporter({ findings: ANY, unreadable: [], files: [], rules: RULES }, CONTEXT),
  };
  const bad = {
    'a suite without its number of tests': mixed.replaceAll(/ tests="\d+"/gu, ''),
    'an attribute nobody knows': mixed.replace('<failure ', '<failure severity="error" '),
    'a control character': mixed.replace('tcp-redis', '\u0001'),
    'an ampersand': mixed.replace('tcp-redis', 'a & b'),
  };
  // One call for all of them: each starts a worker of its own.
  const xml = Object.entries({ ...good, ...bad }).map(([fileName, contents]) => ({ fileName, contents }));
  const { errors } = await validateXML({ xml, schema: xsd });
  const wrong = new Set(errors.map(({ loc }) => loc?.fileName).filter(Boolean));
  t.strictSame([...wrong].sort(), Object.keys(bad).sort(), 'refuses what is wrong, and nothing of ours', { errors });
});

t.equal(
  junitReporter(MIXED, CONTEXT),
  `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="redis-hostport lint" tests="4" failures="2" errors="0">
  <testsuite name="rendered.yaml" tests="4" failures="2" errors="0">
    <testcase classname="rendered.yaml" name="host-port-missing">
      <failure message="Port tcp-redis (6379) of container ds-redis-redis-cluster has no hostPort" type="error">rendered.yaml:2103:15 error: Port tcp-redis (6379) of container ds-redis-redis-cluster has no hostPort
StatefulSet ds-redis-redis-cluster, from redis-cluster/templates/redis-statefulset.yaml
Set overlays.host-port to {} and render through the post-renderer.</failure>
    </testcase>
    <testcase classname="rendered.yaml" name="acl-syntax"/>
    <testcase classname="rendered.yaml" name="wait-hangs">
      <failure message="Service ds-redis-redis-cluster-0-svc is a LoadBalancer with the IP of a node, 10.0.0.4, and never gets an ingress" type="warning">rendered.yaml:88:9 warning: Service ds-redis-redis-cluster-0-svc is a LoadBalancer with the IP of a node, 10.0.0.4, and never gets an ingress
Service ds-redis-redis-cluster-0-svc, from redis-cluster/templates/svc-cluster-external-access.yaml
Install without --wait and --atomic, or with Helm 4&apos;s default watcher.</failure>
    </testcase>
    <testcase classname="rendered.yaml" name="pod-security">
      <system-out>rendered.yaml:2010:1 info: Host ports 6379 and 16379 are refused where Pod Security enforces baseline or restricted
StatefulSet ds-redis-redis-cluster
Label the namespace pod-security.kubernetes.io/enforce=privileged.</system-out>
    </testcase>
  </testsuite>
</testsuites>
`,
  'a case for each rule, the passed ones too',
);

t.equal(
  junitReporter({ ...PIPED, findings: [], rules: RULES.slice(0, 1) }, CONTEXT),
  `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="redis-hostport lint" tests="2" failures="0" errors="1">
  <testsuite name="&lt;stdin&gt;" tests="1" failures="0" errors="0">
    <testcase classname="&lt;stdin&gt;" name="host-port-missing"/>
  </testsuite>
  <testsuite name="gone.yaml" tests="1" failures="0" errors="1">
    <testcase classname="gone.yaml" name="input">
      <error message="ENOENT: no such file or directory" type="not read">gone.yaml: ENOENT: no such file or directory</error>
    </testcase>
  </testsuite>
</testsuites>
`,
  'no rule passes in a file that could not be read',
);

t.test('several findings of a rule are one failure', (t) => {
  const warning = findingWith({ severity: 'warning', message: 'the first' });
  const info = findingWith({ severity: 'info', message: 'only said' });
  const xml = junitReporter(reportOf(warning, findingWith({ line: 9 }), info), CONTEXT);
  t.equal(xml.match(/<failure /gu)?.length, 1);
  t.match(xml, '<failure message="the first (and 1 more)" type="error">rendered.yaml:2103:15 warning: the first');
  t.match(xml, '\n\nrendered.yaml:9:15 error: Port tcp-redis');
  t.match(xml, '<system-out>rendered.yaml:2103:15 info: only said');
  t.end();
});

t.test('text of strangers stays text', (t) => {
  const xml = junitReporter(reportOf(findingWith({ message: `"'&<> ]]> &amp; \u0000\ud800 😀 레디스` })), CONTEXT);
  t.match(xml, 'error: &quot;&apos;&amp;&lt;&gt; ]]&gt; &amp;amp; ␀\ufffd 😀 레디스\n');
  t.end();
});
