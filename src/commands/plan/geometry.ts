import wrapAnsi from 'wrap-ansi';
import type { Plan, PlannedPod } from '../../generated/types.js';
import { hostAndPort } from '../../kubernetes/address.js';
import { SIZE } from './picture-style.js';
import { brokenName, textWidth } from './svg.js';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What a card says, broken into lines. */
export interface CardText {
  port: string;
  node: readonly string[];
  label: readonly string[];
  pod: readonly string[];
}

/** Where everything is, in pixels. Rows hold the heights of their lines from the clients and from the Service. */
export interface Geometry {
  texts: readonly CardText[];
  cards: readonly Box[];
  /** How many lines the card with the most of them needs above its pod. */
  headLines: number;
  rows: readonly { fromClients: number; fromService: number; cards: readonly Box[] }[];
  client: Box;
  /** Where the line from the clients starts. */
  clientLine: number;
  frame: Box;
  service: Box;
  serviceLines: readonly string[];
  width: number;
  height: number;
}

/** Longest line of a name in a card, in characters. */
const NAME = 36;
const CLIENT = { width: 150, height: 100, toFrame: 52 };
/** Above and below a row of cards: the line with its arrows and half a port badge; the line from the Service. */
const ROW = { above: 56, below: 40, clientsLine: 20, serviceLine: 22 };

/** Lays out the picture of a plan. */
export function geometryOf(plan: Plan): Geometry {
  const texts = plan.pods.map((pod) => cardText(pod, plan));
  const most = (pick: (text: CardText) => number): number => Math.max(...texts.map(pick));
  const headLines = most(({ node, label }) => node.length + label.length);
  const size = {
    width: Math.max(190, most(widestName) + 4 * SIZE.inset),
    height: SIZE.badge / 2 + (headLines + most(({ pod }) => pod.length) + 1) * SIZE.line + 3.8 * SIZE.inset,
  };
  const columns = Math.min(columnsFor(texts.length), Math.max(2, Math.floor(1100 / size.width)));
  const frame = { x: SIZE.margin + CLIENT.width + CLIENT.toFrame, y: SIZE.margin + 36 };
  const firstRow = frame.y + 24;
  const pitch = ROW.above + size.height + ROW.below;
  const cards = texts.map((_, index) => ({
    x: frame.x + SIZE.gap + (index % columns) * (size.width + SIZE.gap),
    y: firstRow + Math.floor(index / columns) * pitch + ROW.above,
    ...size,
  }));
  const rows = Array.from({ length: Math.ceil(cards.length / columns) }, (_, row) => {
    const top = firstRow + row * pitch;
    return {
      fromClients: top + ROW.clientsLine,
      fromService: top + ROW.above + size.height + ROW.serviceLine,
      cards: cards.slice(row * columns, (row + 1) * columns),
    };
  });
  const inner = columns * (size.width + SIZE.gap) - SIZE.gap;
  const serviceLines = wrapAnsi(
    serviceText(plan),
    Math.floor((inner - 2 * SIZE.inset) / textWidth('x', 'sans', SIZE.sans)),
  ).split('\n');
  const service = {
    x: frame.x + SIZE.gap,
    y: firstRow + rows.length * pitch,
    width: inner,
    height: serviceLines.length * SIZE.line + 2 * SIZE.inset,
  };
  const whole = { ...frame, width: inner + 3 * SIZE.gap, height: service.y + service.height + SIZE.gap - frame.y };
  const clientLine = (firstRow + ROW.clientsLine + (rows.at(-1)?.fromClients ?? 0)) / 2;
  return {
    texts,
    cards,
    headLines,
    rows,
    client: {
      x: SIZE.margin,
      y: Math.max(frame.y, clientLine - CLIENT.height / 2),
      width: CLIENT.width,
      height: CLIENT.height,
    },
    clientLine,
    frame: whole,
    service,
    serviceLines,
    width: Math.ceil(whole.x + whole.width + SIZE.margin),
    height: Math.ceil(whole.y + whole.height + SIZE.margin),
  };
}

function cardText({ pod, node, ip, label }: PlannedPod, { ports }: Plan): CardText {
  return {
    port: hostAndPort(ip, ports.client),
    node: brokenName(node, NAME),
    label: label ? brokenName(`${label.key}=${label.value}`, NAME) : [],
    pod: brokenName(pod, NAME),
  };
}

function serviceText({ fullname, ports, pods }: Plan): string {
  const last = pods.length - 1;
  return `Service ${fullname}, port ${ports.client}, for clients inside Kubernetes\none more for each node's IP: …-0-svc to …-${last}-svc`;
}

function widestName({ port, node, label, pod }: CardText): number {
  return Math.max(...[port, ...node, ...label, ...pod].map((line) => textWidth(line, 'mono', SIZE.mono)));
}

/** Three or four to a row, whichever leaves the last row fuller; three where both do. */
function columnsFor(count: number): number {
  if (count <= 3) return count;
  const missing = (columns: number): number => (columns - (count % columns)) % columns;
  return missing(4) < missing(3) ? 4 : 3;
}
