import { cpSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { notOnPath } from '../helpers/binaries.js';
import { execute } from '../helpers/execute.js';
import { inProject } from '../helpers/project.js';
import { makeExecutable } from './executable.js';
import { VERSION } from './packaged.js';

/** The Dockerfile, built by buildah from bases made here of this machine's own C library: no registry is asked. */

const skip = notOnPath('buildah') || (process.getuid?.() !== 0 && 'buildah without an image registry needs root here');

t.test(
  'the image holds the executable, runs it as nobody, and has kubectl in its last stage',
  { skip, timeout: 110_000 },
  (t) => {
    const folder = t.testdir({ storage: {}, run: {}, context: {}, base: {} });
    const storage = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs'];
    const buildah = (...words: string[]): string => {
      const [command = '', ...rest] = words;
      const { code, out, err } = execute('buildah', [...storage, command, ...rest], {
        env: { PATH: process.env.PATH ?? '', HOME: folder, BUILDAH_ISOLATION: 'chroot' },
      });
      if (code !== 0) throw new Error(`buildah ${words.join(' ')}: ${err}${out}`);
      return out.trim();
    };
    const { program, absent } = makeExecutable(join(folder, 'context'));
    if (absent !== undefined) {
      t.pass(`not built: ${absent}`, { skip: absent });
      return t.end();
    }
    makeBase(join(folder, 'base'), program, buildah);

    const bases = ['--build-arg', 'BASE=localhost/base', '--build-arg', 'KUBECTL=localhost/base'];
    const build = (...words: string[]): string =>
      buildah(
        'bud',
        '--pull-never',
        '--layers',
        '-q',
        ...bases,
        '-f',
        inProject('Dockerfile'),
        ...words,
        join(folder, 'context'),
      );
    for (const [tag, options, kubectl] of [
      ['tool', ['--target', 'tool'], false],
      ['verify', [], true],
    ] as const) {
      build(...options, '-t', `localhost/${tag}`);
      const container = buildah('from', '--pull-never', `localhost/${tag}`);
      t.equal(
        buildah('run', container, '--', '/usr/local/bin/redis-hostport', '--version').split(/\s/)[0],
        VERSION,
        tag,
      );
      t.equal(
        buildah('inspect', '--format', '{{.OCIv1.Config.User}}', container),
        '65532:65532',
        'by a user without rights',
      );
      const called = (): string => buildah('run', container, '--', '/usr/local/bin/kubectl', 'called');
      if (kubectl) t.equal(called(), 'called', 'what stands for kubectl is in its place');
      else t.throws(called, 'without kubectl');
      buildah('rm', container);
    }
    t.end();
  },
);

/** The libraries the executable asks for, and in place of kubectl a small program that needs no other. */
function makeBase(root: string, program: string, buildah: (...words: string[]) => string): void {
  const { out } = execute('ldd', [program]);
  for (const [library] of out.matchAll(/\/\S+/g)) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    cpSync(realpathSync(library), join(root, library));
  }
  mkdirSync(join(root, 'bin'), { recursive: true });
  mkdirSync(join(root, 'tmp'));
  cpSync(realpathSync('/bin/echo'), join(root, 'bin', 'kubectl'));
  const container = buildah('from', 'scratch');
  buildah('copy', container, root, '/');
  buildah('commit', '-q', container, 'localhost/base');
  buildah('rm', container);
}
