import { replicasInWords } from '../../config/layout.js';
import type { Plan } from '../../generated/types.js';
import { type Box, type CardText, type Geometry, geometryOf } from './geometry.js';
import { SIZE, styleSheet } from './picture-style.js';
import { element, textElement } from './svg.js';

const SCOPE = 'redis-hostport-plan';

/**
 * The plan as an SVG picture: the clients on the left reach each node's IP and port, next to it the pod that belongs
 * there; below, the Service for clients inside Kubernetes. It names no font that must be there, has its own ground in
 * light and dark surroundings, and wraps its rows.
 */
export function planSvg(plan: Plan): string {
  const place = geometryOf(plan);
  const { width, height } = place;
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: SCOPE,
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
    },
    textElement('title', {}, heading(plan)),
    textElement('desc', {}, plan.pods.map(({ pod, node, ip }) => `${pod} on ${node}, ${ip}`).join('; ')),
    textElement('style', {}, `\n${styleSheet(SCOPE)}\n`),
    element('defs', {}, arrowHead('to-port'), arrowHead('to-pod')),
    box('ground', { x: 0, y: 0, width, height }),
    words(heading(plan), SIZE.margin, SIZE.margin + 16, 'heading left'),
    box('frame', place.frame),
    words(`Kubernetes, namespace ${plan.namespace}`, place.frame.x + SIZE.inset, place.frame.y + 21, 'muted left'),
    ...linesFromClients(place),
    ...clientBox(plan, place.client),
    ...serviceBox(place),
    ...place.cards.flatMap((card, index) => cardBox(card, place.texts[index], place.headLines, plan)),
    ...linesFromService(place),
  );
  return `${svg}\n`;
}

function heading({ release, layout, pods }: Plan): string {
  const nodes = `${release}: ${pods.length} nodes`;
  return layout ? `${nodes}, ${layout.masters} masters with ${replicasInWords(layout.replicas)}` : nodes;
}

function arrowHead(name: string): string {
  const head = element('path', { class: `${name}-head`, d: 'M0 0 L8 4 L0 8 z' });
  return element(
    'marker',
    { id: `${SCOPE}-${name}`, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' },
    head,
  );
}

const box = (className: string, { x, y, width, height }: Box, corner: number = SIZE.corner): string =>
  element('rect', { class: className, x, y, width, height, rx: corner });

const words = (text: string, x: number, y: number, className?: string): string =>
  textElement('text', { class: className, x, y }, text);

const line = (className: string, path: string, arrow = false): string =>
  element('path', {
    class: `line ${className}`,
    d: path,
    ...(arrow && { 'marker-end': `url(#${SCOPE}-${className})` }),
  });

const middle = ({ x, width }: Box): number => x + width / 2;

/** From the clients to a trunk on the left, from there above each row, and down to each node's port. */
function linesFromClients({ client, clientLine: start, frame, rows }: Geometry): string[] {
  const trunk = (client.x + client.width + frame.x) / 2;
  const heights = [...rows.map(({ fromClients }) => fromClients), start];
  return [
    line('to-port', `M${client.x + client.width} ${start} H${trunk}`),
    line('to-port', `M${trunk} ${Math.min(...heights)} V${Math.max(...heights)}`),
    ...rows.flatMap(({ fromClients, cards }) => [
      line('to-port', `M${trunk} ${fromClients} H${Math.max(...cards.map(middle))}`),
      ...cards.map((card) => line('to-port', `M${middle(card)} ${fromClients} V${card.y - SIZE.badge / 2 - 1}`, true)),
    ]),
  ];
}

/** From the Service to a trunk on the right, from there below each row, and up to each pod. */
function linesFromService({ service, rows }: Geometry): string[] {
  const trunk = service.x + service.width + SIZE.gap;
  const start = service.y + service.height / 2;
  return [
    line(
      'to-pod',
      `M${service.x + service.width} ${start} H${trunk} V${Math.min(...rows.map((row) => row.fromService))}`,
    ),
    ...rows.flatMap(({ fromService, cards }) => [
      line('to-pod', `M${trunk} ${fromService} H${Math.min(...cards.map(middle))}`),
      ...cards.map((card) =>
        line('to-pod', `M${middle(card)} ${fromService} V${card.y + card.height - SIZE.inset + 1}`, true),
      ),
    ]),
  ];
}

function clientBox({ ports, pods }: Plan, place: Box): string[] {
  const y = place.y + 26;
  return [
    box('client', place),
    words('client', middle(place), y, 'strong'),
    words('application', middle(place), y + SIZE.line, 'strong'),
    words(`any of ${pods.length} nodes,`, middle(place), y + 2.6 * SIZE.line, 'muted'),
    words(`port ${ports.client}`, middle(place), y + 3.6 * SIZE.line, 'muted'),
  ];
}

function serviceBox({ service, serviceLines }: Geometry): string[] {
  const y = service.y + SIZE.inset + 12;
  return [
    box('service', service),
    ...serviceLines.map((one, index) =>
      words(one, middle(service), y + index * SIZE.line, index < serviceLines.length - 1 ? 'strong' : 'muted'),
    ),
  ];
}

/** A node: its port on the upper edge, its name and label, and in it the pod. */
function cardBox(card: Box, text: CardText | undefined, headLines: number, { ports }: Plan): string[] {
  if (!text) return [];
  const x = middle(card);
  const head = [...text.node.map((one) => [one, 'name strong']), ...text.label.map((one) => [one, 'name muted'])];
  const headY = card.y + SIZE.badge / 2 + SIZE.inset + 8;
  const podY = headY + headLines * SIZE.line;
  const pod = {
    x: card.x + SIZE.inset,
    y: podY,
    width: card.width - 2 * SIZE.inset,
    height: card.y + card.height - SIZE.inset - podY,
  };
  const podText = podY + SIZE.inset + 9;
  const badge = {
    x: card.x + SIZE.inset,
    y: card.y - SIZE.badge / 2,
    width: card.width - 2 * SIZE.inset,
    height: SIZE.badge,
  };
  return [
    box('card', card),
    box('client', badge, SIZE.badge / 2),
    words(text.port, x, card.y + 4.5, 'name strong'),
    ...head.map(([one = '', className], index) => words(one, x, headY + index * SIZE.line, className)),
    box('pod', pod),
    ...text.pod.map((one, index) => words(one, x, podText + index * SIZE.line, 'name strong')),
    words(`host ports ${ports.client}, ${ports.bus}`, x, podText + text.pod.length * SIZE.line, 'muted'),
  ];
}
