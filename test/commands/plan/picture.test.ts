import t from 'tap';
import { validateXML } from 'xmllint-wasm';
import { type Box, geometryOf } from '../../../src/commands/plan/geometry.js';
import { planSvg } from '../../../src/commands/plan/picture.js';
import { SIZE } from '../../../src/commands/plan/picture-style.js';
import { planOf } from '../../../src/commands/plan/plan.js';
import { brokenName, element, textElement, textWidth } from '../../../src/commands/plan/svg.js';
import { nodesBy, setupFrom } from '../setups.js';

const LONG = (index: number): string => `ip-10-219-61-${index}.ap-northeast-2.${'c'.repeat(63)}.internal`;
const V6 = (index: number): string => `2001:db8:aaaa:bbbb:cccc:dddd:eeee:${1000 + index}`;
const V4 = (index: number): string => `10.0.0.${index + 1}`;

/** Pictures with everything that makes them hard: how many nodes, their names, their IPs, the release. */
const PLANS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 25].flatMap((count) =>
  [
    { nodes: nodesBy(count, (index) => `n${index}`, V4), release: 'r' },
    { nodes: nodesBy(count, LONG, V6), release: 'r'.repeat(53) },
    { nodes: nodesBy(count, (index) => (index === 1 ? LONG(1) : `node-${index}`), V4), release: 'a-b.c' },
  ].map((config) => ({ name: `${count} nodes, ${config.release.slice(0, 12)}`, plan: planOf(setupFrom(config)) })),
);

const inside = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const apart = (a: Box, b: Box): boolean =>
  a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y;

t.test('nothing overlaps, nothing sticks out', async (t) => {
  for (const { name, plan } of PLANS) {
    const { cards, frame, service, serviceLines, client, width, height, texts } = geometryOf(plan);
    const page = { x: 0, y: 0, width, height };
    t.ok(
      [...cards, service].every((box) => inside(box, frame)),
      `${name}: cards and Service in the frame`,
    );
    t.ok(inside(frame, page) && inside(client, page) && apart(client, frame), `${name}: frame and client on the page`);
    const boxes = [...cards, service];
    const pairs = boxes.flatMap((a, index) => boxes.slice(index + 1).map((b) => [a, b] as const));
    t.ok(
      pairs.every(([a, b]) => apart(a, b)),
      `${name}: all apart`,
    );
    const [card] = cards;
    const lines = texts.flatMap(({ port, node, label, pod }) => [port, ...node, ...label, ...pod]);
    const room = (card?.width ?? 0) - 2 * SIZE.inset;
    t.ok(
      lines.every((line) => textWidth(line, 'mono', SIZE.mono) <= room),
      `${name}: names fit their boxes`,
    );
    t.ok(
      serviceLines.every((line) => textWidth(line, 'sans', SIZE.sans) <= service.width),
      `${name}: the Service's name fits`,
    );
  }
});

t.test('is XML in which every node, IP and pod is named', async (t) => {
  for (const { name, plan } of PLANS.filter((_, index) => index % 5 === 0)) {
    const svg = planSvg(plan);
    const { valid, errors } = await validateXML({
      xml: [{ fileName: 'plan.svg', contents: svg }],
      normalization: 'format',
    });
    t.ok(valid, `${name} ${JSON.stringify(errors)}`);
    const description = /<desc>(.*)<\/desc>/.exec(svg)?.[1] ?? '';
    for (const { pod, node, ip } of plan.pods) {
      t.ok(description.includes(`on ${node}, ${ip}`), `${node} for those who hear it`);
      t.ok(description.includes(pod.slice(0, 1)));
    }
    t.equal(svg.match(/marker-end="url\(#redis-hostport-plan-to-port\)"/g)?.length, plan.pods.length);
    t.equal(svg.match(/marker-end="url\(#redis-hostport-plan-to-pod\)"/g)?.length, plan.pods.length);
  }
});

t.test('has its own colours for a dark page and needs nothing from outside', async (t) => {
  const svg = planSvg(planOf(setupFrom({ nodes: nodesBy(6, (index) => `n${index}`, V4) })));
  t.match(svg, '@media (prefers-color-scheme: dark)');
  t.notMatch(svg.replace('xmlns="http://www.w3.org/2000/svg"', ''), /https?:|@import|<image|<script|href=/);
  t.notMatch(svg, /undefined|NaN|Infinity/);
});

t.test('the pieces', async (t) => {
  t.equal(
    element('g', { a: 1.25, b: undefined }, textElement('t', {}, '<&">')),
    '<g a="1.3">\n  <t>&lt;&amp;&quot;&gt;</t>\n</g>',
  );
  // name, longest line, lines
  const rows: [string, number, string[]][] = [
    ['dio-master01', 36, ['dio-master01']],
    ['ip-10-0-0-4.eu.compute.internal', 16, ['ip-10-0-0-4.eu.', 'compute.internal']],
    ['aaaaaaaa', 3, ['aaa', 'aaa', 'aa']],
    ['a-bbbbb', 3, ['a-', 'bbb', 'bb']],
    ['', 3, ['']],
  ];
  for (const [name, most, lines] of rows) {
    t.same(brokenName(name, most), lines);
    t.equal(brokenName(name, most).join(''), name);
  }
});
