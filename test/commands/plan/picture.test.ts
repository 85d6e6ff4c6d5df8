import t from 'tap';
import { validateXML } from 'xmllint-wasm';
import { planOf } from '../../../src/commands/plan/command.js';
import { type Box, brokenName, pictureOf, planSvg } from '../../../src/commands/plan/picture.js';
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

/** How wide a character is at most, in pixels, in the fonts that the picture asks for. */
const CHARACTER = { mono: 7.65, sans: 7.25 };

t.test('nothing overlaps, nothing sticks out', async (t) => {
  for (const { name, plan } of PLANS) {
    const { width, height, boxes } = pictureOf(plan);
    const texts = boxes.flatMap((box) => box.texts);
    const all = (kind: Box['class']): Box[] => boxes.filter((box) => box.class === kind);
    const page: Box = { class: 'frame', x: 0, y: 0, width, height, texts: [] };
    const [frame = page, client = page, service = page] = [all('frame'), all('client'), all('service')].flat();
    const [cards, ports, pods] = [all('card'), all('port'), all('pod')];
    t.same([cards.length, ports.length, pods.length], Array(3).fill(plan.pods.length), `${name}: a row for each`);
    t.ok(
      [...cards, ...ports, service].every((box) => inside(box, frame)),
      `${name}: nodes and Service in the frame`,
    );
    t.ok(
      pods.every((pod, index) => inside(pod, cards[index] ?? pod)),
      `${name}: each pod on its node`,
    );
    t.ok(inside(frame, page) && inside(client, page) && apart(client, frame), `${name}: frame and client on the page`);
    const separate = [...cards, service];
    t.ok(
      separate.every((a, index) => separate.slice(index + 1).every((b) => apart(a, b))),
      `${name}: nodes and Service apart`,
    );
    t.ok(
      pods.every((pod, index) => apart(pod, ports[index] ?? pod)),
      `${name}: ports beside pods`,
    );
    const extents = texts.map((line): Box => {
      const wide = line.text.length * (line.class.includes('name') ? CHARACTER.mono : CHARACTER.sans);
      const x = line.class.includes('left') ? line.x : line.x - wide / 2;
      return { class: 'card', x, y: line.y - 11, width: wide, height: 13, texts: [] };
    });
    t.ok(
      extents.every((extent) => boxes.some((box) => inside(extent, box))),
      `${name}: texts fit their boxes`,
    );
    t.ok(
      extents.every((a, index) => extents.slice(index + 1).every((b) => apart(a, b))),
      `${name}: no text lies on another`,
    );
  }
});

t.test('is XML in which every node, IP and pod is named', async (t) => {
  for (const { name, plan } of PLANS.filter((_, index) => index % 5 === 0)) {
    const svg = planSvg(plan, 'r: nodes');
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
    t.equal(svg.match(/<path class="to-port"/g)?.length, plan.pods.length);
    t.equal(svg.match(/<path class="to-pod"/g)?.length, plan.pods.length);
  }
});

t.test('has its own colours for a dark page and needs nothing from outside', async (t) => {
  const svg = planSvg(planOf(setupFrom({ nodes: nodesBy(6, (index) => `n${index}`, V4) })), 'r: 6 nodes');
  t.match(svg, '@media (prefers-color-scheme: dark)');
  t.notMatch(svg.replace('xmlns="http://www.w3.org/2000/svg"', ''), /https?:|@import|<image|<script|href=|\{\{/);
  t.notMatch(svg, /undefined|NaN|Infinity/);
});

t.test('long names are broken after a separator where they can be', async (t) => {
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
