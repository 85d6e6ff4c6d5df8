import wrapAnsi from 'wrap-ansi';
import { rendered, xml } from '../../base/template.js';
import { filled } from '../../base/words.js';
import { planPicture, planTexts } from '../../generated/templates.js';
import type { Plan } from '../../generated/types.js';
import { hostAndPort } from '../../kubernetes/address.js';
import { aboutIn } from './plan.js';

/** A rectangle, in pixels, and what it is. */
export interface Box {
  class: 'frame' | 'client' | 'card' | 'port' | 'pod' | 'service';
  x: number;
  y: number;
  width: number;
  height: number;
}

/** In pixels: around the picture, between two nodes, from an edge to its text, a line of text, room for the lines. */
const [MARGIN, GAP, INSET, LINE, FAN] = [20, 18, 14, 17, 90];
/** In characters: the longest line of a name and of the Service's text. */
const [NAME, SERVICE] = [36, 26];
/** Width of a character on the wide side of what browsers have, so that no text outgrows its box. */
const CHARACTER = 7.7;

/**
 * The plan as an SVG picture, templates/plan.svg: the clients on the left reach each node's IP and port, on the node the
 * pod that belongs there; on the right the Service for clients inside Kubernetes. It names no font that must be there
 * and has its own ground in light and dark surroundings.
 */
export function planSvg(plan: Plan): string {
  const description = plan.pods.map(({ pod, node, ip }) => `${pod} on ${node}, ${ip}`).join('; ');
  return rendered(planPicture, { ...pictureOf(plan), description }, xml);
}

/** Lays out the picture: the clients, a row for each node, the Service, and the lines to the nodes' ports and to the pods. */
export function pictureOf(plan: Plan) {
  const { pods, ports, fullname, namespace } = plan;
  const client = [
    ...styled(['client', 'application'], 'strong'),
    ...styled([`any of ${pods.length} nodes,`, `port ${ports.client}`], 'muted'),
  ];
  const service = [
    ...styled(wrapped(`Service ${fullname}`), 'strong'),
    ...styled(wrapped(`port ${ports.client}, for clients inside Kubernetes`), 'muted'),
    ...styled(wrapped(`one more for each node's IP: …-0-svc to …-${pods.length - 1}-svc`), 'muted'),
  ];
  const rows = pods.map(({ pod, node, ip, label }) => {
    const labelText = label ? brokenName(`${label.key}=${label.value}`, NAME) : [];
    return {
      port: styled([hostAndPort(ip, ports.client)], 'name strong'),
      node: [...styled(brokenName(node, NAME), 'name strong left'), ...styled(labelText, 'name muted left')],
      pod: [
        ...styled(brokenName(pod, NAME), 'name strong'),
        ...styled([`host ports ${ports.client}, ${ports.bus}`], 'muted'),
      ],
    };
  });

  // From left to right: a node's port lies on the edge of its card.
  const clientX = { x: MARGIN, width: 150 };
  const frameX = MARGIN + clientX.width + FAN - GAP;
  const portX = { x: frameX + GAP, width: widthOf(rows.flatMap(({ port }) => port)) };
  const nodeX = { x: portX.x + portX.width + INSET, width: 0 };
  const podX = {
    x: nodeX.x + widthOf(rows.flatMap(({ node }) => node)),
    width: widthOf(rows.flatMap(({ pod }) => pod)),
  };
  const cardX = { x: centreOf(portX), width: podX.x + podX.width + INSET - centreOf(portX) };
  const serviceX = { x: cardX.x + cardX.width + FAN, width: widthOf(service) };

  // From top to bottom.
  const rowHeight = heightOf(Math.max(...rows.map(({ node, pod }) => Math.max(node.length, pod.length))) + 1);
  const frameY = MARGIN + 36;
  const firstRow = frameY + 40;
  const bodyHeight = Math.max(pods.length * (rowHeight + GAP) - GAP, heightOf(service.length), heightOf(client.length));
  const middle = firstRow + bodyHeight / 2;
  const centres = rows.map((_, index) => firstRow + index * (rowHeight + GAP) + rowHeight / 2);

  const frame = {
    class: 'frame',
    x: frameX,
    y: frameY,
    width: serviceX.x + serviceX.width + GAP - frameX,
    height: firstRow + bodyHeight + GAP - frameY,
  } as const;
  const heading = filled(planTexts.title, aboutIn(plan));
  return {
    heading,
    width: Math.ceil(frame.x + frame.width + MARGIN),
    height: Math.ceil(frame.y + frame.height + MARGIN),
    boxes: [
      frame,
      box('client', clientX, middle, heightOf(client.length)),
      box('service', serviceX, middle, heightOf(service.length)),
      ...centres.flatMap((centre) => [
        box('card', cardX, centre, rowHeight),
        box('port', portX, centre, 26),
        box('pod', podX, centre, rowHeight - INSET),
      ]),
    ],
    texts: [
      { class: 'heading left', x: MARGIN, y: MARGIN + 16, text: heading },
      { class: 'muted left', x: frame.x + INSET, y: frame.y + 22, text: `Kubernetes, namespace ${namespace}` },
      ...column(client, clientX, middle),
      ...column(service, serviceX, middle),
      ...rows.flatMap(({ port, node, pod }, index) => {
        const centre = centres[index] ?? middle;
        return [...column(port, portX, centre), ...column(node, nodeX, centre), ...column(pod, podX, centre)];
      }),
    ],
    lines: centres.flatMap((centre) => [
      { class: 'to-port', path: curve(clientX.x + clientX.width, middle, portX.x - 1, centre) },
      { class: 'to-pod', path: curve(serviceX.x, middle, podX.x + podX.width + 1, centre) },
    ]),
  };
}

/** Where something is from left to right. */
interface Extent {
  x: number;
  width: number;
}

const centreOf = ({ x, width }: Extent): number => x + width / 2;

function box(name: Box['class'], extent: Extent, centre: number, height: number): Box {
  return { class: name, ...extent, y: centre - height / 2, height };
}

/** A text and its classes. */
type Styled = readonly [text: string, name: string];

const styled = (texts: readonly string[], name: string): Styled[] => texts.map((text) => [text, name]);
const wrapped = (text: string): string[] => wrapAnsi(text, SERVICE, { hard: true }).split('\n');
const heightOf = (lines: number): number => lines * LINE + INSET;
const widthOf = (texts: readonly Styled[]): number =>
  Math.ceil(Math.max(...texts.map(([text]) => text.length)) * CHARACTER) + INSET;

/** Texts below each other, centred at a height; x is a text's middle, with class `left` its start. */
function column(texts: readonly Styled[], extent: Extent, centre: number) {
  const first = centre - ((texts.length - 1) * LINE) / 2 + 4.5;
  return texts.map(([text, name], index) => ({ class: name, x: centreOf(extent), y: first + index * LINE, text }));
}

/** A curve that leaves and arrives level. */
function curve(x: number, y: number, toX: number, toY: number): string {
  const half = (x + toX) / 2;
  return `M${x} ${y} C${half} ${y} ${half} ${toY} ${toX} ${toY}`;
}

/** Breaks a name into lines of at most `most` characters, after - . = : / where it can. */
export function brokenName(name: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of name.split(/(?<=[-.=:/])/)) {
    if (line !== '' && line.length + piece.length > most) {
      lines.push(line);
      line = '';
    }
    for (line += piece; line.length > most; line = line.slice(most)) lines.push(line.slice(0, most));
  }
  return [...lines, line];
}
