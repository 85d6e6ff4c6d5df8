import t from 'tap';
import { questions } from '../../src/commands/verify/servers/ask.js';
import { type Access, askAll } from '../../src/redis/session.js';
import { run } from '../helpers/fake-io.js';
import { bulk, fakeServer } from './fake-server.js';

const ACCESS: Access = { user: undefined, passwords: ['Hidden1'], timeoutMs: 500, tls: undefined };
const PROTOCOL = /does not speak the protocol of Redis/;
const NOT_A_MEMBER = /not as a server of a Redis Cluster does/;
const LINE = 'aaa 127.0.0.1:1@2 myself,master - 0 0 1 connected';

/** Answers the questions of verify, CLUSTER NODES with a text. */
const nodes = (text: string) => (words: readonly string[]) =>
  words[1] === 'NODES' ? bulk(text) : words[0] === 'CONFIG' ? '*0\r\n' : bulk('x:1\r\n');

// what it answers to each command, what is said of it
const ROWS: [what: string, answer: (words: readonly string[]) => string | undefined, message: RegExp][] = [
  ['a list of length -5', () => '*-5\r\n', NOT_A_MEMBER],
  ['two answers to each command', () => '*-5\r\n*-5\r\n', PROTOCOL],
  ['a list of 4 billion', () => '*4294967296\r\n', PROTOCOL],
  ['a text of length -5', () => '$-5\r\n', NOT_A_MEMBER],
  ['another protocol', () => 'HTTP/1.1 400 Bad Request\r\n\r\n', /./],
  ['a text without end', () => `$${2 ** 40}\r\n${'x'.repeat(20 * 1024 * 1024)}`, PROTOCOL],
  ['an answer that never comes', () => undefined, /no answer within 0\.5 s/],
  ['lists in lists', () => '*1\r\n'.repeat(100_000), /./],
  ['slots that there are not', nodes(`${LINE} 0-999999999999\n`), /names slots "0-999999999999", which there are not/],
  ['slots turned round', nodes(`${LINE} 5-1\n`), /names slots "5-1"/],
  ['slots that are none', nodes(`${LINE} x\n`), /names slots "x"/],
];

t.test('servers that are none', async (t) => {
  for (const [what, answer, message] of ROWS) {
    const port = await fakeServer(t, '127.0.0.1', answer);
    const [asked] = await askAll([{ ip: '127.0.0.1', port }], ACCESS, questions);
    t.match(asked?.silence, { kind: 'failed', message }, what);
    t.notMatch(JSON.stringify(asked), 'Hidden1', `${what}: no password`);
  }
});

t.test('verify says so', async (t) => {
  const port = await fakeServer(t, '127.0.0.1', () => '*-5\r\n*-5\r\n');
  const files = {
    'redis-hostport.yaml': 'apiVersion: redis-hostport/v1\nkind: Config\nnodes: [{ name: n1, ip: 127.0.0.1 }]\n',
  };
  const { code, out, err } = await run(['verify', '--redis', '--port', String(port)], { files });
  t.match([code, out.replace(/\s+/g, ' '), err], [1, /protocol of Redis|as a server of a Redis Cluster/, '']);
});
