import wrapAnsi from 'wrap-ansi';
import { filled, rendered, type Values } from '../../base/text.js';
import { planPicture, planTexts } from '../../generated/templates.js';
import type { Plan } from '../../generated/types.js';
import { hostAndPort } from '../../kubernetes/address.js';

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
export function planSvg(plan: Plan, heading: string): string {
  const description = plan.pods.map(({ pod, node, ip }) => `${pod} on ${node}, ${ip}`).join('; ');
  return rendered(planPicture, { ...pictureOf(plan), heading, description }, (text) =>
    text.replace(/[&<>"]/g, (one) => `&#${one.codePointAt(0)};`),
  );
}

/** Lays out the picture: the clients, a row for each node, the Service, and the lines to the nodes' ports and to the pods. */
export function pictureOf({ pods, ports, fullname, namespace }: Plan) {
  const all = { fullname, client: ports.client, bus: ports.bus, nodes: pods.length, last: pods.length - 1 };
  const client = linesOf('client', all);
  const service = linesOf('service', all);
  const rows = pods.map(({ pod, node, ip, label }) => ({
    port: [['name strong', hostAndPort(ip, ports.client)] as const],
    node: [...linesOf('node', { node }), ...(label ? linesOf('label', { ...label }) : [])],
    pod: linesOf('pod', { ...all, pod }),
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
  const centreOf = (index: number): number => FIRST_ROW + index * (rowHeight + GAP) + rowHeight / 2;

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
      box('client', { x: MARGIN, width: CLIENT_WIDTH }, middle, client),
      box('service', right, middle, service),
      ...rows.flatMap((row, index) => [
        box('card', card, centreOf(index), [], rowHeight),
        box('port', port, centreOf(index), row.port, 26),
        box('node', node, centreOf(index), row.node),
        box('pod', pod, centreOf(index), row.pod, rowHeight - INSET),
      ]),
    ],
    lines: rows.flatMap((_, index) => [
      { class: 'to-port', path: curve(MARGIN + CLIENT_WIDTH, middle, port.x - 1, centreOf(index)) },
      { class: 'to-pod', path: curve(right.x, middle, pod.x + pod.width + 1, centreOf(index)) },
    ]),
  };
}

/** A line of text and its classes. */
type Line = readonly [classes: string, text: string];

/** The texts of a box: a name breaks after - . = : / where it can, other words at spaces. */
function linesOf(what: keyof typeof planTexts.picture, values: Values): Line[] {
  const texts: readonly Line[] = planTexts.picture[what];
  return texts.flatMap(([classes, text]) => {
    const whole = filled(text, values);
    const isName = classes.includes('name');
    const broken = isName ? brokenName(whole, NAME) : wrapAnsi(whole, WORDS, { hard: true }).split('\n');
    return broken.map((line): Line => [classes, line]);
  });
}

/** A name in lines of at most so many characters. */
export function brokenName(name: string, most: number): string[] {
  return name.match(new RegExp(`.{1,${most}}$|.{0,${most - 1}}[-.=:/]|.{1,${most}}`, 'g')) ?? [''];
}

const heightOf = (count: number): number => count * LINE + INSET;
const widthOf = (texts: readonly Line[]): number =>
  Math.ceil(Math.max(...texts.map(([, text]) => text.length)) * CHARACTER) + INSET;

/** A rectangle and the texts in it, in pixels; x of a text is its middle, with class `left` its start. */
export type Box = ReturnType<typeof box>;

/** A box around a height, with its texts below each other. */
function box(
  name: string,
  { x, width }: { x: number; width: number },
  centre: number,
  texts: readonly Line[],
  height = heightOf(texts.length),
) {
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
