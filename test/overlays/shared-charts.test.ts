import { isDeepStrictEqual } from 'node:util';
import t, { type Test } from 'tap';
import { chartStream, noCharts, streamNames } from '../helpers/charts.js';
import { run } from '../helpers/fake-io.js';
import { objectsIn } from '../helpers/objects.js';

// What post-rendering does to each real stream, by the first row whose pattern fits its name.
// pattern                          what comes out: lines added and changed without and with an ACL user, or the error
const TABLE: readonly (readonly [value: RegExp, plain: Expected, withUser: Expected])[] = [
  [/noip/, /its StatefulSet is not .*loadBalancerIP/s, /its StatefulSet is not/],
  [/^valkey/, /./, /./],
  [/^([6-9]|1\d)\..*\/plain/, /would never start.*externalAccess.*ordered-ready: false/s, /would never start/],
  [/^2\.0\.14\/ext/, { added: 48, changed: 1 }, /Redis 5\.0 knows no ACL/],
  [/^2\.2\.4\/ext/, { added: 48, changed: 1 }, { added: 49, changed: 1 }],
  [/^(3\.3\.1|4\.1\.2)\/ext\.helm3/, { added: 47, changed: 2 }, { added: 48, changed: 2 }],
  [/^(3\.3\.1|4\.1\.2)\/ext\.helm4/, { added: 48, changed: 2 }, { added: 49, changed: 2 }],
  [/^(5\.0\.2|6\.3\.9)\/ext/, { added: 46, changed: 1 }, { added: 47, changed: 1 }],
  [/nine/, { added: 66, changed: 0 }, { added: 68, changed: 0 }],
  [/addnodes/, { added: 66, changed: 0 }, { added: 67, changed: 0 }],
  [/aff/, { added: 46, changed: 0 }, { added: 47, changed: 0 }],
  [/^7\.2\.7/, { added: 45, changed: 0 }, { added: 47, changed: 0 }],
  [/./, { added: 45, changed: 0 }, { added: 46, changed: 0 }],
];

/** Lines that are new, and lines of before that are not there any more (`Parallel`, `{}`); a line in another form is both. */
interface Lines {
  added: number;
  changed: number;
}
type Expected = Lines | RegExp;

const PASSWORD = 'correct horse battery';

t.test('every real stream', { skip: noCharts }, async (t) => {
  for (const name of streamNames()) {
    const row = TABLE.find(([pattern]) => pattern.test(name));
    if (!row || name.startsWith('valkey')) continue;
    await t.test(name, async (t) => {
      await check(t, name, row[1], {});
      await check(t, name, row[2], { REDIS_HOSTPORT_ACL_PASSWORD: PASSWORD });
    });
  }
});

async function check(t: Tap, name: string, expected: Expected, env: Record<string, string>): Promise<void> {
  const stdin = chartStream(name);
  const { code, out, err } = await run([], { stdin, env });
  if (expected instanceof RegExp) {
    t.match(err, expected);
    t.same([code, out], [2, ''], 'refused: exit 2 and nothing on standard output');
    return;
  }
  t.same([code, err], [0, '']);
  t.same(lineChanges(stdin.toString(), out), expected);
  t.notMatch(out, PASSWORD);
  assertRunbook(t, out, env);
  const again = await run([], { stdin: out, env });
  t.ok(again.out === out, 'a second run gives the same bytes');
}

type Tap = Test;

/** Longest common subsequence by walking: the output holds every line of the input, in order, but for the changed ones. */
function lineChanges(before: string, after: string): Lines {
  const lines = after.split('\n');
  let at = 0;
  let lost = 0;
  for (const line of before.split('\n')) {
    const found = lines.indexOf(line, at);
    if (found === -1 || found - at > 80) lost++;
    else at = found + 1;
  }
  return { added: lines.length - before.split('\n').length + lost, changed: lost };
}

/** The runbook's result, read from the output with a parser and written down again here, not taken from the code. */
function assertRunbook(t: Tap, out: string, env: Record<string, string>): void {
  const documents = objectsIn(out);
  const set = documents.find((one) => one?.kind === 'StatefulSet');
  const { replicas, podManagementPolicy, template } = set.spec;
  t.equal(podManagementPolicy, 'OrderedReady');
  const ports = template.spec.containers[0].ports;
  t.same(ports, [
    { name: 'tcp-redis', containerPort: 6379, hostPort: 6379 },
    { name: 'tcp-redis-bus', containerPort: 16379, hostPort: 16379 },
  ]);
  const terms = template.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution;
  const expected = Array.from({ length: replicas }, (_, ordinal) => ({
    weight: replicas - ordinal,
    preference: {
      matchExpressions: [{ key: 'redis-pod-name', operator: 'In', values: [`redis-cluster-${ordinal}`] }],
    },
  }));
  t.ok(isDeepStrictEqual(terms, expected), 'a term for each ordinal, weights falling to 1');
  if (!env.REDIS_HOSTPORT_ACL_PASSWORD) return;
  const config = documents.find((one) => one?.data?.['redis-default.conf'])?.data['redis-default.conf'];
  const users = config.split('\n').filter((line: string) => line.startsWith('user song '));
  t.equal(users.length, 1, 'one line of the user, on a line of its own');
  t.match(users[0], /^user song on #[0-9a-f]{64} ~\* (&\* )?\+@all$/);
}
