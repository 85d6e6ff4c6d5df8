import { readFileSync } from 'node:fs';
import t from 'tap';
import { COMMANDS } from '../../src/cli/commands.js';
import { at, itemsAt, type JsonObject } from '../../src/json/values.js';
import { run } from '../helpers/fake-io.js';
import { objectsIn } from '../helpers/objects.js';
import { inProject } from '../helpers/project.js';

const documents: JsonObject[] = objectsIn(readFileSync(inProject('examples', 'cronjob', 'cronjob.yaml'), 'utf8'));
const only = (kind: string): JsonObject => {
  const [found, ...others] = documents.filter((document) => document.kind === kind);
  if (!found || others.length > 0) throw new Error(`there is not exactly one ${kind}`);
  return found;
};

t.test('it may list what verify asks kubectl for, and nothing else', async (t) => {
  const rules = ['Role', 'ClusterRole'].flatMap((kind) => itemsAt(only(kind), 'rules').map(({ item }) => item));
  const [, asked = ''] = /get (\S+) -o json/.exec((await run(['verify', '--help'])).out) ?? [];
  const resources = rules.flatMap((rule) => rule.resources as string[]);
  t.strictSame(resources.sort(), asked.split(',').sort());
  for (const { verbs, apiGroups, resources } of rules) {
    t.strictSame(verbs, ['list']);
    t.strictSame(apiGroups, [String(resources) === 'statefulsets' ? 'apps' : '']);
  }
  const account = String(at(only('ServiceAccount'), 'metadata', 'name'));
  for (const kind of ['RoleBinding', 'ClusterRoleBinding']) t.equal(at(only(kind), 'subjects', 0, 'name'), account);
  t.equal(at(only('CronJob'), ...POD, 'serviceAccountName'), account);
});

const POD = ['spec', 'jobTemplate', 'spec', 'template', 'spec'];

t.test('its configuration is one, and its options are those of verify', async (t) => {
  const text = String(at(only('ConfigMap'), 'data', 'redis-hostport.yaml'));
  t.match(await run(['plan'], { files: { 'redis-hostport.yaml': text } }), { code: 0, err: '' });
  const [container] = itemsAt(only('CronJob'), ...POD, 'containers').map(({ item }) => item);
  const [command = '', ...words] = (container?.args ?? []) as string[];
  const known = COMMANDS[command]?.options ?? {};
  const shorts = Object.values(known).map(({ short }) => `-${short}`);
  for (const word of words.filter((one) => one.startsWith('-')))
    t.ok(shorts.includes(word) || word.slice(2) in known, word);
});

t.test('it runs as a user without rights', (t) => {
  const pod = at(only('CronJob'), ...POD);
  const [container] = itemsAt(pod, 'containers').map(({ item }) => item);
  t.match(at(pod, 'securityContext'), { runAsNonRoot: true, runAsUser: 65532 });
  t.match(container?.securityContext, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
  t.end();
});
