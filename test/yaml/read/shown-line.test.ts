import t from 'tap';
import { harmlessInSettings } from '../../../src/config/read.js';
import { harmlessInManifest } from '../../../src/kubernetes/manifest.js';
import { parse } from '../../../src/yaml/read/parse.js';
import { shownLine } from '../../../src/yaml/read/shown-line.js';
import { split } from '../../../src/yaml/read/split.js';

/** What is shown of the line of `at`, the first place of it in the text. */
function shown(text: string, at: string, places = harmlessInManifest): string | undefined {
  const [document] = split(Buffer.from(text), 'x.yaml').documents;
  if (!document) throw new Error('no document');
  return shownLine(parse(document), text.indexOf(at), places);
}

const POD = 'kind: StatefulSet\nspec:\n  template:\n    spec:\n      containers:\n        - ';

const MANIFESTS: readonly [text: string, at: string, shown: string | undefined][] = [
  // manifest, place, what is shown of its line
  ['kind: StatefulSet\nspec:\n  replicas: 6\n', '6', '  replicas: 6'],
  ['kind: StatefulSet\nspec:\n  replicas: 6 # hunter2\n', '6', '  replicas: 6 …'],
  ['kind: StatefulSet\nspec: {replicas: 6, hunter2: hunter2}\n', '6', 'spec: {replicas: 6, hunter2: …'],
  ['kind: StatefulSet\nspec: {password: hunter2, replicas: 6}\n', '6', undefined],
  ['kind: StatefulSet\nspec:\n  replicas: !hunter2 6\n', '6', undefined],
  ['kind: StatefulSet\nspec:\n  replicas: &hunter2 6\n', '6', undefined],
  [`${POD}ports:\n            - { name: a, hostPort: 6379 }\n`, '6379', '            - { name: a, hostPort: 6379 }'],
  [`${POD}env: [{ name: A, value: hunter2 }]\n`, 'A', '        - env: [{ name: A, value: …'],
  [`${POD}env: [{ value: hunter2, name: A }]\n`, 'A', undefined],
  [`${POD}env:\n            - name: A\n              value: hunter2\n`, 'hunter2', '              value: …'],
  [`${POD}command: [redis-cli, -a, hunter2]\n`, 'redis-cli', '        - command: [ …'.replace('[ ', '[')],
  [`${POD}args:\n            - -c\n            - |\n              redis-cli -a hunter2\n`, 'redis-cli', undefined],
  ['{"kind":"Pod","spec":{"replicas":6,"x":"hunter2"}}', '6', '{"kind":"Pod","spec":{"replicas":6,"x":…'],
  ['kind: Secret\nstringData:\n  a: hunter2\n', 'hunter2', undefined],
  ['kind: ConfigMap\ndata:\n  a: |-\n    requirepass hunter2\n', 'requirepass', undefined],
  ['kind: Anything\nspec:\n  password: hunter2\n', 'hunter2', '  password: …'],
  ['hunter2 hunter2', 'hunter2', '…'],
];

for (const [text, at, expected] of MANIFESTS) t.equal(shown(text, at), expected, text);

const USER = 'overlays:\n  acl-user:\n    users:\n      - ';

const SETTINGS: readonly [text: string, at: string, shown: string | undefined][] = [
  // configuration, place, what is shown of its line
  ['nodes: [{ name: a, ip: 10.0.0.4 }]\n', '10.0.0.4', 'nodes: [{ name: a, ip: 10.0.0.4 }]'],
  ['overlay: {}\n', 'overlay', 'overlay: {}'],
  [`${USER}name: song\n        password: hunter2\n`, 'hunter2', '        password: …'],
  [`${USER}{ name: song, pasword: hunter2 }\n`, 'pasword', '      - { name: song, pasword: …'],
  [`${USER}{ name: song, password: { value: hunter2 } }\n`, 'value', '      - { name: song, password: { value: …'],
  [`${USER}{ password: { hunter2 }, name: song }\n`, 'song', undefined],
  [`${USER}rules: on >hunter2\n`, 'rules', '      - rules: …'],
  ['machine example.org login a password hunter2\n', 'machine', '…'],
];

for (const [text, at, expected] of SETTINGS) t.equal(shown(text, at, harmlessInSettings), expected, text);

t.test('a line of thousands of nodes is looked through once', async (t) => {
  const nodes = Array.from({ length: 50_000 }, (_, index) => `{ name: n${index}, ip: 10.0.0.4 }`).join(', ');
  const line = `nodes: [${nodes}, { name: last }]`;
  t.equal(shown(line, 'last', harmlessInSettings), line);
});
