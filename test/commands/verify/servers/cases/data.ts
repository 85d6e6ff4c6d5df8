import type { ServerSketch } from '../sketch.js';
import { type Row, set } from './row.js';

const SNAPSHOTS = {
  appendOnly: false,
  savePoints: '3600 1',
  unsaved: 5,
  snapshotAge: 600,
  failed: [],
};

const all = (servers: ServerSketch[], change: Partial<ServerSketch>): void =>
  servers.forEach((_, index) => {
    set(servers, index, change);
  });

export const DATA_CASES: readonly Row[] = [
  // what is wrong, how the cluster is changed, what is found
  [
    'a master that came back empty, its replica with it',
    (servers) => {
      set(servers, 1, { keys: 0, uptime: 3 });
      set(servers, 4, { keys: 0 });
    },
    [
      [
        'redis-master-emptied',
        /the master at 10\.0\.0\.2 \(pod 1\) runs for 3 s only and holds no key, where the other masters hold 200 keys: it came back without its data$/,
        [],
      ],
    ],
  ],
  [
    'a master that came back empty, its replica not yet',
    (servers) => set(servers, 1, { keys: 0, uptime: 3 }),
    [
      [
        'redis-master-emptied',
        /its replica 10\.0\.0\.5 \(pod 4\) still has 100 keys/,
        [`redis-cli -h 10.0.0.5 -p 6379 --user song cluster failover takeover`],
      ],
    ],
  ],
  [
    'a master without keys that runs as long as the others: one hash tag',
    (servers) => set(servers, 1, { keys: 0 }),
    [],
  ],
  [
    'a young cluster with few keys',
    (servers) => {
      all(servers, { keys: 3 });
      set(servers, 1, { keys: 0, uptime: 3 });
    },
    [],
  ],
  [
    'memory is the only copy',
    (servers) => all(servers, { ...SNAPSHOTS, savePoints: '' }),
    [['redis-memory-only', /the data of 10\.0\.0\.1 \(pod 0\), 10\.0\.0\.2 \(pod 1\) and 10\.0\.0\.3 .*\(save ""\)/]],
  ],
  ['memory is the only copy of nothing', (servers) => all(servers, { keys: 0, ...SNAPSHOTS }), []],
  [
    'snapshots only',
    (servers) => all(servers, { ...SNAPSHOTS }),
    [['redis-restart-loses', /^15 changes at 10\.0\.0\.1 .* are in no file: .* the oldest of 10 min ago$/]],
  ],
  ['snapshots that hold everything', (servers) => all(servers, { ...SNAPSHOTS, unsaved: 0 }), []],
  [
    'a disk that is full',
    (servers) => set(servers, 2, { ...SNAPSHOTS, appendOnly: true, failed: ['aof_last_write_status'] }),
    [['redis-save-failing', /the server at 10\.0\.0\.3 \(pod 2\) could not write its data: aof_last_write_status:err/]],
  ],
  [
    'a user who may not ask',
    (servers) => all(servers, { keys: undefined, uptime: undefined, appendOnly: undefined }),
    [],
  ],
];
