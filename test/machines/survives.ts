import type { Test } from 'tap';
import type { Lab } from './lab.js';
import { KEYS, NODES, type Release, type Scheme, startRelease } from './release.js';

/** What can happen to a release, and how it is done. */
const EVENTS: readonly (readonly [name: string, work: (release: Release, lab: Lab) => Promise<void>])[] = [
  [
    'kill -9 of a master',
    async (release, lab) => {
      await lab.inMachine(await release.masterNode(), 'pkill', '-9', '-x', 'redis-server');
    },
  ],
  ["power loss of a master's machine", async (release, lab) => lab.machine('reboot', await release.masterNode())],
  ["a master's pod deleted", async (release) => release.deletePods(await release.masterNode())],
  ['all six pods deleted', (release) => release.deletePods(...NODES.map(({ name }) => name))],
  ['rolling update', (release) => release.roll()],
  [
    'removed and installed again',
    async (release) => {
      await release.uninstall();
      await release.install();
    },
  ],
];

export const EVENT_NAMES = EVENTS.map(([name]) => name);

/** How many of the keys are left after each of the events, each in a release that had all of them. */
export async function survivors(t: Test, lab: Lab, major: 3 | 4, scheme: Scheme): Promise<number[]> {
  const release = await startRelease(lab, major, scheme);
  const left: number[] = [];
  let whole = false;
  for (const [name, work] of EVENTS) {
    if (!whole) await startAgain(release, lab, left.length > 0);
    t.ok(await release.write(), `${KEYS} keys are written before: ${name}`);
    // The replicas have what their masters have.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await work(release, lab);
    const count = await release.readable();
    left.push(count);
    whole = count === KEYS;
    t.comment(`${scheme.name} (Helm ${release.helm}): ${name}: ${count} of ${KEYS} keys`);
  }
  await release.uninstall();
  await erase(lab);
  release.close();
  return left;
}

async function startAgain(release: Release, lab: Lab, isThere: boolean): Promise<void> {
  if (isThere) await release.uninstall();
  await erase(lab);
  await release.install();
}

/** The files that overlay local-data leaves on the machines. */
async function erase(lab: Lab): Promise<void> {
  for (const { name } of NODES) await lab.inMachine(name, 'sh', '-c', 'rm -rf /var/lib/redis-hostport/*');
}
