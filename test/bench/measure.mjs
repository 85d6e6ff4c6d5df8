import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const GNU_TIME = '/usr/bin/time';
const TOO_LONG_MS = 60_000;

/**
 * Runs one whole process from its start to its end, standard input and output being files, so that no pipe of ours is
 * measured. Returns wall milliseconds and the file it wrote; throws where it fails or takes longer than a minute.
 */
export function run(tool, input) {
  return spawn(tool.path, tool.command(input), tool.name, input);
}

/**
 * Peak resident memory in MB and CPU milliseconds (user and system, in steps of 10) as the kernel counts them, or
 * undefined where GNU time is not installed. CPU time is what stays comparable on a busy machine.
 */
export function resources(tool, input) {
  if (!existsSync(GNU_TIME)) return undefined;
  const file = join(input.folder, 'resources');
  const words = ['-f', '%M %U %S', '-o', file, tool.path, ...tool.command(input)];
  spawn(GNU_TIME, words, tool.name, input);
  const [kilobytes, user, system] = readFileSync(file, 'utf8').trim().split(' ').map(Number);
  return { peak: (kilobytes * 1024) / 1e6, cpu: (user + system) * 1000 };
}

function spawn(path, words, name, input) {
  const output = join(input.folder, `${name.replaceAll(' ', '_')}.out`);
  const from = openSync(input.file, 'r');
  const to = openSync(output, 'w');
  const start = process.hrtime.bigint();
  const done = spawnSync(path, words, { stdio: [from, to, 'pipe'], env: input.environment, timeout: TOO_LONG_MS });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  closeSync(from);
  closeSync(to);
  if (done.error?.code === 'ETIMEDOUT') throw new Error(`${name} took longer than ${TOO_LONG_MS / 1000} s`);
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${name} failed: ${done.stderr.toString().slice(0, 300)}`);
  // Whoever edits must have written something of about the input's size.
  if (name !== 'node -e 0' && statSync(output).size < input.bytes / 2) throw new Error(`${name} wrote too little`);
  return { ms, output };
}
