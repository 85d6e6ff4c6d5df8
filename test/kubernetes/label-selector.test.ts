import t from 'tap';
import { labelSelector } from '../../src/kubernetes/selectors.js';

const LABELS = [
  {},
  { disk: 'ssd' },
  { disk: 'hdd', zone: 'a' },
  { disk: '', zone: 'b' },
  { 'node-role.kubernetes.io/redis': '', disk: 'ssd', zone: 'c' },
];

t.test('selects as kubectl does', async (t) => {
  // selector, indexes of the label sets above that it selects
  const rows: [string, number[]][] = [
    ['disk', [1, 2, 3, 4]],
    ['!disk', [0]],
    ['! disk', [0]],
    ['disk=ssd', [1, 4]],
    ['disk==ssd', [1, 4]],
    ['disk = ssd', [1, 4]],
    ['disk=', [3]],
    ['disk!=ssd', [0, 2, 3]],
    ['disk in (ssd,hdd)', [1, 2, 4]],
    ['disk in (ssd)', [1, 4]],
    ['disk in ( ssd , hdd ),zone', [2, 4]],
    ['disk notin (ssd, hdd)', [0, 3]],
    ['disk notin (ssd),zone in (a,b)', [2, 3]],
    ['node-role.kubernetes.io/redis', [4]],
    ['node-role.kubernetes.io/redis=', [4]],
    ['zone,disk!=hdd,zone!=b', [4]],
    ['toString', []],
  ];
  for (const [selector, expected] of rows) {
    const selects = labelSelector(selector);
    t.same(
      LABELS.flatMap((labels, index) => (selects(labels) ? [index] : [])),
      expected,
      selector,
    );
  }
});

t.test('says which part it cannot read', async (t) => {
  // selector, the part named
  const rows: [string, string][] = [
    ['disk~ssd', 'disk~ssd'],
    ['disk=ssd,', ''],
    ['', ''],
    ['=ssd', '=ssd'],
    ['!disk=ssd', '!disk=ssd'],
    ['disk in ssd', 'disk in ssd'],
    ['disk in (ssd', 'disk in (ssd'],
    ['a,disk>3', 'disk>3'],
  ];
  for (const [selector, part] of rows) {
    t.throws(() => labelSelector(selector), {
      code: 'usage',
      message: `--selector: ${JSON.stringify(part)} cannot be read`,
    });
  }
});
