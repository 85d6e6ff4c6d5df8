import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { complaints } from '../../src/config/validate.js';
import { charts, overlays } from '../../src/generated/shipped.js';
import { TRANSFORMS } from '../../src/overlays/transforms/index.js';
import { inProject } from '../helpers/project.js';

const ROOT = inProject();

/** The overlays of a chart's set: those whose steps target it. */
const setOf = (chart: string) => overlays.filter(({ steps }) => steps.every(({ target }) => target.chart === chart));

t.test('every chart has the same set of overlays, apart from what its Chart file and parameters say', (t) => {
  const [first, ...others] = charts.map(({ name }) => setOf(name));
  t.ok(first && first.length >= 4 && others.length > 0);
  for (const set of others) {
    t.same(
      set.map(({ name, steps }) => [name, steps.map(({ transform }) => transform)]),
      first?.map(({ name, steps }) => [name, steps.map(({ transform }) => transform)]),
    );
  }
  t.same(charts.flatMap(({ name }) => setOf(name)).length, overlays.length, 'no overlay mixes charts');
  t.end();
});

for (const chart of charts) {
  t.test(`the set of ${chart.name} fits together`, (t) => {
    t.same(complaints('chart', chart, 'chart.yaml'), []);
    for (const overlay of setOf(chart.name)) t.same(complaints('overlay', overlay, overlay.name), []);
    for (const { name, description, parameters = {}, steps } of setOf(chart.name)) {
      t.match(description, /^[A-Z].*\.$/, `${name}: a sentence`);
      for (const { transform } of steps)
        t.same(complaints(TRANSFORMS[transform]?.schema ?? 'overlay', parameters, name), [], `${name}: ${transform}`);
      if ('key' in parameters && name === 'acl-user') t.equal(parameters.key, chart.config.key);
      if ('ports' in parameters) t.same(parameters.ports, [chart.ports.client, chart.ports.bus]);
    }
    for (const hint of Object.values(chart.hints)) t.match(hint, /\.$/);
    t.end();
  });
}

t.test('no code knows a chart: what differs between charts is data', (t) => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(ts|mjs)$/.test(file) && !/^generated|node_modules/.test(file),
  );
  t.ok(sources.length > 50);
  for (const file of sources) {
    const text = readFileSync(join(ROOT, 'src', file), 'utf8');
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    const named = charts.find(({ name }) => name !== 'redis-cluster' && code.includes(name));
    t.notOk(named, `src/${file} says ${named?.name}`);
    // Comments too: products are distinguished in src/acl/products.json and in the Chart files only.
    t.notMatch(text, /valkey/i, `src/${file}`);
  }
  t.end();
});
