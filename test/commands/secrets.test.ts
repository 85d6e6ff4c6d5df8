import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { lint, postRender } from '../../src/index.js';
import { FILE_FORMATS } from '../../src/report/formats.js';
import { type Call, run } from '../helpers/fake-io.js';
import { inProject } from '../helpers/project.js';

// Where people put secrets, by mistake or rightly, and every command that reads the file: none shows them.

const RENDERED = readFileSync(inProject('examples', 'demo', 'rendered.yaml'), 'utf8');

/** The demo with a text in place of another one. */
function rendered(from: string, to: string): string {
  if (!RENDERED.includes(from)) throw new Error(`the demo has no ${from}`);
  return RENDERED.replace(from, () => to);
}

const CONFIG = 'apiVersion: redis-hostport/v1\nkind: Config\n';
const USERS = `${CONFIG}overlays:\n  acl-user:\n    users:\n      - `;

const CONFIGURATIONS: readonly [where: string, text: (secret: string) => string][] = [
  // where, a configuration
  ['a literal password', (s) => `${USERS}name: song\n        password: ${s}\n`],
  ['a quoted one in braces', (s) => `${USERS}{ name: song, password: "${s}" }\n`],
  ['a value', (s) => `${USERS}name: song\n        password: { value: ${s} }\n`],
  ['a list of them', (s) => `${USERS}name: song\n        password: [${s}]\n`],
  ['a misspelt key', (s) => `${USERS}name: song\n        pasword: ${s}\n`],
  ['beside a misspelt key', (s) => `${USERS}{ password: ${s}, nmae: song }\n`],
  ['a syntax error', (s) => `${USERS}{ name: song, password: ${s}\n`],
  ['a syntax error behind it', (s) => `${USERS}name: song\n        password: ${s}: x\n`],
  ['an open quote', (s) => `${USERS}name: song\n        password: "${s}\n`],
  ['an alias', (s) => `${USERS}name: song\n        password: *${s}\n`],
  ['a tag', (s) => `${USERS}name: song\n        password: !${s} x\n`],
  ['a block scalar header', (s) => `${USERS}name: song\n        password: |${s}\n`],
  ['an escape', (s) => `${USERS}name: song\n        password: "\\${s}"\n`],
  ['an unknown setting', (s) => `${CONFIG}password: ${s}\n`],
  ['in place of an overlay', (s) => `${CONFIG}overlays: { acl-user: ${s} }\n`],
  ['in the rules', (s) => `${USERS}name: song\n        password: { env: P }\n        rules: "${s} >${s} ~*"\n`],
  ['a comment', (s) => `${CONFIG}overlays: { hostport: {} } # ${s}\n`],
  ['two documents', (s) => `${CONFIG}---\npassword: ${s}\n`],
  ['no mapping', (s) => s],
];

const OWN_FILES: readonly [where: string, text: (secret: string) => string][] = [
  // where, a file that overlayFiles names
  ['a netrc', (s) => `machine example.org login me password ${s}\n`],
  ['an .env', (s) => `PASSWORD=${s}\n`],
  ['a Secret', (s) => `apiVersion: v1\nkind: Secret\nstringData: { password: ${s} }\n`],
  ['a private key', (s) => `-----BEGIN KEY-----\n${s}\n-----END KEY-----\n`],
  [
    'the value of an operation',
    (s) =>
      `apiVersion: redis-hostport/v1\nkind: Overlay\nname: x\nsteps:\n  - transform: jsonPatch\n    target: { kind: Secret, group: "" }\n    parameters: { operations: [{ op: add, path: /stringData/x, value: ${s}, colour: red }] }\n`,
  ],
];

const MANIFESTS: readonly [where: string, text: (secret: string) => string][] = [
  // where, a rendering
  ['a Secret', (s) => rendered('redis-password: "c2FtcGxl"', `redis-password: "${s}"`)],
  ['a Secret that Go refuses', (s) => rendered('redis-password: "c2FtcGxl"', `redis-password: "${s}`)],
  ['a tagged Secret', (s) => rendered('kind: Secret', 'kind: !!str Secret').replace('"c2FtcGxl"', `"${s}`)],
  ['a user of the chart', (s) => rendered('    save ""', `    user app on >${s} ~* +@al`)],
  ['a password of the chart', (s) => rendered('    save ""', `    requirepass ${s}\n    masterauth ${s}`)],
  [
    'before the last line',
    (s) => rendered('    # The last line', `    masterauth ${s}\n    # ${s}\n    # The last line`),
  ],
  ['an unknown directive', (s) => rendered('    save ""', `    ${s} ${s}`)],
  ['a user, less indented', (s) => rendered('    save ""', `  user app on >${s} ~* +@all`)],
  ['a user in the first column', (s) => rendered('    save ""', `user app on >${s} ~* +@all`)],
  ['less indented', (s) => rendered('    save ""', `  masterauth ${s}`)],
  ['a variable', (s) => rendered('value: "6379"', `value: "6379"\n            - { name: PW, value: ${s} }`)],
  ['a broken variable', (s) => rendered('value: "6379"', `value: "${s}`)],
  ['a command', (s) => rendered('- /scripts/ping_readiness_local.sh 1', `- redis-cli -a ${s}`)],
  ['a script', (s) => rendered('exec redis-server', `redis-cli -a ${s}\n              exec redis-server`)],
  ['beside a port', (s) => rendered('containerPort: 6379', `containerPort: 6379 # ${s}`)],
  ['JSON', (s) => `{"kind":"StatefulSet","spec":{"replicas":"x","env":[{"name":"A","value":"${s}"}]}}`],
  [
    'a release in one line of JSON',
    (s) =>
      JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: {
          name: 'r',
          labels: { 'app.kubernetes.io/name': 'redis-cluster', 'app.kubernetes.io/instance': 'r' },
        },
        spec: {
          template: {
            spec: { containers: [{ name: 'r', env: [{ name: 'PW', value: s }], ports: [{ name: 'tcp-redis' }] }] },
          },
        },
      }),
  ],
  ['JSON cut off', (s) => `{"kind":"StatefulSet","spec":{"env":[{"name":"A","value":"${s}`],
  ['what is none', (s) => s],
];

const FILE = 'redis-hostport.yaml';
const READERS: readonly string[][] = [
  [],
  ['lint'],
  ...Object.keys(FILE_FORMATS).map((format) => ['lint', '--format', format]),
  ['diff'],
  ['plan'],
  ['values'],
  ['labels'],
  ['endpoints'],
  ['export', '--format', 'kustomize'],
  ['verify'],
];

/** No password of ours: at least a digit and two letters, and no word of a message. */
const secrets = fc.stringMatching(/^[a-z]{4}[0-9]{4}[a-z]{4}$/);

async function keepsSilent(t: Test, secret: string, argv: readonly string[], call: Call): Promise<void> {
  const { out, err, files } = await run(argv, { ...call, env: { HELM_PLUGIN_NAME: 'x', HOME: '/h', ...call.env } });
  for (const text of [out, err, ...Object.values(files)]) {
    if (text.includes(secret)) t.fail(`${argv.join(' ') || 'post-rendering'} shows it`, { text: text.slice(0, 2000) });
  }
}

for (const [where, text] of CONFIGURATIONS) {
  t.test(`in the configuration: ${where}`, async (t) => {
    const [secret = ''] = fc.sample(secrets, 1);
    for (const argv of READERS)
      await keepsSilent(t, secret, argv, { stdin: RENDERED, files: { [FILE]: text(secret) }, env: { P: 'p' } });
    const result = postRender(RENDERED, { config: text(secret), env: { P: 'p' } });
    t.notMatch(JSON.stringify(result.ok ? '' : result), secret);
  });
}

for (const [where, text] of OWN_FILES) {
  t.test(`in a file of one's own: ${where}`, async (t) => {
    const [secret = ''] = fc.sample(secrets, 1);
    const files = { [FILE]: `${CONFIG}overlayFiles: [own]\n`, own: text(secret) };
    for (const argv of READERS) await keepsSilent(t, secret, argv, { stdin: RENDERED, files });
  });
}

for (const [where, text] of MANIFESTS) {
  t.test(`in a manifest: ${where}`, async (t) => {
    const [secret = ''] = fc.sample(secrets, 1);
    const files = { [FILE]: `${CONFIG}overlays: { announce-host-ip: {} }\n` };
    // An export hands the edited script on as a whole, as post-rendering does.
    const handsOn = where === 'a script' ? [undefined, 'export'] : [undefined];
    for (const argv of READERS.filter(([name]) => !handsOn.includes(name))) {
      await keepsSilent(t, secret, argv, { stdin: text(secret), files });
    }
    const { code, err } = await run([], { stdin: text(secret), files });
    if (code === 2) t.notMatch(err, secret);
    t.notMatch(JSON.stringify(lint(text(secret))), secret);
  });
}

t.test('diff with passwords in clear text', async (t) => {
  const files = {
    [FILE]: `${USERS}{ name: song, password: { env: P }, passwordFormat: plain }\n`,
  };
  const [secret = ''] = fc.sample(secrets, 1);
  const first = await run([], { stdin: RENDERED, files, env: { P: secret } });
  t.match(first.out, `user song on >${secret}`, 'it is in what Helm gets');
  const diff = await run(['diff'], { stdin: RENDERED, files, env: { P: secret } });
  t.match(diff.out, /^\+ {4}user song on >… ~\* &\* \+@all$/m);
  t.notMatch(diff.out, secret);
  const changed = await run(['diff'], { stdin: first.out, files, env: { P: 'another' } });
  t.match(changed.out, /^- {4}user song on >… ~\* &\* \+@all$/m);
  t.notMatch(changed.out, secret);
});
