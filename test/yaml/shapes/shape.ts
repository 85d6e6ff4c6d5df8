import { fc } from '../../helpers/properties.js';

/** How a rendering can be, apart from how it is written; more than any chart version has done so far. */
export interface Shape {
  release: string;
  fullname: string;
  replicas: number;
  ports: { client: number; bus: number };
  /** How the policy is written; undefined where the chart leaves it out. */
  policy: 'Parallel' | 'OrderedReady' | undefined;
  affinity: AffinityShape;
  /** Terms of the user's own in the list of preferred node terms, and whose replicas an earlier run wrote into it. */
  userTerms: number;
  earlierReplicas: number;
  required: boolean;
  /** The server is not always the first container. */
  containersBefore: number;
  containersAfter: number;
  data: 'emptyDir' | 'claim' | 'template';
  podAnnotations: 'absent' | 'empty' | 'null' | 'some';
  config: readonly string[];
  /** Whether the configuration file's last line ends with a line break, or with several. */
  configEnd: '' | '\n' | '\n\n';
  configAs: 'literal' | 'double-quoted';
  /** Whether the file already has a line for the configured user, and how many. */
  oldUsers: number;
  waits: boolean;
  others: readonly Other[];
}

export type AffinityShape =
  | 'absent'
  | 'empty'
  | 'null'
  | 'pods-only'
  | 'node-null'
  | 'node-empty'
  | 'preferred-null'
  | 'preferred-empty'
  | 'preferred'
  | 'required-only';

/** Documents nobody targets. */
export type Other = 'service' | 'secret' | 'hook' | 'odd' | 'comment';

const AFFINITIES: readonly AffinityShape[] = [
  'absent',
  'empty',
  'null',
  'pods-only',
  'node-null',
  'node-empty',
  'preferred-null',
  'preferred-empty',
  'preferred',
  'required-only',
];

const configLine = fc.oneof(
  fc.constantFrom(
    '',
    '# a comment',
    '#',
    'port 6379',
    'cluster-enabled yes',
    'save ""',
    'save 900 1 300 10',
    '    indented 1',
    '--- not a document',
    'requirepass "a # b: {{c}}"',
    "rename-command CONFIG 'x'",
    'user other on nopass ~* +@all',
    '# user song on nopass',
    'loadmodule /m/é.so',
    'proc-title-template "{title} {listen-addr}"',
    'notify-keyspace-events ""',
    '- x: y',
    'dir /data   ',
    '# a tab\tand a blank ',
  ),
  fc.stringMatching(/^[a-z-]{3,12} [!-~]{1,20}$/).filter((line) => !/^(user|aclfile|include)\b|["'\\]/.test(line)),
);

export const shape: fc.Arbitrary<Shape> = fc.record(
  {
    release: fc.constantFrom('ds-redis', 'a', 'prod-cache-7'),
    fullname: fc.constantFrom('ds-redis-redis-cluster', 'myredis', 'a-redis-cluster'),
    replicas: fc.integer({ min: 1, max: 12 }),
    ports: fc.record({ client: fc.integer({ min: 1024, max: 9999 }), bus: fc.integer({ min: 10000, max: 30000 }) }),
    policy: fc.constantFrom('Parallel' as const, 'OrderedReady' as const, undefined),
    affinity: fc.constantFrom(...AFFINITIES),
    userTerms: fc.integer({ min: 0, max: 2 }),
    earlierReplicas: fc.constantFrom(0, 0, 1, 6, 9),
    required: fc.boolean(),
    containersBefore: fc.constantFrom(0, 0, 1),
    containersAfter: fc.constantFrom(0, 1, 2),
    data: fc.constantFrom('emptyDir' as const, 'claim' as const, 'template' as const),
    podAnnotations: fc.constantFrom('absent' as const, 'empty' as const, 'null' as const, 'some' as const),
    config: fc.array(configLine, { minLength: 1, maxLength: 12 }),
    configEnd: fc.constantFrom('' as const, '\n' as const, '\n\n' as const),
    configAs: fc.constantFrom('literal' as const, 'double-quoted' as const),
    oldUsers: fc.constantFrom(0, 0, 1, 2),
    waits: fc.constantFrom(false, false, false, true),
    others: fc.array(fc.constantFrom<Other>('service', 'secret', 'hook', 'odd', 'comment'), { maxLength: 4 }),
  },
  { noNullPrototype: true },
);
