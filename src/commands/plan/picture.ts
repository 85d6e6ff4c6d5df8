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

/** A line of text at its middle; of class `left` at its start. */
export interface Line {
  class: string;
  x: number;
  y: number;
  text: string;
}

/** What is where in the picture of a plan. */
interface Picture {
  width: number;
  height: number;
  boxes: readonly Box[];
  texts: readonly Line[];
  /** From the clients to each node's port, from the Service to each pod. */
  lines: readonly { class: string; path: string }[];
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
  return rendered(
    planPicture,
    { ...pictureOf(plan), heading: filled(planTexts.title, aboutIn(plan)), description },
    xml,
  );
}

/** Lays out the picture: the clients, a row for each node, the Service. */
export function pictureOf(plan: Plan): Picture {
  const { pods, ports, fullname, namespace } = plan;
  const hostPorts = `host ports ${ports.client}, ${ports.bus}`;
  const rows = pods.map(({ pod, node, ip, label }): Row => {
    const labelText = label ? brokenName(`${label.key}=${label.value}`, NAME) : [];
    return {
      port: [[hostAndPort(ip, ports.client), 'name strong']],
      node: [...styled(brokenName(node, NAME), 'name strong left'), ...styled(labelText, 'name muted left')],
      pod: [...styled(brokenName(pod, NAME), 'name strong'), [hostPorts, 'muted']],
    };
  });
  const clients = [
    ...styled(['client', 'application'], 'strong'),
    ...styled([`any of ${pods.length} nodes,`, `port ${ports.client}`], 'muted'),
  ];
  const service = [
    ...styled(wrapped(`Service ${fullname}`), 'strong'),
    ...styled(wrapped(`port ${ports.client}, for clients inside Kubernetes`), 'muted'),
    ...styled(wrapped(`one more for each node's IP: …-0-svc to …-${pods.length - 1}-svc`), 'muted'),
  ];

  const rowHeight = heightOf(Math.max(...rows.map(({ node, pod }) => Math.max(node.length, pod.length))) + 1);
  const pitch = rowHeight + GAP;
  const frameY = MARGIN + 36;
  const firstRow = frameY + 40;
  const bodyHeight = Math.max(pods.length * pitch - GAP, heightOf(service.length), heightOf(clients.length));
  const middle = firstRow + bodyHeight / 2;
  const centred = (name: 'client' | 'service', x: number, width: number, count: number): Box => {
    return { class: name, x, y: middle - heightOf(count) / 2, width, height: heightOf(count) };
  };

  const client = centred('client', MARGIN, 150, clients.length);
  const frameX = client.x + client.width + FAN - GAP;
  const columns = columnsOf(rows, frameX + GAP);
  const serviceBox = centred('service', columns.cardEnd + FAN, widthOf(service), service.length);
  const width = serviceBox.x + serviceBox.width + GAP - frameX;
  const frame: Box = { class: 'frame', x: frameX, y: frameY, width, height: firstRow + bodyHeight + GAP - frameY };

  const nodes = rows.map((row, index) => nodeRow(row, columns, firstRow + index * pitch, rowHeight));
  const lines = nodes.flatMap(({ centre }) => [
    { class: 'to-port', path: curve(client.x + client.width, middle, columns.port.x - 1, centre) },
    { class: 'to-pod', path: curve(serviceBox.x, middle, columns.pod.x + columns.pod.width + 1, centre) },
  ]);
  return {
    width: Math.ceil(frame.x + frame.width + MARGIN),
    height: Math.ceil(frame.y + frame.height + MARGIN),
    boxes: [frame, client, serviceBox, ...nodes.flatMap(({ boxes }) => boxes)],
    texts: [
      { class: 'heading left', x: MARGIN, y: MARGIN + 16, text: filled(planTexts.title, aboutIn(plan)) },
      { class: 'muted left', x: frame.x + INSET, y: frame.y + 22, text: `Kubernetes, namespace ${namespace}` },
      ...column(clients, centreOf(client), middle),
      ...column(service, centreOf(serviceBox), middle),
      ...nodes.flatMap(({ texts }) => texts),
    ],
    lines,
  };
}

/** A text and its classes. */
type Styled = readonly [text: string, name: string];

/** What is said of a node, from left to right. */
interface Row {
  port: readonly Styled[];
  node: readonly Styled[];
  pod: readonly Styled[];
}

interface Extent {
  x: number;
  width: number;
}

/** Where the parts of each node's row are. */
function columnsOf(rows: readonly Row[], x: number) {
  const port: Extent = { x, width: widthOf(rows.flatMap((row) => row.port)) };
  const nodeX = x + port.width + INSET;
  const podX = nodeX + widthOf(rows.flatMap(({ node }) => node));
  const pod: Extent = { x: podX, width: widthOf(rows.flatMap((row) => row.pod)) };
  return { port, nodeX, pod, cardX: centreOf(port), cardEnd: podX + pod.width + INSET };
}

/** A node: its port on the left edge, its name and label, and the pod. */
function nodeRow(
  row: Row,
  { port, nodeX, pod, cardX, cardEnd }: ReturnType<typeof columnsOf>,
  y: number,
  height: number,
) {
  const centre = y + height / 2;
  const boxes: Box[] = [
    { class: 'card', x: cardX, y, width: cardEnd - cardX, height },
    { class: 'port', ...port, y: centre - 13, height: 26 },
    { class: 'pod', ...pod, y: y + INSET / 2, height: height - INSET },
  ];
  const texts = [
    ...column(row.port, centreOf(port), centre),
    ...column(row.node, nodeX, centre),
    ...column(row.pod, centreOf(pod), centre),
  ];
  return { centre, boxes, texts };
}

const styled = (texts: readonly string[], name: string): Styled[] => texts.map((text) => [text, name]);
const wrapped = (text: string): string[] => wrapAnsi(text, SERVICE, { hard: true }).split('\n');
const centreOf = ({ x, width }: Extent): number => x + width / 2;

/** Texts below each other, centred at a height. */
function column(texts: readonly Styled[], x: number, centre: number): Line[] {
  const first = centre - ((texts.length - 1) * LINE) / 2 + 4.5;
  return texts.map(([text, name], index) => ({ class: name, x, y: first + index * LINE, text }));
}

const heightOf = (lines: number): number => lines * LINE + INSET;
const widthOf = (texts: readonly Styled[]): number =>
  Math.ceil(Math.max(...texts.map(([text]) => text.length)) * CHARACTER) + INSET;

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
