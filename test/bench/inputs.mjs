import { existsSync, readFileSync } from 'node:fs';

const RUNBOOK = '../shared/charts/10.2.0/ext.helm3.yaml';
const DEMO = 'examples/demo/rendered.yaml';
const RELEASE = 'ds-redis';

/**
 * The inputs in the order of the table: name, settings of the tool, and a function that makes the text (13 MB are not
 * made for nothing).
 */
export function inputs(project) {
  const isThere = existsSync(new URL(RUNBOOK, project));
  const base = readFileSync(new URL(isThere ? RUNBOOK : DEMO, project), 'utf8');
  return {
    missing: isThere ? undefined : `skipped: the runbook stream (${RUNBOOK} is not there); ${DEMO} stands for it`,
    list: [
      { name: isThere ? 'runbook' : 'demo', settings: [], text: () => base },
      { name: '10-releases', settings: ['release=*'], text: () => releases(base, 10) },
      { name: '100-releases', settings: ['release=*'], text: () => releases(base, 100) },
      { name: '10MB-scalar', settings: [], text: () => base + largeScalar(10_000_000) },
      { name: '50000-documents', settings: [], text: () => base + foreignDocuments(50_000) },
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
