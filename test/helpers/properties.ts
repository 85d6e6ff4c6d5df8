import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { inProject } from './project.js';

/**
 * fast-check with a seed of the commit's own: a commit sees the same examples wherever and however often its tests run,
 * and the next one sees others. `PROPERTY_SEED=7 PROPERTY_RUNS=10 node scripts/test.mjs` looks further.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? seedOfCommit()) });

/** How many examples, `few` being what a run of all tests has time for; `PROPERTY_RUNS=10` looks at ten times as many. */
export const runs = (few: number): number => few * Number(process.env.PROPERTY_RUNS ?? 1);

/** From what is committed, not from who committed it when. Without git each run is the same. */
function seedOfCommit(): number {
  const { stdout } = spawnSync('git', ['rev-parse', '--short=7', 'HEAD^{tree}'], {
    cwd: inProject(),
    encoding: 'utf8',
    timeout: 10_000,
  });
  return Number.parseInt(stdout || '1', 16);
}

export { fc };
