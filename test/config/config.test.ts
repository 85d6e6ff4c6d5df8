import t from 'tap';
import { type ConfigSources, loadConfig } from '../../src/config/config.js';
import { run } from '../helpers/fake-io.js';

// Where a configuration comes from, and where its mistakes are.

const error = (code: string): never => {
  throw Object.assign(new Error(code), { code });
};
const sources = (files: Record<string, string | (() => never)>, more: Partial<ConfigSources> = {}) => {
  const reads: string[] = [];
  const read = (path: string): Buffer => {
    reads.push(path);
    const found = files[path];
    return typeof found === 'string' ? Buffer.from(found) : found ? found() : error('ENOENT');
  };
  return { reads, sources: { set: [], overlays: [], env: {}, read, ...more } };
};

const TEXT = 'apiVersion: redis-hostport/v1\nkind: Config\nrelease: a\n';

t.test('a file is read once', async (t) => {
  const { reads, sources: one } = sources({ './redis-hostport.yaml': TEXT });
  t.equal(loadConfig(one).config.release, 'a');
  t.same(reads, ['./redis-hostport.yaml']);
  const none = sources({});
  t.equal(loadConfig(none.sources).file, undefined);
  t.same(none.reads, ['./redis-hostport.yaml']);
});

t.test('what cannot be read says why', async (t) => {
  const folder = { './redis-hostport.yaml': () => error('EISDIR') };
  t.throws(() => loadConfig(sources(folder).sources), {
    message: 'cannot be read: it is a folder',
    position: { file: './redis-hostport.yaml' },
  });
  t.throws(() => loadConfig(sources({}, { file: 'c.yaml' }).sources), {
    message: 'cannot be read: there is no such file',
    position: { file: 'c.yaml' },
  });
});

t.test('an object has no lines, a text has its own', async (t) => {
  const wrong = { apiVersion: 'redis-hostport/v1', kind: 'Config', relase: 'a' };
  const given = (content: unknown) => sources({}, { given: { name: 'given', content } });
  t.throws(() => loadConfig(given(wrong).sources), {
    message: 'the configuration has no setting "relase"; did you mean release?',
    position: { file: 'given' },
    excerpt: undefined,
  });
  t.throws(() => loadConfig(given(TEXT.replace('release', 'relase')).sources), {
    message: /relase/,
    position: { file: 'given', line: 3, column: 1 },
  });
  t.same(given(wrong).reads, [], 'and no file is looked for');
  const value = { apiVersion: 'redis-hostport/v1', kind: 'Config', release: 'a', nodes: undefined };
  const { config, complain } = loadConfig(
    sources({}, { given: { name: 'given', content: value }, set: ['release=b'] }).sources,
  );
  t.equal(config.release, 'b');
  t.equal(value.release, 'a', 'what is given stays as it is');
  t.same(complain({ path: ['release'], message: 'x' }).position, { file: '--set' }, 'not the value that is given');
  t.same(complain({ path: ['kind'], message: 'x' }).position, { file: 'given' });
  t.equal(complain({ path: ['nodes'], message: 'x' }).position, undefined);
});

t.test('a text by --set in place of a mapping of the file is what is wrong, not the mapping', async (t) => {
  const user = { name: 'song', password: { env: 'SONG' } };
  const content = { apiVersion: 'redis-hostport/v1', kind: 'Config', overlays: { 'acl-user': { users: [user] } } };
  const set = ['overlays.acl-user.users[0].password=abc'];
  const given = JSON.stringify(content);
  t.throws(() => loadConfig(sources({}, { given: { name: 'given', content: given }, set }).sources), {
    message: /password must be a mapping/,
    position: { file: '--set', line: undefined },
  });
});

t.test('overlays are given in the same way', async (t) => {
  const overlay = { apiVersion: 'redis-hostport/v1', kind: 'Overlay', name: 'x', description: 'x', steps: [] };
  t.throws(() => loadConfig(sources({}, { overlays: [{ name: '<overlays[0]>', content: overlay }] }).sources), {
    message: /steps/,
    position: { file: '<overlays[0]>' },
  });
});

t.test('all mistakes are reported at once, in the order of the file, each where it is', async (t) => {
  const wrong = `apiVersion: redis-hostport/v1
kind: Config
relase: x
nodes:
  - { name: a, ipp: 1 }
overlays:
  node-affinity: { placement: dominat, pinn: volume }
  host-port: true
`;
  const { code, out, err } = await run([], { stdin: 'kind: x\n', files: { 'redis-hostport.yaml': wrong } });
  t.same([code, out], [2, '']);
  const said = err.split('\n').filter((line) => line.startsWith('redis-hostport: '));
  const file = 'redis-hostport: ./redis-hostport.yaml';
  t.same(said, [
    `${file}:3:1: the configuration has no setting "relase"; did you mean release?`,
    `${file}:5:16: nodes[0] has no setting "ipp"; did you mean ip?`,
    `${file}:7:31: overlays.node-affinity.placement must be one of runbook, dominant, pinned; did you mean dominant?`,
    `${file}:7:40: overlays.node-affinity has no setting "pinn"; did you mean pin?`,
    `${file}:8:14: overlays.host-port must be false or {}, which turns it on`,
  ]);
  t.match(err, /\n {4}relase: …\n {4}\^\n/);
});
