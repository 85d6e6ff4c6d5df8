import wrapAnsi from 'wrap-ansi';
import { replicasInWords } from '../../config/layout.js';
import { planTemplate } from '../../generated/templates.js';
import type { Plan } from '../../generated/types.js';
import { hostAndPort } from '../../kubernetes/address.js';
import { rendered } from '../template.js';

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
export interface Picture {
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
  const { width, height, boxes, texts, lines } = pictureOf(plan);
  return rendered(planTemplate, {
    width,
    height,
    heading: escaped(heading(plan)),
    description: escaped(plan.pods.map(({ pod, node, ip }) => `${pod} on ${node}, ${ip}`).join('; ')),
    boxes: boxes.map((box) => ({ ...box })),
    lines,
    texts: texts.map((line) => ({ ...line, text: escaped(line.text) })),
  });
}

/** Lays out the picture: the clients, a row for each node, the Service. */
export function pictureOf(plan: Plan): Picture {
  const { pods, ports, fullname, namespace } = plan;
  const rows = pods.map(({ pod, node, ip, label }) => ({
    port: hostAndPort(ip, ports.client),
    node: brokenName(node, NAME),
    label: label ? brokenName(`${label.key}=${label.value}`, NAME) : [],
    pod: brokenName(pod, NAME),
  }));
  const hostPorts = `host ports ${ports.client}, ${ports.bus}`;
  const clients = ['client', 'application', `any of ${pods.length} nodes,`, `port ${ports.client}`];
  const wrapped = (text: string): string[] => wrapAnsi(text, SERVICE, { hard: true }).split('\n');
  const title = wrapped(`Service ${fullname}`);
  const service = [
    ...title,
    ...wrapped(`port ${ports.client}, for clients inside Kubernetes`),
    ...wrapped(`one more for each node's IP: …-0-svc to …-${pods.length - 1}-svc`),
  ];

  const rowHeight = heightOf(
    Math.max(...rows.map(({ node, label, pod }) => Math.max(node.length + label.length, pod.length + 1))) + 1,
  );
  const pitch = rowHeight + GAP;
  const frameY = MARGIN + 36;
  const firstRow = frameY + 40;
  const bodyHeight = Math.max(pods.length * pitch - GAP, heightOf(service.length), heightOf(clients.length));
  const middle = firstRow + bodyHeight / 2;
  const centred = (name: 'client' | 'service', x: number, width: number, count: number): Box => ({
    class: name,
    x,
    y: middle - heightOf(count) / 2,
    width,
    height: heightOf(count),
  });

  const client = centred('client', MARGIN, 150, clients.length);
  const frameX = client.x + client.width + FAN - GAP;
  const port = { x: frameX + GAP, width: widthOf(rows.map((row) => row.port)) };
  const cardX = port.x + port.width / 2;
  const nodeX = port.x + port.width + INSET;
  const podX = nodeX + widthOf(rows.flatMap(({ node, label }) => [...node, ...label]));
  const podWidth = widthOf([hostPorts, ...rows.flatMap((row) => row.pod)]);
  const cardEnd = podX + podWidth + INSET;
  const serviceBox = centred('service', cardEnd + FAN, widthOf(service), service.length);
  const frame: Box = {
    class: 'frame',
    x: frameX,
    y: frameY,
    width: serviceBox.x + serviceBox.width + GAP - frameX,
    height: firstRow + bodyHeight + GAP - frameY,
  };

  const nodes = rows.map((row, index) => {
    const y = firstRow + index * pitch;
    const centre = y + rowHeight / 2;
    const boxes: Box[] = [
      { class: 'card', x: cardX, y, width: cardEnd - cardX, height: rowHeight },
      { class: 'port', ...port, y: centre - 13, height: 26 },
      { class: 'pod', x: podX, y: y + INSET / 2, width: podWidth, height: rowHeight - INSET },
    ];
    const node = [
      ...row.node.map((text) => [text, 'name strong left']),
      ...row.label.map((text) => [text, 'name muted left']),
    ];
    const pod = [...row.pod.map((text) => [text, 'name strong']), [hostPorts, 'muted']];
    const texts = [
      ...column([[row.port, 'name strong']], port.x + port.width / 2, centre),
      ...column(node, nodeX, centre),
      ...column(pod, podX + podWidth / 2, centre),
    ];
    const lines = [
      { class: 'to-port', path: curve(client.x + client.width, middle, port.x - 1, centre) },
      { class: 'to-pod', path: curve(serviceBox.x, middle, podX + podWidth + 1, centre) },
    ];
    return { boxes, texts, lines };
  });

  return {
    width: Math.ceil(frame.x + frame.width + MARGIN),
    height: Math.ceil(frame.y + frame.height + MARGIN),
    boxes: [frame, client, serviceBox, ...nodes.flatMap(({ boxes }) => boxes)],
    texts: [
      { class: 'heading left', x: MARGIN, y: MARGIN + 16, text: heading(plan) },
      { class: 'muted left', x: frame.x + INSET, y: frame.y + 22, text: `Kubernetes, namespace ${namespace}` },
      ...column(
        clients.map((text, index) => [text, index < 2 ? 'strong' : 'muted']),
        client.x + client.width / 2,
        middle,
      ),
      ...column(
        service.map((text, index) => [text, index < title.length ? 'strong' : 'muted']),
        serviceBox.x + serviceBox.width / 2,
        middle,
      ),
      ...nodes.flatMap(({ texts }) => texts),
    ],
    lines: nodes.flatMap(({ lines }) => lines),
  };
}

function heading({ release, layout, pods }: Plan): string {
  const nodes = `${release}: ${pods.length} nodes`;
  return layout ? `${nodes}, ${layout.masters} masters with ${replicasInWords(layout.replicas)}` : nodes;
}

/** Texts below each other, centred at a height. */
function column(texts: readonly (readonly string[])[], x: number, centre: number): Line[] {
  const first = centre - ((texts.length - 1) * LINE) / 2 + 4.5;
  return texts.map(([text = '', name = ''], index) => ({ class: name, x, y: first + index * LINE, text }));
}

const heightOf = (lines: number): number => lines * LINE + INSET;
const widthOf = (lines: readonly string[]): number =>
  Math.ceil(Math.max(...lines.map((line) => line.length)) * CHARACTER) + INSET;

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

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
