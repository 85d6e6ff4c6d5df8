import wrapAnsi from 'wrap-ansi';
import { filled, rendered } from '../../base/text.js';
import { planPicture, planTexts } from '../../generated/templates.js';
import type { Plan } from '../../generated/types.js';
import { hostAndPort } from '../../kubernetes/address.js';
import { aboutIn } from './plan.js';

/** A rectangle, in pixels, what it is, and the texts in it; x of a text is its middle, with class `left` its start. */
export interface Box {
  class: 'frame' | 'client' | 'card' | 'port' | 'node' | 'pod' | 'service';
  x: number;
  y: number;
  width: number;
  height: number;
  texts: readonly { class: string; x: number; y: number; text: string }[];
}

/** In pixels: around the picture, between two nodes, from an edge to its text, a line of text, room for the lines. */
const [MARGIN, GAP, INSET, LINE, FAN] = [20, 18, 14, 17, 90];
const CLIENT_WIDTH = 150;
const FRAME = { x: MARGIN + CLIENT_WIDTH + FAN - GAP, y: MARGIN + 36 };
const FIRST_ROW = FRAME.y + 40;
/** In characters: the longest line of a name and of other words. */
const [NAME, WORDS] = [36, 26];
/** Width of a character on the wide side of what browsers have, so that no text outgrows its box. */
const CHARACTER = 7.7;

/**
 * The plan as an SVG picture, templates/plan.svg: the clients on the left reach each node's IP and port, on the node the
 * pod that belongs there; on the right the Service for clients inside Kubernetes. It names no font that must be there
 * and has its own ground in light and dark surroundings.
 */
export function planSvg(plan: Plan): string {
  const description = plan.pods.map(({ pod, node, ip }) => `${pod} on ${node}, ${ip}`).join('; ');
  const view = { ...pictureOf(plan), heading: filled(planTexts.title, aboutIn(plan)), description };
  return rendered(planPicture, view, (text) => text.replace(/[&<>"]/g, (one) => `&#${one.codePointAt(0)};`));
}

/** Lays out the picture: the clients, a row for each node, the Service, and the lines to the nodes' ports and to the pods. */
export function pictureOf({ pods, ports, fullname, namespace }: Plan) {
  const client = [
    ...lines('strong', 'client'),
    ...lines('strong', 'application'),
    ...lines('muted', `any of ${pods.length} nodes,`),
    ...lines('muted', `port ${ports.client}`),
  ];
  const service = [
    ...lines('strong', `Service ${fullname}`),
    ...lines('muted', `port ${ports.client}, for clients inside Kubernetes`),
    ...lines('muted', `one more for each node's IP: …-0-svc to …-${pods.length - 1}-svc`),
  ];
  const rows = pods.map(({ pod, node, ip, label }) => ({
    port: [['name strong', hostAndPort(ip, ports.client)] as const],
    node: [
      ...lines('name strong left', node),
      ...(label ? lines('name muted left', `${label.key}=${label.value}`) : []),
    ],
    pod: [...lines('name strong', pod), ...lines('muted', `host ports ${ports.client}, ${ports.bus}`)],
  }));

  // From left to right: a node's port lies on the edge of its card.
  const port = { x: FRAME.x + GAP, width: widthOf(rows.flatMap((row) => row.port)) };
  const node = { x: port.x + port.width + INSET, width: widthOf(rows.flatMap((row) => row.node)) };
  const pod = { x: node.x + node.width, width: widthOf(rows.flatMap((row) => row.pod)) };
  const cardX = port.x + port.width / 2;
  const card = { x: cardX, width: pod.x + pod.width + INSET - cardX };
  const right = { x: card.x + card.width + FAN, width: widthOf(service) };

  // From top to bottom.
  const rowHeight = heightOf(Math.max(...rows.flatMap((row) => [row.node.length, row.pod.length])) + 1);
  const bodyHeight = Math.max(pods.length * (rowHeight + GAP) - GAP, heightOf(service.length), heightOf(client.length));
  const middle = FIRST_ROW + bodyHeight / 2;
  const centres = rows.map((_, index) => FIRST_ROW + index * (rowHeight + GAP) + rowHeight / 2);

  const frame: Box = {
    class: 'frame',
    ...FRAME,
    width: right.x + right.width + GAP - FRAME.x,
    height: FIRST_ROW + bodyHeight + GAP - FRAME.y,
    texts: [{ class: 'muted left', x: FRAME.x + INSET, y: FRAME.y + 22, text: `Kubernetes, namespace ${namespace}` }],
  };
  return {
    width: Math.ceil(frame.x + frame.width + MARGIN),
    height: Math.ceil(frame.y + frame.height + MARGIN),
    boxes: [
      frame,
      box('client', { x: MARGIN, width: CLIENT_WIDTH }, middle, heightOf(client.length), client),
      box('service', right, middle, heightOf(service.length), service),
      ...rows.flatMap((row, index) => {
        const centre = centres[index] ?? middle;
        return [
          box('card', card, centre, rowHeight),
          box('port', port, centre, 26, row.port),
          box('node', node, centre, heightOf(row.node.length), row.node),
          box('pod', pod, centre, rowHeight - INSET, row.pod),
        ];
      }),
    ],
    lines: centres.flatMap((centre) => [
      { class: 'to-port', path: curve(MARGIN + CLIENT_WIDTH, middle, port.x - 1, centre) },
      { class: 'to-pod', path: curve(right.x, middle, pod.x + pod.width + 1, centre) },
    ]),
  };
}

/** A line of text and its classes. */
type Line = readonly [classes: string, text: string];

/** A text in lines: a name breaks after - . = : / where it can, other words at spaces. */
function lines(classes: string, text: string): Line[] {
  const broken = classes.includes('name') ? brokenName(text, NAME) : wrapAnsi(text, WORDS, { hard: true }).split('\n');
  return broken.map((line) => [classes, line]);
}

/** A name in lines of at most so many characters. */
export function brokenName(name: string, most: number): string[] {
  return name.match(new RegExp(`.{1,${most}}$|.{0,${most - 1}}[-.=:/]|.{1,${most}}`, 'g')) ?? [''];
}

const heightOf = (count: number): number => count * LINE + INSET;
const widthOf = (texts: readonly Line[]): number =>
  Math.ceil(Math.max(...texts.map(([, text]) => text.length)) * CHARACTER) + INSET;

/** A box around a height, with its texts below each other. */
function box(
  name: Box['class'],
  { x, width }: Pick<Box, 'x' | 'width'>,
  centre: number,
  height: number,
  texts: readonly Line[] = [],
): Box {
  const first = centre - ((texts.length - 1) * LINE) / 2 + 4.5;
  const placed = texts.map(([classes, text], index) => {
    return { class: classes, x: classes.includes('left') ? x : x + width / 2, y: first + index * LINE, text };
  });
  return { class: name, x, y: centre - height / 2, width, height, texts: placed };
}

/** A curve that leaves and arrives level. */
function curve(x: number, y: number, toX: number, toY: number): string {
  const half = (x + toX) / 2;
  return `M${x} ${y} C${half} ${y} ${half} ${toY} ${toX} ${toY}`;
}
