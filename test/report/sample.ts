import type { Finding } from '../../src/report/report.js';
import { type Report, type ReportContext, type RuleInfo, STDIN } from '../../src/report/report.js';

/** Rules of the kinds there are: one of each severity and one that finds nothing. */
export const RULES: readonly RuleInfo[] = [
  {
    id: 'host-port-missing',
    severity: 'error',
    description: 'A redis or bus port has no hostPort.',
    remedy: 'Render through the post-renderer with the host-port overlay on.',
  },
  {
    id: 'acl-syntax',
    severity: 'error',
    description: 'Redis refuses to start at an ACL line.',
    remedy: 'Correct the user line in redis.configmap.',
  },
  {
    id: 'wait-hangs',
    severity: 'warning',
    description: "Helm's --wait runs into its timeout.",
    remedy: "Install without --wait and --atomic, or with Helm 4's default watcher.",
  },
  {
    id: 'pod-security',
    severity: 'info',
    description: 'Pod Security refuses host ports.',
    remedy: 'Label the namespace pod-security.kubernetes.io/enforce=privileged.',
  },
];

export const CONTEXT: ReportContext = {
  cwd: '/srv/shop/deploy',
  root: '/srv/shop',
  color: false,
};

const PORT: Finding = {
  rule: 'host-port-missing',
  severity: 'error',
  message: 'Port tcp-redis (6379) of container ds-redis-redis-cluster has no hostPort',
  remedy: 'Set overlays.host-port to {} and render through the post-renderer.',
  file: 'rendered.yaml',
  line: 2103,
  column: 15,
  endLine: 2103,
  endColumn: 30,
  document: {
    kind: 'StatefulSet',
    name: 'ds-redis-redis-cluster',
    template: 'redis-cluster/templates/redis-statefulset.yaml',
  },
  excerpt: '            - name: tcp-redis',
};

const SERVICE: Finding = {
  rule: 'wait-hangs',
  severity: 'warning',
  message:
    'Service ds-redis-redis-cluster-0-svc is a LoadBalancer with the IP of a node, 10.0.0.4, and never gets an ingress',
  remedy: "Install without --wait and --atomic, or with Helm 4's default watcher.",
  file: 'rendered.yaml',
  line: 88,
  column: 9,
  endLine: 88,
  endColumn: 21,
  document: {
    kind: 'Service',
    name: 'ds-redis-redis-cluster-0-svc',
    template: 'redis-cluster/templates/svc-cluster-external-access.yaml',
  },
  excerpt: '  type: LoadBalancer\r',
};

const SECURITY: Finding = {
  rule: 'pod-security',
  severity: 'info',
  message: 'Host ports 6379 and 16379 are refused where Pod Security enforces baseline or restricted',
  remedy: 'Label the namespace pod-security.kubernetes.io/enforce=privileged.',
  file: 'rendered.yaml',
  line: 2010,
  column: 1,
  endLine: 2240,
  endColumn: 1,
  document: { kind: 'StatefulSet', name: 'ds-redis-redis-cluster' },
  excerpt: 'apiVersion: apps/v1',
};

/** One of each severity in one file, given in no order. */
export const MIXED: Report = {
  findings: [PORT, SERVICE, SECURITY],
  unreadable: [],
  files: ['rendered.yaml'],
  rules: RULES,
};

/** Nothing found. */
export const CLEAN: Report = { findings: [], unreadable: [], files: ['rendered.yaml'], rules: RULES };

/** What a stranger's chart, file name or YAML can bring: everything a format gives a meaning to. */
export const HOSTILE_TEXT = [
  ']]>',
  '%0A::error::x',
  'a\r\nb\tc',
  `"'&<>`,
  '\u0000\u001b[31m\u009b',
  '\u202etxt',
  '\ud800',
  '😀👨‍👩‍👧',
  '레디스',
  '{0} [a](b)',
].join(' ');

/** The same finding with every text hostile, in a file with spaces and Korean letters. */
export const HOSTILE: Report = {
  findings: [
    {
      rule: 'acl-syntax',
      severity: 'error',
      message: HOSTILE_TEXT,
      remedy: HOSTILE_TEXT,
      file: 'out put/레디스 100%,a:b#?.yaml',
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: 2,
      document: { kind: 'ConfigMap', name: HOSTILE_TEXT, template: HOSTILE_TEXT },
      excerpt: HOSTILE_TEXT,
    },
  ],
  unreadable: [{ file: 'no\nsuch.yaml', message: HOSTILE_TEXT, line: 3 }],
  files: ['out put/레디스 100%,a:b#?.yaml', 'no\nsuch.yaml'],
  rules: RULES,
};

/** Standard input, beside a file that could not be read. */
export const PIPED: Report = {
  findings: [{ ...PORT, file: STDIN }],
  unreadable: [{ file: 'gone.yaml', message: 'ENOENT: no such file or directory' }],
  files: [STDIN, 'gone.yaml'],
  rules: RULES,
};

/** A finding like the sample's first one, with something else. */
export function findingWith(some: Partial<Finding>): Finding {
  return { ...PORT, ...some };
}

/** A report of some findings in `rendered.yaml`. */
export function reportOf(...findings: Finding[]): Report {
  return { findings, unreadable: [], files: ['rendered.yaml'], rules: RULES };
}
