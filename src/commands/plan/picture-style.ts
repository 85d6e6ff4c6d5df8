/** Sizes of the picture, in pixels. */
export const SIZE = {
  margin: 20,
  /** Of names and addresses. */
  mono: 12.5,
  sans: 12.5,
  heading: 15,
  line: 17,
  /** Between two cards of a row, and from a card's edge to what is in it. */
  gap: 22,
  inset: 14,
  badge: 26,
  corner: 8,
} as const;

const MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const SANS = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif";

/** Colours by what they are for: in a light and in a dark surrounding. The picture has its own ground in both. */
const COLORS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  ground: ['#ffffff', '#0d1117'],
  frame: ['#f6f8fa', '#151b23'],
  card: ['#ffffff', '#0d1117'],
  edge: ['#d1d9e0', '#3d444d'],
  text: ['#1f2328', '#f0f6fc'],
  muted: ['#59636e', '#9198a1'],
  client: ['#0969da', '#4493f8'],
  'client-ground': ['#ddf4ff', '#121d2f'],
  pod: ['#cf222e', '#ff7b72'],
  'pod-ground': ['#fff1f0', '#25171c'],
  service: ['#8250df', '#ab7df8'],
};

const RULES: readonly [selector: string, property: 'fill' | 'stroke', color: string][] = [
  ['.ground', 'fill', 'ground'],
  ['.frame', 'fill', 'frame'],
  ['.card', 'fill', 'card'],
  ['.frame, .card', 'stroke', 'edge'],
  ['text', 'fill', 'text'],
  ['text.muted', 'fill', 'muted'],
  ['.client', 'fill', 'client-ground'],
  ['.client, .to-port', 'stroke', 'client'],
  ['.to-port-head', 'fill', 'client'],
  ['.pod', 'fill', 'pod-ground'],
  ['.pod', 'stroke', 'pod'],
  ['.service', 'fill', 'card'],
  ['.service, .to-pod', 'stroke', 'service'],
  ['.to-pod-head', 'fill', 'service'],
];

/** The style sheet, its rules bound to the picture's own class so that it can stand inside a page. */
export function styleSheet(scope: string): string {
  const scoped = (selector: string): string =>
    selector
      .split(', ')
      .map((one) => `.${scope} ${one}`)
      .join(', ');
  const colors = (dark: 0 | 1): string[] =>
    RULES.map(([selector, property, color]) => `${scoped(selector)} { ${property}: ${COLORS[color]?.[dark]}; }`);
  return [
    `${scoped('text')} { font: ${SIZE.sans}px ${SANS}; text-anchor: middle; }`,
    `${scoped('text.name')} { font-family: ${MONO}; font-size: ${SIZE.mono}px; }`,
    `${scoped('text.heading')} { font-size: ${SIZE.heading}px; }`,
    `${scoped('text.strong, text.heading')} { font-weight: 600; }`,
    `${scoped('text.left')} { text-anchor: start; }`,
    `${scoped('.line')} { fill: none; stroke-width: 1.5; }`,
    `${scoped('.to-pod')} { stroke-dasharray: 4 3; }`,
    ...colors(0),
    '@media (prefers-color-scheme: dark) {',
    ...colors(1).map((rule) => `  ${rule}`),
    '}',
  ].join('\n');
}
