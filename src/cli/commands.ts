import type { Command } from '../commands/command.js';

/** Every command; its code is loaded when it runs. */
export const COMMANDS: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  diff: {
    summary: 'show what post-rendering would change, as a unified diff',
    load: async () => (await import('../commands/diff-command.js')).diffCommand,
  },
  lint: {
    summary: 'check what Helm renders, in CI: what would not work on the cluster, with file and line',
    load: async () => (await import('../commands/lint/command.js')).lintCommand,
  },
  fn: {
    summary: 'post-render as a KRM function, for kustomize and kpt',
    load: async () => (await import('../commands/fn/fn-command.js')).fnCommand,
  },
  export: {
    summary: 'write the change as patches for kustomize, Flux or Kyverno',
    load: async () => (await import('../commands/export/export-command.js')).exportCommand,
  },
  init: {
    summary: 'write a commented redis-hostport.yaml, from `kubectl get nodes -o json` or from names and IPs',
    load: async () => (await import('../commands/init/init-command.js')).initCommand,
  },
  plan: {
    summary: 'show which pod belongs on which node, and what is guaranteed; also as a picture',
    load: async () => (await import('../commands/plan/plan-command.js')).planCommand,
  },
  values: {
    summary: "print the chart's values for the configured nodes",
    load: async () => (await import('../commands/values/values-command.js')).valuesCommand,
  },
  labels: {
    summary: 'print the kubectl commands that label the nodes',
    load: async () => (await import('../commands/labels-command.js')).labelsCommand,
  },
  endpoints: {
    summary: 'print the settings of clients: Spring Boot, ioredis, go-redis, redis-py and others',
    load: async () => (await import('../commands/endpoints/endpoints-command.js')).endpointsCommand,
  },
  password: {
    summary: 'tell which server knows which password of the configured users; add the new one, drop the old one',
    load: async () => (await import('../commands/password/command.js')).passwordCommand,
  },
  schema: {
    summary: 'print a JSON Schema',
    load: async () => (await import('../commands/schema-command.js')).schemaCommand,
  },
  verify: {
    summary: 'check what runs: is every pod on the node whose IP it announces; --redis asks the servers',
    load: async () => (await import('../commands/verify/command.js')).verifyCommand,
  },
  alerts: {
    summary: 'print alerting rules for Prometheus: what verify would find, said before users notice',
    load: async () => (await import('../commands/alerts/command.js')).alertsCommand,
  },
};
