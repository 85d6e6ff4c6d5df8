import { id, line, others } from '../sketch.js';
import { about, at, cli, noaddr, type Row, set } from './row.js';

export const NODE_CASES: readonly Row[] = [
  // what is wrong, how the cluster is changed, what is found
  [
    'two that lost each other',
    (servers) => {
      about(servers, 1, 3, noaddr);
      about(servers, 3, 1, noaddr);
    },
    [
      [
        'redis-noaddr',
        /10\.0\.0\.4 \(pod 3\) has no address of node bbbbbbbb at 10\.0\.0\.2 \(pod 1\)/,
        [cli(3, 'cluster meet 10.0.0.2 6379')],
      ],
      ['redis-noaddr', /10\.0\.0\.2 \(pod 1\) has no address of node dddddddd/, [cli(1, 'cluster meet 10.0.0.4 6379')]],
      ['redis-slots-unreachable', /^clients that ask 10\.0\.0\.4 \(pod 3\) do not reach slots 5461-10922/],
    ],
  ],
  [
    'one of which others have no address, since it announces a wrong one',
    (servers) => {
      set(servers, 4, { announced: '10.0.0.1' });
      others(servers, 4, noaddr);
    },
    [
      ['redis-announce-ip', /the server at 10\.0\.0\.5 \(pod 4\) announces 10\.0\.0\.1/],
      ['redis-noaddr', /have no address of node eeeeeeee at 10\.0\.0\.5 \(pod 4\)/, []],
    ],
  ],
  [
    'one that has not heard of another',
    (servers) => {
      delete at(servers, 0).lines[id(5)];
    },
    [
      [
        'redis-unknown',
        /10\.0\.0\.1 \(pod 0\) does not know node ffffffff at 10\.0\.0\.6 \(pod 5\)/,
        [cli(0, 'cluster meet 10.0.0.6 6379')],
      ],
    ],
  ],
  [
    'a node marked failed that answers',
    (servers) => {
      others(servers, 4, (text) => text.replace(' slave ', ' slave,fail? '));
      about(servers, 0, 4, (text) => text.replace('fail?', 'fail'));
    },
    [
      [
        'redis-node-failed',
        /node eeeeeeee at 10\.0\.0\.5 \(pod 4\) answers here, but is marked fail and fail\? by 10\.0\.0\.1 \(pod 0\), /,
      ],
    ],
  ],
  [
    'a handshake',
    (servers) => {
      at(servers, 2).lines.x = `${'7'.repeat(40)} 10.0.0.7:6379@16379 handshake - 0 0 0 disconnected`;
    },
    [['redis-handshake', /10\.0\.0\.3 \(pod 2\) is in a handshake with 10\.0\.0\.7:6379/]],
  ],
  [
    'one that says the cluster is down',
    (servers) => set(servers, 1, { state: 'fail' }),
    [['redis-state', /the cluster is down \(cluster_state:fail\) at 10\.0\.0\.2 \(pod 1\): no request/]],
  ],
  [
    'slots that nobody serves',
    (servers) => {
      for (const index of servers.keys())
        about(servers, index, 1, (text) => text.replace('5461-10922', '5461-9999 10001-10922'));
    },
    [['redis-slots-uncovered', /no master serves slots 10000 \(1 slot, less than 0\.1 % of the keys\)/]],
  ],
  [
    'slots that two serve',
    (servers) => {
      about(servers, 0, 0, (text) => text.replace('0-5460', '0-5470'));
      about(servers, 0, 1, (text) => text.replace('5461-10922', '5471-10922'));
    },
    [
      [
        'redis-slots-disputed',
        /disagree on who serves slots 5461-5470 \(10 slots, 0\.1 % of the keys\): node aaaaaaaa at .* and node bbbbbbbb/,
      ],
    ],
  ],
  [
    'slots on the move',
    (servers) => about(servers, 0, 0, (text) => `${text} [93->-${id(1)}] [77-<-${id(2)}]`),
    [['redis-slots-moving', /10\.0\.0\.1 \(pod 0\) has 2 slots on the move \(93->-b+, 77-<-c+\)/]],
  ],
  [
    'a bus connection that is down',
    (servers) => about(servers, 0, 5, (text) => text.replace('connected', 'disconnected')),
    [['redis-bus', /no connection on the cluster bus from 10\.0\.0\.1 \(pod 0\) to node ffffffff at 10\.0\.0\.6/]],
  ],
  [
    'one that lags behind',
    (servers) => set(servers, 3, { epoch: 4 }),
    [['redis-epoch', /disagree on the cluster's epoch: 6 at most, but 4 at 10\.0\.0\.4 \(pod 3\)/]],
  ],
  [
    'a replica that is not in step',
    (servers) => set(servers, 3, { inSync: false }),
    [['redis-replica-behind', /replica at 10\.0\.0\.4 \(pod 3\) is not in step with node aaaaaaaa at 10\.0\.0\.1/]],
  ],
  [
    'a master without a replica',
    (servers) => {
      for (const index of servers.keys()) about(servers, index, 3, (text) => text.replace(id(0), id(1)));
    },
    [['redis-no-replica', /node aaaaaaaa at 10\.0\.0\.1 \(pod 0\) has no replica: when/]],
  ],
  [
    'masters only',
    (servers) => {
      servers.splice(3);
      for (const server of servers)
        server.lines = Object.fromEntries([0, 1, 2].map((index) => [id(index), line(index, server.id === id(index))]));
    },
    [['redis-no-replica', /^no master has a replica that answers/]],
  ],
];
