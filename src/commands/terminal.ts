import type { CommandContext } from './command.js';
import type { Io } from './io.js';

/** Whether to colour standard output: `--color`, else as the environment and the terminal say. */
export function useColor({ io, values: { color = 'auto' } }: CommandContext): boolean {
  return color === 'auto' ? colorByEnvironment(io) : color === 'always';
}

/**
 * FORCE_COLOR is Node.js' and stronger than NO_COLOR there, too; NO_COLOR: no-color.org; CLICOLOR and CLICOLOR_FORCE:
 * bixense.com/clicolors. What is set to nothing is not set.
 */
export function colorByEnvironment({ env, stdout }: Pick<Io, 'env' | 'stdout'>): boolean {
  const { FORCE_COLOR, NO_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM } = env;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR) return false;
  if (CLICOLOR_FORCE && CLICOLOR_FORCE !== '0') return true;
  return stdout.isTTY && TERM !== 'dumb' && CLICOLOR !== '0';
}

const LEAST_COLUMNS = 40;

/** The width to wrap text at, `COLUMNS` before the terminal's own; undefined where it goes to a file or a pipe. */
export function columnsOf({ env, stdout }: Pick<Io, 'env' | 'stdout'>): number | undefined {
  if (!stdout.isTTY) return undefined;
  const columns = Number(env.COLUMNS) || stdout.columns;
  return columns === undefined ? undefined : Math.max(columns, LEAST_COLUMNS);
}

/** Says in a line that is overwritten what is under way, on a terminal and nowhere else; '' takes it away. */
export function underWay({ stderr }: Pick<Io, 'stderr'>): (what: string) => void {
  return (what) => {
    if (stderr.isTTY) stderr.write(`\r${what}\u001b[K`);
  };
}
