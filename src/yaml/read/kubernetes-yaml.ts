import type { Tags } from 'yaml';

const TIMESTAMP = 'tag:yaml.org,2002:timestamp';

/**
 * The scalars of sigs.k8s.io/yaml, which is go-yaml 2: YAML 1.1 (`0755` is 493, a plain `yes` is true),
 * but without base-60 numbers and dates: `12:30` and `2026-01-01` are strings there.
 */
export const KUBERNETES_YAML = {
  version: '1.1',
  customTags: (tags: Tags): Tags =>
    tags.filter((tag) => typeof tag === 'string' || (tag.format !== 'TIME' && tag.tag !== TIMESTAMP)),
  // Kubernetes' reader takes the last of two equal keys; checking them all is quadratic besides.
  uniqueKeys: false,
  // Positions are worked out from the offset, and only when there is an error to tell.
  prettyErrors: false,
  logLevel: 'silent',
} as const;
