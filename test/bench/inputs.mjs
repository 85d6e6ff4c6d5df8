import { existsSync, readFileSync } from 'node:fs';

const RUNBOOK = '../shared/charts/10.2.0/ext.helm3.yaml';
const DEMO = 'examples/demo/rendered.yaml';
const RELEASE = 'ds-redis';

/**
 * The inputs in the order of the table: name, the release to edit (`*` for each of them, nothing for the only one), whether an ACL user is added,
 * and a function that makes the text (13 MB are not made for nothing).
 */
export function inputs(project) {
  const isThere = existsSync(new URL(RUNBOOK, project));
  const base = readFileSync(new URL(isThere ? RUNBOOK : DEMO, project), 'utf8');
  return {
    missing: isThere ? undefined : `skipped: the runbook stream (${RUNBOOK} is not there); ${DEMO} stands for it`,
    list: [
      { name: isThere ? 'runbook' : 'demo', user: true, text: () => base },
      { name: 'without-user', user: false, text: () => base },
      { name: '1-of-10-releases', release: 'r5', user: true, text: () => releases(base, 10) },
      { name: '10-releases', release: '*', user: true, text: () => releases(base, 10) },
      { name: '1-of-100-releases', release: 'r50', user: true, text: () => releases(base, 100) },
      { name: '100-releases', release: '*', user: true, text: () => releases(base, 100) },
      ...[5, 10, 20].map((megabytes) => ({
        name: `${megabytes}MB-scalar`,
        user: true,
        text: () => base + largeScalar(megabytes * 1e6),
      })),
      ...[25_000, 50_000, 100_000].map((count) => ({
        name: `${count}-documents`,
        user: true,
        text: () => base + foreignDocuments(count),
      })),
    ],
  };
}

function releases(text, count) {
  return Array.from({ length: count }, (_, i) => text.replaceAll(RELEASE, `r${i + 1}`)).join('');
}

function largeScalar(bytes) {
  const line = `    ${'lorem ipsum '.repeat(7)}\n`.replace(' \n', '\n');
  return `${configMap('large')}\ndata:\n  text: |-\n${line.repeat(Math.ceil(bytes / line.length))}`;
}

function foreignDocuments(count) {
  return Array.from({ length: count }, (_, i) => `${configMap(`foreign-${i}`)}\ndata:\n  key: "${i}"\n`).join('');
}

function configMap(name) {
  return `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}`;
}
