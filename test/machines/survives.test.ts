import t from 'tap';
import { helm } from '../helpers/binaries.js';
import { chartStream, noCharts } from '../helpers/charts.js';
import { adopt, replace } from './adopt.js';
import { startLab, whyNoLab } from './lab.js';
import { imagesIn, KEYS, NODES, type Scheme, STREAM } from './release.js';
import { EVENT_NAMES, survivors } from './survives.js';

// What of 1,000 keys is left after a crash, a power loss, a deleted pod and so on, on real kubelets. README.md says what it
// needs; SCHEMES='local-data' takes some of the rows only.

const PARALLEL = 'overlays.ordered-ready=false';
const PINNED = 'overlays.node-affinity.placement=pinned';

// how it is installed, with which Helms, whether nothing may get lost
const SCHEMES: readonly (readonly [Scheme, readonly (3 | 4)[], boolean])[] = [
  [{ name: 'runbook', settings: [], podManagementPolicy: 'OrderedReady' }, [3], false],
  [
    { name: 'announce-host-ip', settings: ['overlays.announce-host-ip={}', PARALLEL], podManagementPolicy: 'Parallel' },
    [4],
    false,
  ],
  [{ name: 'pinned', settings: [PINNED, PARALLEL], podManagementPolicy: 'Parallel' }, [3], false],
  [{ name: 'pinned, AOF on', settings: [PINNED, PARALLEL], podManagementPolicy: 'Parallel', aof: 'yes' }, [4], false],
  [
    {
      name: 'local-data, AOF off',
      settings: ['overlays.local-data.appendonly=false', PARALLEL],
      podManagementPolicy: 'Parallel',
    },
    [3],
    false,
  ],
  [
    { name: 'local-data', settings: ['overlays.local-data={}', PARALLEL], podManagementPolicy: 'Parallel' },
    [3, 4],
    true,
  ],
];

const skip = whyNoLab(process.env) || noCharts || missingHelm();

function missingHelm(): string | false {
  const missing = ([3, 4] as const).filter((major) => helm(major) === undefined);
  return missing.length > 0 && `no Helm ${missing.join(' and ')} on the PATH`;
}

t.setTimeout(3 * 3_600_000);
t.test('what survives what, on real machines', { skip }, async (t) => {
  const lab = await startLab(process.env.MACHINES ?? '', imagesIn(chartStream(STREAM).toString()));
  t.teardown(() => lab.stop());
  for (const [ordinal, { name }] of NODES.entries()) {
    await lab.kubectl('label', 'node', name, `redis-pod-name=redis-cluster-${ordinal}`, 'redis-system=true');
  }
  await lab.kubectl('create', 'namespace', 'redis-cluster');
  const wanted = process.env.SCHEMES?.split(';');
  const rows: string[] = [];
  for (const [scheme, helms, keepsAll] of SCHEMES.filter(([{ name }]) => wanted?.includes(name) ?? true)) {
    for (const major of helms) {
      const left = await survivors(t, lab, major, scheme);
      if (keepsAll)
        t.same(
          left,
          EVENT_NAMES.map(() => KEYS),
          `${scheme.name} with Helm ${major} keeps every key`,
        );
      rows.push(`| ${scheme.name}, Helm ${major} | ${left.join(' | ')} |`);
    }
  }
  if (wanted === undefined || wanted.includes('adopt')) {
    const [from] = SCHEMES.find(([{ name }]) => name === 'pinned') ?? [];
    const [to] = SCHEMES.find(([{ name }]) => name === 'local-data') ?? [];
    if (from && to) await adopt(t, lab, 3, from, to);
  }
  if (wanted === undefined || wanted.includes('replace')) {
    const settings = ['overlays.local-data={}', 'overlays.announce-host-ip={}', PARALLEL];
    await replace(t, lab, { name: 'local-data and announce-host-ip', settings, podManagementPolicy: 'Parallel' });
  }
  const head = [`| of ${KEYS} keys | ${EVENT_NAMES.join(' | ')} |`, `|---|${EVENT_NAMES.map(() => '--:|').join('')}`];
  t.comment([...head, ...rows].join('\n'));
});
