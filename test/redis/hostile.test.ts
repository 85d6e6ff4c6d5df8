import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { questions } from '../../src/commands/verify/servers/ask.js';
import { type Access, askAll, type Silence } from '../../src/redis/session.js';
import { run } from '../helpers/fake-io.js';
import { bulk, fakeServer } from './fake-server.js';

const ACCESS: Access = { user: undefined, passwords: ['Hidden1'], timeoutMs: 2000, tls: undefined };
const PROTOCOL = /does not speak the protocol of Redis/;
const NOT_A_MEMBER = /not as a server of a Redis Cluster does/;
const LINE = 'aaa 127.0.0.1:1@2 myself,master - 0 0 1 connected';

/** A server on a free port that does this with each connection. */
async function rawServer(t: Test, socket: (socket: Socket) => void): Promise<number> {
  const server = createServer((one) => socket(one.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Answers the questions of verify, CLUSTER NODES with a text. */
const nodes = (text: string) => (words: readonly string[]) =>
  words[1] === 'NODES' ? bulk(text) : words[0] === 'CONFIG' ? '*0\r\n' : bulk('x:1\r\n');

// what it answers to each command, what is said of it
const ROWS: [what: string, answer: (words: readonly string[]) => string | undefined, message: RegExp][] = [
  ['a list of length -5', () => '*-5\r\n', NOT_A_MEMBER],
  ['two answers to each command', () => '*-5\r\n*-5\r\n', PROTOCOL],
  ['a list of 4 billion', () => '*4294967296\r\n', PROTOCOL],
  ['a text of length -5', () => '$-5\r\n', NOT_A_MEMBER],
  ['another protocol', () => 'HTTP/1.1 400 Bad Request\r\n\r\n', PROTOCOL],
  ['a TLS alert', () => '\x15\x03\x03\x00\x02\x02\x46', /protocol of Redis: does it want TLS \(--tls\)\?/],
  ['a password that is repeated', (words) => `-ERR not ${words.join(' ')}\r\n`, /^ERR not AUTH …$/],
  ['a hash that is repeated', () => `-ERR Error in ACL SETUSER modifier '!${'0a'.repeat(32)}'\r\n`, /modifier '!…'$/],
  ['a long error', (words) => (words[0] === 'AUTH' ? '+OK\r\n' : `-ERR ${'x'.repeat(1e6)}\r\n`), /^ERR x{296}…$/],
  ['a redirection', () => '-MOVED 3999 127.0.0.1:6381\r\n', /^MOVED 3999/],
  ['a text without end', () => `$${2 ** 40}\r\n${'x'.repeat(20 * 1024 * 1024)}`, PROTOCOL],
  ['an answer that never comes', () => undefined, /no answer within 2 s/],
  ['lists in lists', () => '*1\r\n'.repeat(100_000), /./],
  ['slots that there are not', nodes(`${LINE} 0-999999999999\n`), /names slots "0-999999999999", which there are not/],
  ['slots twice', nodes(`${LINE} 0-9 9\n`.replace('0-9', '0-16383')), /slots "9", which it has named before/],
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

t.test('servers that close the connection', async (t) => {
  const WAYS: [what: string, socket: (socket: Socket) => void, kind: Silence['kind'], message: RegExp][] = [
    ['at once', (socket) => socket.end(), 'failed', /^it closes the connection: does it want TLS \(--tls\)\?$/],
    ['at the first question', (socket) => socket.once('data', () => socket.end()), 'failed', /^it closes/],
    ['with a reset', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'failed', /^it closes/],
    ['in an answer', (socket) => socket.once('data', () => socket.end('$500\r\naaa')), 'failed', /^it closes/],
    ['with a reason', (socket) => socket.end('-ERR max number of clients reached\r\n'), 'failed', /^ERR max number/],
  ];
  for (const [what, socket, kind, message] of WAYS) {
    const port = await rawServer(t, socket);
    const [asked] = await askAll([{ ip: '127.0.0.1', port }], ACCESS, questions);
    t.match(asked?.silence, { kind, message }, what);
  }
});

t.test('TLS to a server that speaks none', async (t) => {
  const port = await fakeServer(t, '127.0.0.1', () => undefined);
  const rude = await rawServer(t, (socket) => socket.once('data', () => socket.end('-ERR no\r\n')));
  const asked = await askAll(
    [port, rude].map((one) => ({ ip: '127.0.0.1', port: one })),
    { ...ACCESS, tls: {} },
    questions,
  );
  t.match(
    asked.map(({ silence }) => silence?.message),
    ['no answer within 2 s', 'it does not speak TLS: try it without --tls'],
  );
});

t.test('what a server may leave unanswered', async (t) => {
  const answer = (words: readonly string[]) => {
    const question = words.join(' ');
    if (question === 'CLUSTER NODES') return bulk(`${LINE}\n`);
    if (question === 'CLUSTER INFO') return bulk('cluster_state:ok\r\n');
    if (question === 'DBSIZE') return bulk('many');
    return words[0] === 'AUTH' ? '+OK\r\n' : `-ERR unknown command '${words[0]}', with args beginning with: \r\n`;
  };
  const port = await fakeServer(t, '127.0.0.1', answer);
  const [asked] = await askAll([{ ip: '127.0.0.1', port }], ACCESS, questions);
  t.match(asked?.answer, { state: 'ok', announced: undefined, keys: undefined, appendOnly: undefined });
});

t.test('a host name that nobody knows', async (t) => {
  const [asked] = await askAll([{ ip: 'no..host', port: 6379 }], ACCESS, questions);
  t.match(asked?.silence, { kind: 'unreachable', message: 'its host name is not known here' });
});

t.test('verify says so', async (t) => {
  const port = await fakeServer(t, '127.0.0.1', () => '*-5\r\n*-5\r\n');
  const files = {
    'redis-hostport.yaml': 'apiVersion: redis-hostport/v1\nkind: Config\nnodes: [{ name: n1, ip: 127.0.0.1 }]\n',
  };
  const { code, out, err } = await run(['verify', '--redis', '--port', String(port)], { files });
  t.match([code, out.replace(/\s+/g, ' '), err], [1, /protocol of Redis|as a server of a Redis Cluster/, '']);
});
