import t from 'tap';
import { noCharts } from '../helpers/charts.js';
import { quietWorld } from '../scheduler/world.js';
import { whatIsMissing } from './binaries.js';
import { DISTURBANCES } from './disturb.js';
import { PLACEMENTS, releasedScheme } from './released.js';
import { startedHelm, startedPlane } from './started.js';
import { misplaced, tryWorld } from './trial.js';

// placement         disturbance  the pod waits  all are right in the end
const TABLE: readonly (readonly [
  placement: string,
  disturbance: string,
  waits: boolean | undefined,
  right: boolean,
])[] = [
  ['runbook', 'cordon', false, false],
  ['runbook', 'swap', false, false],
  ['dominant', 'cordon', true, true],
  ['dominant', 'swap', false, false],
  ['pinned, volume', 'cordon', true, true],
  ['pinned, volume', 'swap', true, true],
  ['pinned, admission', 'cordon', true, true],
  ['pinned, admission', 'swap', true, true],
  ['announce-host-ip', 'cordon', true, true],
  // Pods created in parallel: whichever is scheduled first takes the free node.
  ['announce-host-ip', 'swap', undefined, true],
];

const skip = noCharts || whatIsMissing(process.env, 3);

t.setTimeout(300_000);
t.test('a cordoned node, on a real control plane', { skip }, async (t) => {
  const plane = await startedPlane(t);
  const helm = await startedHelm(t, plane, 3);
  for (const [number, [placement, disturbance, waits, right]] of TABLE.entries()) {
    const schemes = PLACEMENTS.filter(({ name }) => name === placement).map((choice) => releasedScheme(helm, choice));
    await tryWorld(plane, quietWorld(6), number, schemes, async (installed) => {
      const { meanwhile, nodes } = (await DISTURBANCES[disturbance]?.(plane.api, installed)) ?? {};
      const what = `${placement}, ${disturbance}`;
      if (waits !== undefined)
        t.equal(meanwhile === undefined, waits, `${what}: the pod ${waits ? 'waits' : 'starts'}`);
      const wrong = misplaced({ ...installed.placement, nodes: nodes ?? [] });
      t.equal(wrong === 0 && nodes?.length === 6, right, `${what}: then ${nodes?.join(' ')}`);
    });
  }
});
