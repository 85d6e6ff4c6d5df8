import { id, ip, type ServerSketch } from '../sketch.js';

/** What is wrong, how the cluster is changed, what is found (these checks and no others) and fixes it. */
export type Row = [
  string,
  (servers: ServerSketch[]) => void,
  [check: string, message: RegExp, commands?: readonly string[]][],
];

/** A server by its number; the sketch has six. */
export const at = (servers: ServerSketch[], index: number): ServerSketch => servers[index] as ServerSketch;
export const set = (servers: ServerSketch[], index: number, change: Partial<ServerSketch>): void =>
  void Object.assign(at(servers, index), change);
export const about = (servers: ServerSketch[], by: number, of: number, change: (text: string) => string): void => {
  const { lines } = at(servers, by);
  lines[id(of)] = change(lines[id(of)] ?? '');
};
export const cli = (index: number, words: string): string => `redis-cli -h ${ip(index)} -p 6379 --user song ${words}`;
export const noaddr = (text: string): string =>
  text.replace(/ \S+ (\S+) /, ' :0@0 $1,noaddr ').replace('connected', 'disconnected');
