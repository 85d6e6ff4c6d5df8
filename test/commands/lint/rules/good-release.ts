import { readFileSync } from 'node:fs';
import { inProject } from '../../../helpers/project.js';

/** A release in which no rule finds anything. */
export const GOOD = readFileSync(inProject('test', 'commands', 'lint', 'rules', 'good-release.yaml'), 'utf8');

/** An edit of the good release. */
export type Edit = (text: string) => string;

/** Replaces a text that must be there, once. */
export function replace(from: string, to: string): Edit {
  return (text) => {
    const parts = text.split(from);
    if (parts.length !== 2) throw new Error(`${JSON.stringify(from)} is ${parts.length - 1} times in the release`);
    return parts.join(to);
  };
}

/** Several edits, one after the other. */
export function edits(...all: Edit[]): Edit {
  return (text) => all.reduce((result, one) => one(result), text);
}

/** Another document after the release's own. */
export function append(document: string): Edit {
  return (text) => `${text}---\n${document}`;
}

/** Without the pin, weights are what steers. */
export const UNPINNED = replace('{ name: redis-hostport-pin }', '{ name: other }');

/** Each pod announces the node it is on. */
export const ANNOUNCES_HOST_IP = edits(
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
  replace('"${ips[$pod_index]}"', '"$HOST_IP"'),
  replace(
    '{ name: REDIS_TLS_ENABLED',
    '{ name: HOST_IP, valueFrom: { fieldRef: { fieldPath: status.hostIP } } }\n            - { name: REDIS_TLS_ENABLED',
  ),
);

/** A line in the server's configuration instead of the good user's. */
export function userLine(line: string): Edit {
  return replace(/user song .*/.exec(GOOD)?.[0] ?? '', line);
}

/** The configuration as Helm 4 writes it when a line of it ends with a space: one double-quoted line. */
export const ONE_LINE: Edit = (text) =>
  text.replace(/redis-default\.conf: \|-\n((?: {4}.*\n|\n)+)/, (_, block: string) => {
    const config = block.replace(/^ {4}/gm, '').replace(/\n$/, '');
    return `redis-default.conf: ${JSON.stringify(config)}\n`;
  });
