import type { ScalarStyle } from './tree.js';

export type TokenType =
  | 'scalar'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'block map'
  | 'block sequence'
  | 'block end'
  | 'key'
  | 'whole key'
  | 'value'
  | '-'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '---'
  | '...'
  | 'end';

export interface YamlToken {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  /** What a scalar says; the name of an anchor, of an alias, of a tag. */
  readonly text?: string;
  readonly style?: ScalarStyle;
  readonly margin?: number;
}
