import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ALERTS } from '../../../src/commands/alerts-command.js';
import { execute } from '../../helpers/execute.js';
import { inProject } from '../../helpers/project.js';
import { METRICS } from './metrics.js';
import { noPromtool, promtool } from './promtool.js';

// `REWRITE_DOCS=1 node scripts/test.mjs test/commands/alerts/docs.test.ts` writes the tables of docs/alarm.md again, and the columns of
// docs/alarm.ko.md that are not prose.

const ALERT_ROWS = ALERTS.map(({ id, severity, for: after, means, remedy }) => [
  `\`${id}\``,
  severity,
  after ?? 'at once',
  means,
  remedy,
]);
const METRIC_ROWS = METRICS.map(({ name, from, since, when }) => [`\`${name}\``, from, since, when]);

/** The page's tables: between which comments, the heads in both languages, the rows, and how many columns are data. */
const TABLES = [
  {
    name: 'alerts',
    heads: { en: ['alert', 'severity', 'after', 'means', 'do'], ko: ['알림', '심각도', '지속', '뜻', '할 일'] },
    rows: ALERT_ROWS,
    data: 3,
  },
  {
    name: 'metrics',
    heads: { en: ['metric', 'from', 'since', 'is there'], ko: ['메트릭', '출처', '버전', '언제'] },
    rows: METRIC_ROWS,
    data: 3,
  },
] as const;

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

for (const [file, language] of [
  ['alarm.md', 'en'],
  ['alarm.ko.md', 'ko'],
] as const) {
  t.test(`docs/${file} has a row for every alert and every metric`, (t) => {
    const path = inProject('docs', file);
    for (const { name, heads, rows, data } of TABLES) {
      const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
      const text = readFileSync(path, 'utf8');
      const [before = '', rest = ''] = text.split(start);
      const [found = '', after = ''] = rest.split(end);
      const prose = proseOf(found, data);
      const wanted = rows.map((cells) => {
        const own = language === 'en' ? cells.slice(data) : prose.get(cells[0] ?? '');
        return line([...cells.slice(0, data), ...(own ?? ['?'])]);
      });
      const head = heads[language];
      const table = [line(head), `|${head.map(() => '---|').join('')}`, ...wanted, ''].join('\n');
      if (process.env.REWRITE_DOCS) writeFileSync(path, `${before}${start}${table}${end}${after}`);
      t.equal(readFileSync(path, 'utf8').split(start)[1]?.split(end)[0], table, name);
      t.notMatch(table, /\| \?/, 'and says something of each');
    }
    t.end();
  });
}

/** The columns that somebody wrote, by the first. */
function proseOf(table: string, data: number): Map<string, string[]> {
  const cells = table.split('\n').map((row) => row.replace(/^\| | \|$/g, '').split(' | '));
  return new Map(cells.map(([first = '', ...others]) => [first, others.slice(data - 1)]));
}

t.test('both pages link to what is there, and show the same blocks', (t) => {
  const blocks = (text: string): string[] => text.match(/^ *```yaml[\s\S]*?```/gm) ?? [];
  const pages = ['alarm.md', 'alarm.ko.md'].map((file) => readFileSync(inProject('docs', file), 'utf8'));
  for (const text of pages) {
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => slug(title));
    for (const [, file = '', anchor] of text.matchAll(/\]\(([^)#:]*)#?([^)]*)\)/g)) {
      if (file === '') t.ok(anchors.includes(anchor ?? ''), `#${anchor}`);
      else t.ok(existsSync(inProject('docs', file)), file);
    }
    for (const [, file = '', title = ''] of text.matchAll(/docs\/([\w.]+)(?:,|의) "([^"]+)"/g))
      t.match(readFileSync(inProject('docs', file), 'utf8'), new RegExp(`^#+ ${title}$`, 'm'), `${file}: ${title}`);
  }
  t.strictSame(blocks(pages[1] ?? ''), blocks(pages[0] ?? ''));
  t.end();
});

/** As GitHub makes anchors of titles. */
function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(' ', '-');
}

t.test('the scrape configuration of the page is valid', { skip: noPromtool }, (t) => {
  const text = readFileSync(inProject('docs', 'alarm.md'), 'utf8');
  const [, config = ''] = /```yaml\n# prometheus.yml\n([\s\S]*?)```/.exec(text) ?? [];
  // Debian builds Prometheus without the discovery of Kubernetes.
  const known = config.replace(/kubernetes_sd_configs:\n.*\n/, 'static_configs: []\n');
  const folder = t.testdir({ 'prometheus.yml': known, rules: { 'ds-redis.yaml': 'groups: []\n' } });
  const { status, said } = promtool(folder, 'check', 'config', 'prometheus.yml');
  t.equal(status, 0, said);
  t.end();
});

t.test('the line for cron prints nothing when all is right, else what verify found', (t) => {
  const text = readFileSync(inProject('docs', 'alarm.md'), 'utf8');
  const [, line = ''] = /^\*\/10 \* \* \* \* cd \S+ && (.*)$/m.exec(text) ?? [];
  for (const [exit, printed] of [
    [0, ''],
    [1, 'found\n'],
    [2, 'found\n'],
  ] as const) {
    const folder = t.testdir({ 'redis-hostport': `#!/bin/sh\necho found\nexit ${exit}\n` });
    chmodSync(join(folder, 'redis-hostport'), 0o755);
    const env = { PATH: `${folder}:${process.env.PATH}` };
    const { out, err } = execute('sh', ['-c', line], { env });
    t.strictSame([out, err], [printed, ''], `exit code ${exit}`);
  }
  t.end();
});
