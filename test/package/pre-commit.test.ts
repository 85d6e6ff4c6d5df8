import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { onPath } from '../helpers/binaries.js';
import { execute } from '../helpers/execute.js';
import { INPUT, npmPacked, PROJECT } from './packaged.js';

const preCommit = onPath('pre-commit');

t.test(
  'pre-commit installs the hook from a clone and runs it',
  { skip: preCommit ? false : 'no pre-commit on the PATH' },
  (t) => {
    const { home, tarball, env: npm } = npmPacked(t);
    const env = {
      ...npm,
      PATH: `${dirname(preCommit ?? '')}:${npm.PATH}`,
      GIT_CONFIG_GLOBAL: '/dev/null',
      REDIS_HOSTPORT_PACKAGE: tarball,
    };
    const git = (cwd: string, ...argv: string[]) => {
      const ran = execute(
        'git',
        ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'init.defaultBranch=main', ...argv],
        { cwd, env },
      );
      t.equal(ran.code, 0, ran.err);
      return ran.out.trim();
    };
    const committed = (name: string, fill: (place: string) => void): string => {
      const place = join(home, name);
      mkdirSync(place);
      fill(place);
      git(place, 'init', '-q');
      git(place, 'add', '.');
      git(place, 'commit', '-qm', 'x');
      return place;
    };
    const hooks = committed('hooks', (place) => {
      for (const name of ['bin', 'package.json', '.pre-commit-hooks.yaml']) {
        cpSync(join(PROJECT, name), join(place, name), { recursive: true });
      }
    });
    const hook = {
      repo: hooks,
      rev: git(hooks, 'rev-parse', 'HEAD'),
      hooks: [{ id: 'redis-hostport-lint', files: '^rendered/' }],
    };
    const repository = committed('a repository', (place) => {
      mkdirSync(join(place, 'rendered'));
      writeFileSync(join(place, 'rendered', 'a.yaml'), INPUT);
      writeFileSync(join(place, 'other.yaml'), 'a: 1\n');
      writeFileSync(join(place, '.pre-commit-config.yaml'), JSON.stringify({ repos: [hook] }));
    });
    const { code, out, err } = execute(preCommit ?? '', ['run', '--all-files'], { cwd: repository, env });
    t.equal(code, 1, err);
    t.match(out, /redis-hostport lint\.+Failed/);
    t.match(out, /rendered\/a\.yaml\n +\d+:\d+ +error/);
    t.notMatch(out, 'other.yaml');
    t.end();
  },
);
