import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { parse } from 'yaml';
import { execute } from '../../helpers/execute.js';
import { run } from '../../helpers/fake-io.js';
import { SIX } from '../setups.js';

const SONG = { 'acl-user': { users: [{ name: 'song', password: { env: 'SONG_PASSWORD' } }] } };
const SECRET = 'h3imlich!';

/** What `endpoints` prints for the runbook's nodes, with settings of the configuration and options. */
async function endpoints(
  config: Record<string, unknown>,
  argv: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const text = JSON.stringify({ apiVersion: 'redis-hostport/v1', kind: 'Config', nodes: SIX, ...config });
  const { out, err } = await run(['endpoints', ...argv], { files: { 'redis-hostport.yaml': text }, env });
  t.equal(err, '');
  return out;
}

t.test('which user', async (t) => {
  // configuration, options, environment, user (none is `default`)
  const rows: [Record<string, unknown>, string[], Record<string, string>, string | undefined][] = [
    [{}, [], {}, undefined],
    [{ overlays: SONG }, [], {}, 'song'],
    [{ overlays: SONG }, ['--user', 'default'], {}, undefined],
    [{ overlays: { 'acl-user': false } }, [], {}, undefined],
    [{}, ['--user', 'made-by-hand'], {}, 'made-by-hand'],
    [{}, [], { REDIS_HOSTPORT_ACL_PASSWORD: SECRET }, 'song'],
    [{}, [], { REDIS_HOSTPORT_ACL_PASSWORD: SECRET, REDIS_HOSTPORT_ACL_USER: 'app' }, 'app'],
    [{ install: { chart: 'valkey-cluster' }, overlays: SONG }, [], {}, 'song'],
  ];
  for (const [config, argv, env, user] of rows) {
    const name = JSON.stringify([config, argv, Object.keys(env)]);
    const spring = await endpoints(config, argv, env);
    t.equal(parse(spring).spring.data.redis.username, user, name);
    const cli = await endpoints(config, ['--format', 'redis-cli', ...argv], env);
    t.equal(/--user (\S+)/.exec(cli)?.[1], user, name);
    const ioredis = await endpoints(config, ['--format', 'ioredis', ...argv], env);
    t.equal(/username: '(.*)',/.exec(ioredis)?.[1], user, name);
    const variable = user === undefined ? 'REDIS_PASSWORD' : `${user.toUpperCase().replace(/\W/g, '_')}_PASSWORD`;
    t.equal(/process\.env\.(\w+)/.exec(ioredis)?.[1], variable, 'a variable of its own');
    for (const out of [spring, cli, ioredis]) t.notMatch(out, SECRET, 'no password');
  }
});

t.test('Spring reads every node from one value', async (t) => {
  const { redis } = parse(await endpoints({ overlays: SONG }, [])).spring.data;
  const pool = { 'max-active': 64, 'max-wait': '2s' };
  t.same(redis, {
    cluster: { nodes: SIX.map(({ ip }) => `${ip}:6379`).join(',') },
    username: 'song',
    password: ['$', '{SONG_PASSWORD}'].join(''),
    timeout: '2s',
    'connect-timeout': '2s',
    lettuce: { cluster: { refresh: { adaptive: true, period: '5s' } }, pool },
    jedis: { pool },
  });
});

t.test('the ioredis module can be imported', async (t) => {
  const module = await endpoints(
    { overlays: { 'acl-user': { users: [{ name: "o'song\\", password: { env: 'P' } }] } } },
    ['--format', 'ioredis'],
  );
  const folder = t.testdir({ 'redis.mjs': module });
  process.env.O_SONG__PASSWORD = SECRET;
  const { nodes, options, connect } = await import(pathToFileURL(join(folder, 'redis.mjs')).href);
  t.same(
    nodes,
    SIX.map(({ ip }) => ({ host: ip, port: 6379 })),
  );
  t.match(options, { redisOptions: { username: "o'song\\", password: SECRET } });
  t.type(connect, 'function');
});

t.test('shell commands that a shell takes', async (t) => {
  const config = { overlays: { 'acl-user': { users: [{ name: "it's", password: { env: 'P' } }] } } };
  const script = await endpoints(config, ['--format', 'redis-cli']);
  const folder = t.testdir({ 'redis-cli': '#!/bin/sh\nprintf "%s|" "$@"; echo\n' });
  chmodSync(join(folder, 'redis-cli'), 0o755);
  const env = { PATH: `${folder}:${process.env.PATH}` };
  const { code, out } = execute('sh', ['-c', script], { env });
  t.equal(code, 0);
  t.same(
    out.trim().split('\n'),
    SIX.map(({ ip }) => `-c|-h|${ip}|-p|6379|--user|it's|`),
  );
});

t.test('where the password of `default` is', async (t) => {
  // install, what the command must name
  const rows: [Record<string, unknown>, string][] = [
    [{}, "kubectl -n redis-cluster get secret RELEASE-redis-cluster -o 'jsonpath={.data.redis-password}'"],
    [{ chart: 'valkey-cluster' }, "get secret RELEASE-valkey-cluster -o 'jsonpath={.data.valkey-password}'"],
    [
      { existingSecret: 'auth', namespace: 'cache' },
      "kubectl -n cache get secret auth -o 'jsonpath={.data.redis-password}'",
    ],
    [{ existingSecret: 'auth', existingSecretPasswordKey: 'a.b' }, "get secret auth -o 'jsonpath={.data.a\\.b}'"],
    [{ existingSecretPasswordKey: 'unused' }, "'jsonpath={.data.redis-password}'"],
  ];
  for (const [install, command] of rows) {
    const out = await endpoints({ install }, ['--format', 'redis-cli']);
    t.ok(out.includes(command), `${JSON.stringify(install)}: ${out.split('\n')[1]}`);
  }
});

t.test('properties and environment variables say what the YAML says', async (t) => {
  const value = parse(await endpoints({ overlays: SONG }, [])).spring.data.redis;
  const lines = (text: string): string[][] =>
    text
      .split('\n')
      .filter((line) => /^[^#]/.test(line))
      .map((line) => line.split(/=(.*)/s).slice(0, 2));
  const properties = lines(await endpoints({ overlays: SONG }, ['--format', 'spring-properties']));
  for (const [key = '', text] of properties) {
    const path = key.replace('spring.data.redis.', '').split('.');
    t.equal(String(path.reduce((here, step) => here[step], value)), text, key);
  }
  const environment = lines(await endpoints({ overlays: SONG }, ['--format', 'spring-env']));
  t.same(
    environment,
    properties
      .filter(([key]) => !key?.endsWith('password'))
      .map(([key = '', text]) => [key.replaceAll('-', '').replaceAll('.', '_').toUpperCase(), text]),
  );
  const boot2 = parse(await endpoints({ overlays: SONG }, ['--format', 'spring-boot-2']));
  t.same(boot2.spring.redis, value, 'with the prefix of Spring Boot 2');
});

t.test('into files', async (t) => {
  const files = {
    'redis-hostport.yaml': JSON.stringify({ apiVersion: 'redis-hostport/v1', kind: 'Config', nodes: SIX }),
  };
  const outcome = await run(['endpoints', '--format', 'spring=a.yaml', '--format', 'ioredis=redis.mjs'], { files });
  t.same([outcome.code, outcome.out, Object.keys(outcome.files)], [0, '', ['a.yaml', 'redis.mjs']]);
});
