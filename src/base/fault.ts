/**
 * What can go wrong, as a closed set: the code is the API, the message is prose.
 *
 * - `usage`: the command line (unknown command or option, standard input is a terminal)
 * - `config`: the configuration, its overlays or the environment variables
 * - `input`: the stream is empty, binary or no YAML
 * - `match`: an overlay's targets are missing, or there are more than it expects
 * - `refused`: the result could certainly never start, or a transform cannot be applied
 * - `edit`: the edited document does not read as its new value (a defect of ours, or an aliased place)
 */
export type ErrorCode = 'usage' | 'config' | 'input' | 'match' | 'refused' | 'edit';

/** Where in a file: lines and columns count from 1, columns in UTF-16 code units. */
export interface Position {
  /** A path, or `<stdin>`. */
  file: string;
  line?: number;
  column?: number;
}
