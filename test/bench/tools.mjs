import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PEERS = fileURLToPath(new URL('./peers/', import.meta.url));

/**
 * Who is measured. `command(input)` is the command line for an input `{folder, release, user, environment}`, run with the
 * input as its standard input; `edits: false` marks what only starts. Peers that are not on the PATH are in `absent`, and
 * the one executable where `npm run build:standalone` has not made it.
 */
export function tools(project) {
  const tool = fileURLToPath(new URL('bin/redis-hostport', project));
  const executable = fileURLToPath(new URL('dist/standalone/redis-hostport', project));
  const config = fileURLToPath(new URL('./redis-hostport.yaml', import.meta.url));
  const options = ({ release, user }) => [
    ...(user ? ['--config', config] : []),
    ...(release ? ['--set', `release=${release}`] : []),
  ];
  const all = [
    {
      name: 'redis-hostport',
      path: process.execPath,
      command: (input) => [tool, ...options(input)],
      edits: true,
    },
    { name: 'one executable', path: existsSync(executable) && executable, command: options, edits: true },
    { name: 'node -e 0', path: process.execPath, command: () => ['-e', '0'], edits: false },
    { name: 'yq', path: onPath('yq'), command: () => ['--from-file', `${PEERS}edits.yq`], edits: true },
    {
      name: 'ytt',
      path: onPath('ytt'),
      command: ({ environment }) => [
        ...['--ignore-unknown-comments', '-f', '-', '-f', `${PEERS}ytt-values.yaml`],
        ...['-f', `${PEERS}ytt-edits.yaml`, '--data-value', `acl=${environment.ACL_LINE}`],
        ...['--data-value', `release=${environment.RELEASE}`],
      ],
      edits: true,
    },
    { name: 'kustomize', path: onPath('kustomize'), command: ({ folder }) => ['build', folder], edits: true },
  ];
  return { present: all.filter(({ path }) => path), absent: all.filter(({ path }) => !path).map(({ name }) => name) };
}

export const KUSTOMIZATION = `${PEERS}kustomization.yaml`;

/** The file that the shell would run, or undefined. */
export function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
