import { checkAcl } from '../../src/acl/check.js';
import { parseServer } from '../../src/acl/server.js';
import { directivesIn } from '../../src/redis-config/config-text.js';

/** What is wrong with a configuration text. */
export const checkText = (
  text: string,
  { defaultPasswordSha256, ...server }: Parameters<typeof parseServer>[0] & { defaultPasswordSha256?: string } = {},
): ReturnType<typeof checkAcl> => checkAcl(directivesIn(text), parseServer(server), defaultPasswordSha256);

/**
 * Configuration texts and what is wrong with them, for a Redis 7.0 that starts with the chart's password as requirepass.
 * `real-redis.test.ts` starts a server with each of them.
 */
export const RIGHT = 's3cret';
export const CHART_PASSWORD = 'chart-password';
/** SHA-256 of RIGHT, of the empty password and of CHART_PASSWORD, made with sha256sum. */
export const HASH = '1ec1c26b50d5d3c58d9583181af8076655fe00756bf7285940ba3670f99fcba0';
export const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
export const CHART_HASH = '455ed6d6dd543e9405f34001af624d7b93908f501ff5a29d637d8e229a284681';

export interface Configuration {
  readonly text: string;
  /** Rule and the text it points at, in the order of the text. */
  readonly findings: readonly (readonly [rule: string, at: string])[];
  /** Whom to log in as beside `default`; undefined where the text has no other user. */
  readonly user: string | undefined;
  /** The right password; RIGHT unless given. */
  readonly password?: string;
  readonly files?: Readonly<Record<string, string>>;
}

const plain = (at: string): [string, string] => ['acl-plain-password', at];
const syntax = (at: string): [string, string] => ['acl-syntax', at];
/** Lines that are no directive of a server. */
const config = (at: string): [string, string] => ['config-syntax', at];
const open = (at: string): [string, string] => ['acl-open', at];
const disabled = (at: string): [string, string] => ['acl-disabled-user', at];
const entity = (at: string): [string, string] => ['acl-html-entity', at];

/** A `user song` line with a hashed password. */
const song = (rules: string, ...findings: [string, string][]): Configuration => ({
  text: `user song on #${HASH} ${rules}`,
  findings,
  user: 'song',
});
/** A whole text with a user song. */
const whole = (text: string, ...findings: [string, string][]): Configuration => ({ text, findings, user: 'song' });
/** A whole text without a user beside default. */
const lone = (text: string, ...findings: [string, string][]): Configuration => ({ text, findings, user: undefined });

export const CONFIGURATIONS: readonly Configuration[] = [
  // Good lines
  lone(''),
  lone('# no user line at all\n\n   # user song on nopass'),
  song('~* &* +@all'),
  song('~* +@all'),
  song('allkeys allchannels allcommands'),
  song('ALLKEYS AllChannels +@ALL +GET -Config|Set'),
  song('~app:* ~cache:* &app:* +@read +@write -@dangerous'),
  song('~app:* resetkeys ~* &a resetchannels &b nocommands +get'),
  song('+get -get +config|get -config|set +@all -@admin'),
  song('+select|0 +get|key +debug|object'),
  song('%R~read:* %W~write:* %RW~both:* %wr~lower:*'),
  song('%R'),
  song('~ &'),
  song('sanitize-payload skip-sanitize-payload'),
  song('(+get ~a:*) (%R~b:* +@read) clearselectors'),
  song('( +get ~a:* ) ()'),
  song('"(+get ~a:*)" \'(+set "~b c)\''),
  song('on on +ping'),
  song('~it\\s +ping'),
  whole(`user song reset on #${HASH} +@all`),
  whole(`user song on nopass #${HASH} +@all`),
  whole(`user song off on #${HASH} +@all`),
  whole(`user song on #${HASH} #${EMPTY_HASH} !${EMPTY_HASH} +@all`),
  whole(`user song on >first <first #${HASH}`, plain('>first'), plain('<first')),
  whole(`user song on >${RIGHT} ~* &* +@all`, plain(`>${RIGHT}`)),
  whole(`USER song ON ">${RIGHT}" ~*`, plain(`">${RIGHT}"`)),
  whole(`"user" song on >"${RIGHT}"`, plain(`>"${RIGHT}"`)),
  whole(`us"er" 'song' on '>${RIGHT}'`, plain(`'>${RIGHT}'`)),
  whole(`\t user\tsong  on #${HASH}\t+@all \t\r`),
  whole(`\vuser song on #${HASH} ""`),
  whole(`user song "on\\x00ignored" #${HASH}`),
  {
    ...whole('user song on ">a \\"b\\" \\\\ \\x41\\n"', plain('">a \\"b\\" \\\\ \\x41\\n"')),
    password: 'a "b" \\ A\n',
  },
  { ...whole("user song on '>it\\'s \\n'", plain("'>it\\'s \\n'")), password: "it's \\n" },
  { ...whole('user song on >päss→', plain('>päss→')), password: 'päss→' },
  { ...whole('user song on >back\\slash', plain('>back\\slash')), password: 'back\\slash' },
  { ...whole('user song on >a\v#b', plain('>a\v#b')), password: 'a\v#b' },
  { ...whole(`user söng on #${HASH} +@all`), user: 'söng' },
  { ...whole(`user "" on #${HASH} +@all`), user: '' },
  { ...whole(`user so"ng" on #${HASH} +@all`) },
  { ...whole(`user so#ng on #${HASH} +@all`), user: 'so#ng' },
  whole(`user song on #${HASH}\nuser Song on #${HASH} +get\nuser app on #${HASH}`),
  whole(`acl-pubsub-default allchannels\nuser song on #${HASH} resetchannels &a`),
  whole(`rename-command GET ""\nuser song on #${HASH} +get`),
  whole(`aclfile ""\nuser song on #${HASH}`),
  whole(`aclfile users.acl\naclfile ""\nuser song on #${HASH}`),
  whole(`user default on #${CHART_HASH} ~* &* +@all\nuser song on #${HASH}`),
  whole(`user default on #${CHART_HASH} +ping +info +cluster +psync +replconf\nuser song on #${HASH}`),
  whole(`user default on #${CHART_HASH} (+@all)\nuser song on #${HASH}`),

  // acl-syntax: Redis stops
  whole('user', syntax('user')),
  whole('user song on nopas', syntax('nopas')),
  song('~* allkey +@all', syntax('allkey')),
  song('~* +@all all', syntax('all')),
  song('alldbs', syntax('alldbs')),
  whole('user song on secret ~* +@all', syntax('secret')),
  whole('user song on >my secret words ~* +@all', plain('>my'), syntax('secret')),
  whole('user song on >my +secret', plain('>my'), syntax('+secret')),
  song('~* +@reed', syntax('+@reed')),
  song('~* -@dangerus', syntax('-@dangerus')),
  song('+@', syntax('+@')),
  song('-@all|get', syntax('-@all|get')),
  song('+gett +sett -nosuch', syntax('+gett'), syntax('+sett'), syntax('-nosuch')),
  song('+', syntax('+')),
  song('-', syntax('-')),
  song('+config|nosuch', syntax('+config|nosuch')),
  song('-get|key', syntax('-get|key')),
  song('+config|get|port', syntax('+config|get|port')),
  song('+select|0|1', syntax('+select|0|1')),
  song('+config|', syntax('+config|')),
  song('+get|', syntax('+get|')),
  song('+json.get', syntax('+json.get')),
  song('+hexpire', syntax('+hexpire')),
  whole(`rename-command GET fetch\nuser song on #${HASH} +fetch`, syntax('+fetch')),
  song('~* ~app:* +@all', syntax('~app:*')),
  song('allkeys %R~app:*', syntax('%R~app:*')),
  song('&* &app:*', syntax('&app:*')),
  whole(`acl-pubsub-default allchannels\nuser song on #${HASH} &app:*`, syntax('&app:*')),
  whole(`user song on #${HASH} &app:*\nacl-pubsub-default allchannels`, syntax('&app:*')),
  whole(`acl-pubsub-default allchannels\nuser song resetchannels reset &app:* on #${HASH}`, syntax('&app:*')),
  song('"~a b"', syntax('"~a b"')),
  song('"&a\\tb"', syntax('"&a\\tb"')),
  song('"%R~a b"', syntax('"%R~a b"')),
  song('%RR~a', syntax('%RR~a')),
  song('%X~a', syntax('%X~a')),
  song('%RWa', syntax('%RWa')),
  whole(`user song on #${HASH.toUpperCase()}`, syntax(`#${HASH.toUpperCase()}`)),
  whole(`user song on #${HASH.slice(1)}`, syntax(`#${HASH.slice(1)}`)),
  whole(`user song on #${HASH}0`, syntax(`#${HASH}0`)),
  whole('user song on #secret', syntax('#secret')),
  whole('user song on !secret', syntax('!secret')),
  whole(`user song on !${HASH}`, syntax(`!${HASH}`)),
  whole(`user song on #${HASH} <other`, syntax('<other'), plain('<other')),
  whole('user song on >a nopass <a', plain('>a'), syntax('<a'), plain('<a')),
  whole(`user song on >a resetpass <a #${HASH}`, plain('>a'), syntax('<a'), plain('<a')),
  song('~* +@all # the application', syntax('#')),
  song('~* +@all #the application', syntax('#the')),
  song('(+get ~a', syntax('(+get')),
  song('+get ~a:* )', syntax(')')),
  song('(+get (~a)', syntax('(~a')),
  song('(+get on)', syntax('on')),
  song('( >other )', syntax('>other'), plain('>other')),
  song('(~* ~a)', syntax('~a')),
  song('(+get ~a) (+nosuch ~b)', syntax('+nosuch')),
  song('"(+get +nosuch)"', syntax('"(+get +nosuch)"')),
  whole("user song on >it's", syntax(">it's")),
  whole('user song on ">secret ~* +@all', syntax('">secret ~* +@all')),
  whole(`user "song on #${HASH}`, syntax(`"song on #${HASH}`)),
  whole(`user "song"x on #${HASH}`, syntax('"song"x')),
  whole(`user "so ng" on #${HASH}`, syntax('"so ng"')),
  whole(`user "so\\x00ng" on #${HASH}`, syntax('"so\\x00ng"')),
  whole(`user song on\u00a0#${HASH}`, syntax(`on\u00a0#${HASH}`)),
  whole('user song on “>s3cret” ~*', syntax('“>s3cret”')),
  whole(`user song on #${HASH} ~* +@all;`, syntax('+@all;')),
  whole(`# first\nuser app on #${HASH}\n\nuser song on #${HASH} +@al`, syntax('+@al')),

  // acl-pubsub-default is one of two words
  whole(`acl-pubsub-default nosuch\nuser song on #${HASH}`, syntax('nosuch')),
  whole(`acl-pubsub-default\nuser song on #${HASH}`, syntax('acl-pubsub-default')),
  whole(`acl-pubsub-default allchannels resetchannels\nuser song on #${HASH}`, syntax('allchannels')),
  whole(`acl-pubsub-default ALLCHANNELS\nuser song on #${HASH}`),

  // config-syntax: a line that is no directive
  whole(`users song on #${HASH}`, syntax('users')),
  whole(`\u00a0user song on #${HASH}`, syntax('\u00a0user')),
  whole(`user\u00a0song on #${HASH}`, syntax('user\u00a0song')),
  whole(`\ufeffuser song on #${HASH}`, syntax('\ufeffuser')),
  whole(`apendonly yes\nuser song on #${HASH}`, config('apendonly')),
  whole(`user song on #${HASH}\ncorrect horse battery`, config('correct')),
  whole(`log.level debug\nuser song on #${HASH}`, config('log.level')),
  whole(`sentinel monitor a 127.0.0.1 1 1\nuser song on #${HASH}`, config('sentinel')),
  whole(`maxmemory "1gb\nuser song on #${HASH}`, config('"1gb')),
  whole(`"maxmemory\nuser song on #${HASH}`, config('"maxmemory')),
  whole(`slave-read-only yes\nlist-max-ziplist-entries 512\nuser song on #${HASH}`),

  // acl-duplicate-user, acl-aclfile
  whole(`user song on #${HASH}\nuser song on #${HASH}`, ['acl-duplicate-user', 'song']),
  whole(`user song on #${HASH}\n# other\nUSER "song"`, ['acl-duplicate-user', '"song"'], disabled('"song"')),
  { ...whole(`aclfile users.acl\nuser song on #${HASH}`, ['acl-aclfile', 'users.acl']), files: { 'users.acl': '' } },
  whole(`user song on #${HASH}\nACLFILE /nonexistent/users.acl`, ['acl-aclfile', '/nonexistent/users.acl']),

  // acl-open
  whole(`user song on #${HASH} nopass ~* +@all`, open('nopass')),
  whole('user song on nopass', open('nopass')),
  whole('user song NOPASS on nopass ~*', open('nopass')),
  { ...whole('user song on > ~* +@all', open('>')), password: '' },
  whole(`user song on #${HASH} #${EMPTY_HASH} +@all`, open(`#${EMPTY_HASH}`)),
  lone('user default on nopass ~* &* +@all', open('nopass')),
  { ...lone('aclfile users.acl', open('users.acl')), files: { 'users.acl': '' } },
  { ...lone('aclfile users.acl', open('users.acl')), files: { 'users.acl': `user song on #${HASH} ~* +@all\n` } },

  // acl-disabled-user
  whole('user song', disabled('song')),
  whole(`user song #${HASH} ~* +@all`, disabled('song')),
  whole(`user song on #${HASH} off`, disabled('off')),
  whole('user song off nopass', disabled('off')),
  whole('user song on ~* +@all', disabled('song')),
  whole(`user song on #${HASH} resetpass`, disabled('resetpass')),
  whole(`user song on #${HASH} reset ~* +@all`, disabled('reset')),
  whole(`user song on #${HASH} !${HASH}`, disabled(`!${HASH}`)),
  whole(`user song on nopass >a <a`, plain('>a'), disabled('<a'), plain('<a')),
  { ...whole(`user on #${HASH} ~* +@all`, disabled('on')), user: 'on' },
  { ...whole(`user song\u00a0on #${HASH} ~*`, disabled('song\u00a0on')), user: 'song\u00a0on' },
  { ...whole('user >secret on ~* +@all', disabled('>secret')), user: '>secret' },
  lone('user default off', disabled('off')),
  lone('user default on ~* +@all', disabled('default')),
  lone(`user default on #${HASH} ~* &* +@all`, disabled(`#${HASH}`)),
  lone(`user default on #${CHART_HASH}`, disabled('default')),
  lone(`user default on #${CHART_HASH} +@all -@dangerous`, disabled('default')),
  lone(`user default on #${CHART_HASH} +@read`, disabled('default')),
  lone(`user default on nopass +@read`, disabled('default'), open('nopass')),

  // acl-html-entity
  whole('user song on &gt;s3cret ~* &amp;* +@all', disabled('&gt;s3cret'), entity('&gt;s3cret'), entity('&amp;*')),
  song('~* &amp;app:* +@all', entity('&amp;app:*')),
  song('~* &#62;x', entity('&#62;x')),
];
