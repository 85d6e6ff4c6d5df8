import t, { type Test } from 'tap';
import type { AclProblem } from '../../src/acl/check.js';
import { parseServer } from '../../src/acl/server.js';
import { allowAllRules, formatUserLine, setUserLines } from '../../src/acl/user-lines.js';
import { fc, runs } from '../helpers/properties.js';
import {
  CHART_HASH,
  CHART_PASSWORD,
  CONFIGURATIONS,
  type Configuration,
  checkText,
  HASH,
  RIGHT,
} from './configurations.js';
import { SERVERS, type Talk, withRedis } from './redis-process.js';

/**
 * checkText against real servers: each configuration is started, then `song` and `default` log in with the right, a
 * wrong and an empty password. REDIS_SERVER=/path/to/redis-server asks another build.
 */
interface Server {
  readonly program: string;
  readonly serverVersion: string;
  readonly product: 'redis' | 'valkey';
}

// Four releases, some 160 configurations each, every one a server that is started: a minute on a busy machine for each.
t.setTimeout(600_000);

/** Servers at a time. */
const CONCURRENCY = 4;

interface Verdict {
  /** `maybe` where checkText cannot know. */
  starts: boolean | 'maybe';
  /** Somebody gets in without the right password. */
  open: boolean;
  /** Somebody with the right password does not get in, or the chart's probes and replicas do not. */
  lockedOut: boolean;
}

function checked(problems: readonly AclProblem[]): Verdict {
  const has = (rule: AclProblem['rule']): boolean => problems.some((one) => one.rule === rule);
  const stops = problems.some((one) => one.stops === 'yes');
  const may = problems.some((one) => one.stops === 'maybe');
  return { starts: stops ? false : may ? 'maybe' : true, open: has('acl-open'), lockedOut: has('acl-disabled-user') };
}

async function observed({ program }: Server, row: Configuration): Promise<Verdict> {
  const args = ['--requirepass', CHART_PASSWORD, '--masterauth', CHART_PASSWORD];
  const verdict = await withRedis(row.text, { program, args, files: row.files ?? {} }, async (talk) => ({
    starts: true,
    open: await isOpen(talk, row),
    lockedOut: await isLockedOut(talk, row),
  }));
  return verdict ?? { starts: false, open: false, lockedOut: false };
}

async function isOpen(talk: Talk, row: Configuration): Promise<boolean> {
  const [unauthenticated] = await talk([['PING']]);
  if (unauthenticated !== undefined && !unauthenticated.startsWith('-NOAUTH')) return true;
  for (const user of new Set([row.user ?? 'song', 'app', 'default']))
    for (const password of ['wrong', '']) {
      const [reply] = await talk([['AUTH', user, password]]);
      if (reply === '+OK') return true;
    }
  return false;
}

async function isLockedOut(talk: Talk, row: Configuration): Promise<boolean> {
  const [login, ...replies] = await talk([
    ['AUTH', 'default', CHART_PASSWORD],
    ['PING'],
    ['CLUSTER', 'INFO'],
    ['REPLCONF', 'listening-port', '6379'],
  ]);
  if (login !== '+OK' || replies.some((reply) => reply.startsWith('-NOPERM'))) return true;
  if (row.user === undefined) return false;
  return (await talk([['AUTH', row.user, row.password ?? RIGHT]]))[0] !== '+OK';
}

async function inTurns<T>(rows: readonly T[], work: (row: T) => Promise<void>): Promise<void> {
  const queue = [...rows];
  const worker = async (): Promise<void> => {
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) await work(row);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** Commands of modules, which a server that is built without them does not know. */
const OF_MODULES = /json\.get/;

async function holdsConfigurations(t: Test, server: Server): Promise<void> {
  const rows = CONFIGURATIONS.filter(({ text }) => !OF_MODULES.test(text) || server.serverVersion < '8');
  t.comment(`${server.product} ${server.serverVersion}, ${rows.length} configurations`);
  await inTurns(rows, async (row) => {
    const problems = checkText(row.text, { ...server, defaultPasswordSha256: CHART_HASH });
    const expected = checked(problems);
    const found = await observed(server, row);
    const details = { text: row.text, problems };
    if (expected.starts === 'maybe') return;
    t.equal(found.starts, expected.starts, `starts: ${JSON.stringify(row.text)}`, details);
    if (!found.starts) return;
    t.equal(found.open, expected.open, `open: ${JSON.stringify(row.text)}`, details);
    t.equal(found.lockedOut, expected.lockedOut, `locked out: ${JSON.stringify(row.text)}`, details);
  });
}

/** Rules, good and bad, to be mixed at random. */
const RULES = [
  ...['on', 'off', 'nopass', 'resetpass', 'reset', '>s3cret', '<s3cret', '>', '>a b', `#${HASH}`, `!${HASH}`, '#abc'],
  ...[
    '~*',
    '~a',
    '%R~a',
    '%RW~*',
    '%X~a',
    '&*',
    '&a',
    'allkeys',
    'resetkeys',
    'allchannels',
    'resetchannels',
    '"~a b"',
  ],
  ...['+@all', '-@all', '+@read', '-@dangerous', '+@nosuch', '+get', '-get', '+get|x', '+config|get', '-config|get'],
  ...['+config|nosuch', '+config|get|x', '+select|0', '+nosuch', 'nocommands', 'clearselectors', 'sanitize-payload'],
  ...[
    '(+get',
    '~x)',
    '(',
    ')',
    '()',
    '(+get ~x)',
    '(nopass)',
    '"(+get ~a)"',
    '"',
    "'",
    '""',
    '"on\\x00"',
    '# c',
    '&gt;x',
    'é',
  ],
];
const randomText = fc
  .tuple(
    fc.constantFrom('', 'acl-pubsub-default allchannels\n', 'aclfile ""\n', 'user app on nopass\n', '# user song on\n'),
    fc.constantFrom('user song ', 'user song on >s3cret ', 'USER "song" ', 'user default on >chart-password +@all '),
    fc.array(fc.constantFrom(...RULES), { maxLength: 5 }),
  )
  .map(([before, start, rules]) => before + start + rules.join(' '));

/** Texts put together at random start, or do not, as checkText says. */
async function holdsRandomTexts(server: Server): Promise<void> {
  const property = fc.asyncProperty(randomText, async (text) => {
    const expected = checked(checkText(text, { ...server, defaultPasswordSha256: CHART_HASH }));
    const found = await observed(server, { text, findings: [], user: 'song' });
    if (expected.starts === 'maybe') return true;
    return found.starts === expected.starts && (!found.starts || found.open === expected.open);
  });
  await fc.assert(property, { numRuns: runs(60) });
}

/** Users that formatUserLine makes log in with their password. */
async function holdsUsers(t: Test, server: Server): Promise<void> {
  const password = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
  const usable = password.filter((text) => !/[\r\n\0\ufffd\p{Surrogate}]|^\ufeff/u.test(text));
  const fixed = [
    'two words',
    '"',
    "'",
    '\\',
    '#',
    '\t',
    ' leading',
    'trailing ',
    'pässwörd',
    '비밀번호',
    '💥',
    '$(x)`',
    '(',
    '&gt;',
  ];
  const passwords = [...fixed, ...fc.sample(usable, 30)];
  const known = parseServer(server);
  const lines = passwords.flatMap((one, index) =>
    (['plain', 'sha256'] as const).map((passwordFormat) =>
      formatUserLine(
        { name: `${passwordFormat}${index}`, password: one, passwordFormat, rules: allowAllRules(known) },
        known,
      ),
    ),
  );
  const text = setUserLines('# a last comment without a line break', lines);
  await withRedis(text, { program: server.program }, async (talk) => {
    for (const [index, right] of passwords.entries())
      for (const format of ['plain', 'sha256']) {
        const [wrong] = await talk([['AUTH', `${format}${index}`, `${right}x`]]);
        const replies = await talk([
          ['AUTH', `${format}${index}`, right],
          ['SET', 'key', 'value'],
        ]);
        t.same([wrong?.slice(0, 10), ...replies], ['-WRONGPASS', '+OK', '+OK'], `${format} ${JSON.stringify(right)}`);
      }
  });
}

for (const { program, server, skip } of SERVERS)
  t.test(program, { skip }, async (t) => {
    if (!server) return;
    const asked: Server = { program, serverVersion: server.version, product: server.product };
    await t.test('checkText says what it does', (t) => holdsConfigurations(t, asked));
    await t.test('texts put together at random start, or do not, as checkText says', () => holdsRandomTexts(asked));
    await t.test('users that formatUserLine makes log in with their password', (t) => holdsUsers(t, asked));
  });
