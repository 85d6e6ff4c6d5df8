// npm run bench -- [--runs N] [--only NAME]...: whole processes against `node -e 0` and the peers on the PATH. It prints
// a table and never fails for being slow: see docs/benchmark.md.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differences } from './differences.mjs';
import { inputs } from './inputs.mjs';
import { resources, run } from './measure.mjs';
import { KUSTOMIZATION, tools } from './tools.mjs';

const PROJECT = new URL('../../', import.meta.url);
const LARGE_BYTES = 5_000_000;

// Reading a bundle of certificates at each start of Node.js costs more than all that is measured here.
const { NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT } = process.env;

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '9' }, only: { type: 'string', multiple: true } },
});
const runs = Number(options.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${options.runs}: give a whole number from 1`);

const folder = mkdtempSync(join(tmpdir(), 'redis-hostport-bench-'));
try {
  bench();
} finally {
  rmSync(folder, { recursive: true });
}

function bench() {
  const { list, missing } = inputs(PROJECT);
  const chosen = list.filter(({ name }) => options.only?.includes(name) ?? true);
  if (chosen.length === 0) throw new Error(`--only takes one of ${list.map(({ name }) => name).join(', ')}`);
  if (missing) print(missing);
  const { present, absent } = tools(PROJECT);
  const aclLine = aclLineOf(prepare(list[0], ''), present[0]);
  print(`${cpus().length} x ${cpus()[0].model.trim()}, Node.js ${process.version}`);
  for (const { name, path } of present)
    if (name === 'yq' || name === 'kustomize') print(version(path).replace(/^v/, `${name} v`));
  for (const name of absent) print(`${name}: not there, left out`);
  print(
    `\n| input | who | minimum ms | median ms | x node -e 0 | x yq | CPU ms | peak MB |\n|---|---|--:|--:|--:|--:|--:|--:|`,
  );
  for (const input of chosen) table(prepare(input, aclLine), present);
  lost(prepare(list[0], aclLine), present);
}

function prepare({ name, release, user, text }, aclLine) {
  const home = join(folder, name);
  const file = join(home, 'input.yaml');
  mkdirSync(home, { recursive: true });
  const content = text();
  writeFileSync(file, content);
  const isNamed = release !== undefined && release !== '*';
  const kustomization = readFileSync(KUSTOMIZATION, 'utf8');
  writeFileSync(
    join(home, 'kustomization.yaml'),
    isNamed ? kustomization.replace('".*-redis-cluster"', `${release}-redis-cluster`) : kustomization,
  );
  const environment = { ...ENVIRONMENT, ACL_LINE: user ? aclLine : '', RELEASE: isNamed ? release : '' };
  return { name, release, user, environment, folder: home, file, bytes: Buffer.byteLength(content) };
}

/** The line is random to nobody: the tool makes it from the demo's password, and the peers get it ready-made. */
function aclLineOf(input, tool) {
  return /^ *(user song .*)$/m.exec(readFileSync(run(tool, input).output, 'utf8'))[1];
}

/** One round after the other, each with everybody in it, so that a busy moment of the machine hits all of them. */
function table(input, present) {
  const times = new Map(present.map(({ name }) => [name, []]));
  const failed = new Map();
  const rounds = input.bytes > LARGE_BYTES ? Math.ceil(runs / 3) : runs;
  for (let round = 0; round < rounds; round += 1) {
    for (const tool of present.filter(({ name }) => !failed.has(name))) {
      try {
        times.get(tool.name).push(run(tool, input).ms);
      } catch (error) {
        failed.set(tool.name, error.message);
      }
    }
  }
  const minimum = (name) => Math.min(...(times.get(name) ?? []));
  const ratio = (name, other) => (minimum(name) / minimum(other)).toFixed(2);
  for (const tool of present) {
    const { name } = tool;
    const first = `| ${input.name}, ${(input.bytes / 1e6).toFixed(1)} MB | ${name}`;
    if (failed.has(name)) {
      print(`${first} | ${failed.get(name)} | | | | | |`);
      continue;
    }
    const cells = [minimum(name), median(times.get(name))].map((ms) => ms.toFixed(0));
    const yq = times.has('yq') && !failed.has('yq') ? ratio(name, 'yq') : '';
    const used = Array.from({ length: Math.min(rounds, 3) }, () => resources(tool, input)).filter(Boolean);
    // A kernel may count CPU time by sampling at its clock's ticks: of that the mean is right and the minimum too small.
    const cpu = used.length === 0 ? '' : mean(used.map((each) => each.cpu)).toFixed(0);
    const peak = used.length === 0 ? '' : Math.min(...used.map((each) => each.peak)).toFixed(0);
    print(`${[first, ...cells, ratio(name, 'node -e 0'), yq, cpu, peak].join(' | ')} |`);
  }
}

function lost(input, present) {
  const read = (tool) => readFileSync(run(tool, input).output, 'utf8');
  const text = readFileSync(input.file, 'utf8');
  const asked = read(present[0]);
  print(`\n${input.name}: what each output is, against the input line by line and against what was asked in values`);
  print('| who | lines removed | lines added | comments lost | of them # Source | values other than asked |');
  print('|---|--:|--:|--:|--:|---|');
  for (const tool of present.filter(({ edits }) => edits)) {
    const { removed, added, comments, sourceComments, values } = differences(text, read(tool), asked);
    const some = values.length > 5 ? [...values.slice(0, 5), `${values.length - 5} more`] : values;
    print(`| ${tool.name} | ${removed} | ${added} | ${comments} | ${sourceComments} | ${some.join(', ') || 'none'} |`);
  }
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function median(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function version(path) {
  const flag = path.endsWith('kustomize') ? 'version' : '--version';
  return spawnSync(path, [flag], { encoding: 'utf8' }).stdout.trim();
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
