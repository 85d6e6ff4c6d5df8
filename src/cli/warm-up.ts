import { samples } from '../generated/samples.js';
import { cli } from './cli.js';

/**
 * Post-renders the demo with everything that is usually configured, so that V8 has compiled what later runs need before
 * its code is kept. Nothing is read from outside, and nothing is written.
 */
export async function renderDemo(): Promise<void> {
  await cli({
    argv: ['--config', 'redis-hostport.yaml'],
    env: {},
    cwd: '/',
    stdin: { isTTY: false, read: async () => Buffer.from(samples.rendered) },
    stdout: { isTTY: false, write: async () => {} },
    stderr: { isTTY: false, write: () => {} },
    readFile: (path) => Buffer.from(path.endsWith('.yaml') ? samples.config : 'any password'),
    writeFile: () => {},
    appendFile: () => {},
  });
}
