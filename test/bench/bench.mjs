// npm run bench [-- --runs N]: what a user waits for, as the tables of docs/benchmark.md. Whole processes, one round after the
// other with everybody in it. Peers and Helm 3 are those on the PATH; BENCH_NODES=/path/to/node:… adds versions of Node.js.
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { inProject } from '../../scripts/project.mjs';

/** Overlays by the name of the placement; an ACL user comes with each. */
const PLACEMENTS = {
  runbook: { 'node-affinity': { placement: 'runbook' } },
  dominant: { 'node-affinity': { placement: 'dominant' } },
  pinned: { 'node-affinity': { placement: 'pinned' } },
  'announce-host-ip': { 'announce-host-ip': {} },
  'local-data': { 'local-data': {} },
};
/** With persistence; without the rendered charts beside the project the demo stands for it. */
const REAL = inProject('..', 'shared', 'charts', '10.3.0', 'nine.helm3.yaml');
const PEERS = inProject('test', 'bench', 'peers');

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '15' } } });
/** The last numbers of the IPs that the nodes of both have. */
const HOSTS = [4, 5, 6, 8, 9, 10, 11, 12, 13];
const folder = mkdtempSync(join(tmpdir(), 'redis-hostport-bench-'));
// Reading a bundle of certificates at each start of Node.js costs more than all that is measured here.
const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
const env = { ...inherited, SONG_PASSWORD: 'a password', ACL_LINE: 'user song on >password ~* &* +@all', RELEASE: '' };

try {
  const one = readFileSync(existsSync(REAL) ? REAL : inProject('examples', 'demo', 'rendered.yaml'), 'utf8');
  const releases = (count) =>
    Array.from({ length: count }, (_, index) => one.replaceAll('ds-redis', `r${index + 1}`)).join('');
  for (const [name, overlays] of Object.entries(PLACEMENTS))
    writeFileSync(file(`${name}.config.yaml`), configuration(overlays, one));
  const programs = [...nodes(), ...executable(), ...peers()];
  table('One release', [...programs, ...helm(one)], Object.keys(PLACEMENTS), written('one', one), Number(options.runs));
  const many = programs.filter(({ isMany }) => isMany);
  for (const count of [10, 100]) {
    table(
      `${count} releases`,
      many,
      ['runbook'],
      written(String(count), releases(count)),
      Math.ceil(Number(options.runs) / 5),
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

function file(...names) {
  return join(folder, ...names);
}

function configuration(overlays, one) {
  const users = [{ name: 'song', password: { env: 'SONG_PASSWORD' } }];
  const nodes = HOSTS.slice(0, Number(/replicas: (\d+)/.exec(one)?.[1])).map((host) => ({
    name: `node-${host}`,
    ip: `10.0.0.${host}`,
  }));
  return stringify({
    apiVersion: 'redis-hostport/v1',
    kind: 'Config',
    nodes,
    overlays: { ...overlays, 'acl-user': { users } },
  });
}

/** A folder with the stream, which is also a kustomization. */
function written(name, text) {
  mkdirSync(file(name));
  writeFileSync(file(name, 'input.yaml'), text);
  copyFileSync(join(PEERS, 'kustomization.yaml'), file(name, 'kustomization.yaml'));
  return file(name);
}

/** @returns who is measured: a name, and the command line for a placement in a folder */
function nodes() {
  return [process.execPath, ...(process.env.BENCH_NODES ?? '').split(':').filter(Boolean)].flatMap((node) => {
    const version = spawnSync(node, ['--version'], { env, encoding: 'utf8' }).stdout.trim();
    const own = (placement, home) => [node, inProject('bin', 'redis-hostport'), ...configured(placement, home)];
    return [
      { name: `node -e 0, ${version}`, words: () => [node, '-e', '0'], isPeer: true },
      { name: `redis-hostport, ${version}`, words: own, isMany: true },
    ];
  });
}

function configured(placement, home) {
  return ['--config', file(`${placement}.config.yaml`), ...(home === file('one') ? [] : ['--set', 'release=*'])];
}

function executable() {
  const program = inProject('dist', 'standalone', 'redis-hostport');
  const words = (placement, home) => [program, ...configured(placement, home)];
  return existsSync(program) ? [{ name: 'redis-hostport, one executable', words, isMany: true }] : [];
}

/** They make the edits of the runbook; kustomize without the ACL user. */
function peers() {
  const ytt = ['-f', '-', '-f', join(PEERS, 'ytt-values.yaml'), '-f', join(PEERS, 'ytt-edits.yaml'), '--data-value'];
  return [
    { name: 'yq', words: () => ['yq', '--from-file', join(PEERS, 'edits.yq')], isMany: true },
    { name: 'ytt', words: () => ['ytt', '--ignore-unknown-comments', ...ytt, `acl=${env.ACL_LINE}`], isMany: true },
    { name: 'kustomize', words: (_, home) => ['kustomize', 'build', home] },
  ]
    .filter(({ name }) => isThere(name))
    .map((peer) => ({ ...peer, isPeer: true }));
}

/** A chart that renders the stream, so that a template of it costs what Helm itself costs. */
function helm(text) {
  if (!isThere('helm') || !spawnSync('helm', ['version', '--short'], { encoding: 'utf8' }).stdout.startsWith('v3'))
    return [];
  mkdirSync(file('chart', 'templates'), { recursive: true });
  writeFileSync(file('chart', 'Chart.yaml'), 'apiVersion: v2\nname: rendered\nversion: 0.0.0\n');
  writeFileSync(file('chart', 'templates', 'all.yaml'), '{{ .Files.Get "rendered.yaml" }}\n');
  writeFileSync(file('chart', 'rendered.yaml'), text);
  const template = ['helm', 'template', 'x', file('chart')];
  const renderer = [
    '--post-renderer',
    inProject('bin', 'redis-hostport'),
    '--post-renderer-args',
    '--config',
    '--post-renderer-args',
  ];
  return [
    { name: 'helm template', words: () => template, isPeer: true },
    {
      name: 'helm template --post-renderer',
      words: (placement) => [...template, ...renderer, file(`${placement}.config.yaml`)],
    },
  ];
}

function isThere(name) {
  return (env.PATH ?? '').split(delimiter).some((path) => existsSync(join(path, name)));
}

/** Minimums of milliseconds, to which a busy machine adds least, and how many times `node -e 0` of the same Node.js, or of the first, that is. */
function table(title, programs, placements, home, runs) {
  const rows = programs.map((program) => ({
    ...program,
    cells: (program.isPeer ? placements.slice(0, 1) : placements).map((placement) => ({ placement, times: [] })),
  }));
  for (let round = -1; round < runs; round++) {
    for (const { words, cells } of rows) {
      for (const { placement, times } of cells) {
        const ms = run(words(placement, home), home);
        if (round >= 0) times.push(ms);
      }
    }
  }
  print(`\n| ${title}, ms | ${placements.join(' | ')} |\n|---|${'--:|'.repeat(placements.length)}`);
  let start;
  for (const { name, cells } of rows) {
    const least = cells.map(({ times }) => Math.min(...times));
    if (name.startsWith('node -e 0')) [start] = least;
    const ratio = (ms) => (start === undefined ? '' : ` (${(ms / start).toFixed(1)} x)`);
    const texts = placements.map((_, index) =>
      least[index] === undefined ? '' : `${least[index].toFixed(0)}${ratio(least[index])}`,
    );
    print(`| ${name} | ${texts.join(' | ')} |`);
  }
}

/** Standard input and output are files, so that no pipe of ours is measured. */
function run([program, ...words], home) {
  const input = openSync(join(home, 'input.yaml'), 'r');
  const output = openSync(file('output.yaml'), 'w');
  const start = process.hrtime.bigint();
  const { status, error, stderr } = spawnSync(program, words, { stdio: [input, output, 'pipe'], env, timeout: 60_000 });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  closeSync(input);
  closeSync(output);
  if (error || status !== 0) throw new Error(`${program} ${words.join(' ')}: ${error ?? stderr}`);
  return ms;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
