/** Where in a file: lines and columns count from 1, columns in UTF-16 code units. */
export interface Position {
  /** A path, or `<stdin>`. */
  file: string;
  line?: number;
  column?: number;
}
