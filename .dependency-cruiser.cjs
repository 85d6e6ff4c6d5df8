// From the bottom up: a layer uses itself and the layers before it in this table, and no others.
const LAYERS = {
  generated: 'types and validators made from schemas/, the data of overlays/, rules/ and templates/',
  base: 'errors, words, and other small things that belong to no subject',
  json: 'plain values: paths, pointers, equality',
  yaml: 'read: documents and positions; edit: the difference of two values as text edits',
  kubernetes: "manifests, pod templates, node affinity, labels, names, addresses, kubectl's JSON",
  redis: 'servers that run: login, questions, CLUSTER NODES',
  'redis-config': 'lines, directives and arguments of redis.conf',
  acl: 'users and rules, as Redis reads them',
  scheduler: 'what the scheduler makes of weights',
  charts: 'what a chart renders: releases, announced IPs, ports, readiness, pins',
  config: 'the configuration, resolved once',
  overlays: 'post-rendering: active overlays, transforms, refusals',
  report: 'findings and the formats they are reported in',
  commands: 'one folder or file a command',
  library: 'the same as functions',
  cli: 'arguments, help, standard streams',
};
const NAMES = Object.keys(LAYERS);

/** A command uses no other command; what two commands share stands in commands/ itself or further down. */
const COMMAND = '^src/commands/([^/]+)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...NAMES.map((layer, index) => ({
      name: layer,
      comment: LAYERS[layer],
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: { path: `^src/(${[...NAMES.slice(index + 1), '[^/]+\\.ts'].join('|')})(/|$)` },
    })),
    {
      name: 'every file has a layer',
      severity: 'error',
      from: { path: `^src/(?!(${NAMES.join('|')})/)[^/]+/` },
      to: {},
    },
    {
      name: 'no command uses another',
      severity: 'error',
      from: { path: COMMAND },
      to: { path: COMMAND, pathNot: '^src/commands/$1/' },
    },
    {
      name: 'no command uses a command of one file',
      severity: 'error',
      from: { path: '^src/commands/' },
      to: { path: '^src/commands/[^/]+-commands?\\.ts$' },
    },
    {
      name: 'what commands share uses none of them',
      severity: 'error',
      from: { path: '^src/commands/[^/]+\\.ts$' },
      to: { path: COMMAND },
    },
    { name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
