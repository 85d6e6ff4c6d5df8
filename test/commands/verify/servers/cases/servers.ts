import { id, others, type ServerSketch } from '../sketch.js';
import { about, cli, noaddr, type Row, set } from './row.js';

const name = (index: number): string => `redis-${index}.example.org`;

/** The chart's hostMode: servers announce host names, and meet at the IPs of their pods. */
function byHostName(servers: ServerSketch[]): void {
  for (const [index, server] of servers.entries()) {
    Object.assign(server, { ip: name(index), announced: name(index), announcedBy: 'cluster-announce-hostname' });
    for (const of of servers.keys())
      about(servers, index, of, (text) => text.replace(/ \S+ /, ` 10.244.0.${of}:6379@16379,${name(of)} `));
  }
}

export const SERVER_CASES: readonly Row[] = [
  // what is wrong, how the cluster is changed, what is found
  ['nothing', () => {}, []],
  [
    'a server that does not answer: its slots are without a master, its replica stands by',
    (servers) => set(servers, 0, { silence: { kind: 'unreachable', message: 'no route to it' } }),
    [
      ['redis-unreachable', /no server answers at 10\.0\.0\.1 \(pod 0\), port 6379: no route to it/],
      [
        'redis-slots-unreachable',
        /^no client reaches slots 0-5460 \(5461 slots, 33\.3 % of the keys\) of node aaaaaaaa: it is announced at 10\.0\.0\.1, where nothing answers/,
      ],
    ],
  ],
  [
    'an address that only the cluster names',
    (servers) => set(servers, 3, { silence: { kind: 'unreachable', message: 'no route to it' }, place: undefined }),
    [
      [
        'redis-unreachable',
        /nothing answers at 10\.0\.0\.4:6379, which the cluster knows as the address of a node \(no route to it\)/,
      ],
      ['redis-no-replica', /node aaaaaaaa .* has no replica that answers/],
    ],
  ],
  [
    'a host port that does not work',
    (servers) =>
      set(servers, 3, {
        silence: { kind: 'unreachable', message: 'no route to it' },
        place: {
          title: 'pod 3',
          misplaced: false,
          probe: { inPod: ['kubectl', 'exec', 'redis-0', '--', 'redis-cli'], podIp: '10.244.0.3', hostIp: '10.0.0.4' },
        },
      }),
    [
      [
        'redis-unreachable',
        /no server answers at 10\.0\.0\.4 \(pod 3\), port 6379: no route to it, though the pod is Ready/,
        ['10.244.0.3', '10.0.0.4'].map((host) => `kubectl exec redis-0 -- redis-cli -h ${host} ping`),
      ],
      ['redis-no-replica', /node aaaaaaaa .* has no replica that answers/],
    ],
  ],
  [
    'a server that loads its data',
    (servers) => set(servers, 4, { silence: { kind: 'failed', message: 'LOADING …' } }),
    [
      ['redis-login', /the server at 10\.0\.0\.5 \(pod 4\) gives no answer that counts: LOADING/],
      ['redis-no-replica', /node bbbbbbbb .* has no replica that answers/],
    ],
  ],
  [
    'a server without the user',
    (servers) => set(servers, 4, { silence: { kind: 'login', message: 'WRONGPASS …' } }),
    [
      ['redis-login', /the login is refused at 10\.0\.0\.5 \(pod 4\), though it is at others: WRONGPASS/],
      ['redis-no-replica', /node bbbbbbbb at 10\.0\.0\.2 \(pod 1\) has no replica that answers/],
    ],
  ],
  [
    'a server that announces an IP of nobody',
    (servers) => {
      set(servers, 1, { announced: '10.0.0.99' });
      for (const server of servers)
        about(servers, servers.indexOf(server), 1, (text) => text.replace('10.0.0.2:', '10.0.0.99:'));
    },
    [
      [
        'redis-announce-ip',
        /the server at 10\.0\.0\.2 \(pod 1\) announces 10\.0\.0\.99/,
        [cli(1, 'config set cluster-announce-ip 10.0.0.2')],
      ],
      [
        'redis-slots-unreachable',
        /slots 5461-10922 .* it is announced at 10\.0\.0\.99, where nobody was asked\. Every server says cluster_state:ok/,
      ],
    ],
  ],
  [
    'a server that announces nothing, as pod 0 of old images, and is known at the right IP',
    (servers) => {
      set(servers, 0, { announced: '' });
      about(servers, 0, 0, (text) => text.replace('10.0.0.1:', ':'));
    },
    [],
  ],
  [
    'a server that announces nothing, and is known at its pod IP',
    (servers) => {
      set(servers, 0, { announced: '' });
      others(servers, 0, (text) => text.replace('10.0.0.1:', '192.168.3.7:'));
    },
    [
      [
        'redis-announce-ip',
        /announces no IP, and the others know it at 192\.168\.3\.7/,
        [cli(0, 'config set cluster-announce-ip 10.0.0.1')],
      ],
      ['redis-slots-unreachable', /^clients that ask 10\.0\.0\.2 .* do not reach slots 0-5460/],
    ],
  ],
  [
    'a user who may not read the configuration: what the server prints of itself counts',
    (servers) => {
      set(servers, 3, { announced: undefined });
      about(servers, 3, 3, (text) => text.replace('10.0.0.4:', '10.0.0.2:'));
    },
    [['redis-announce-ip', /the server at 10\.0\.0\.4 \(pod 3\) announces 10\.0\.0\.2/]],
  ],
  ['host names that clients are sent to', byHostName, []],
  [
    'host names, two servers swapped after they met by the IPs of their pods',
    (servers) => {
      byHostName(servers);
      for (const server of servers)
        for (const [index, other] of [
          [1, 2],
          [2, 1],
        ] as const)
          about(servers, servers.indexOf(server), index, (text) => text.replace(name(index), name(other)));
      set(servers, 1, { announced: name(2) });
      set(servers, 2, { announced: name(1) });
    },
    [
      [
        'redis-announce-ip',
        /the servers at redis-1\.example\.org \(pod 1\) and redis-2\.example\.org \(pod 2\) are swapped/,
        [
          'redis-cli -h redis-1.example.org -p 6379 --user song config set cluster-announce-hostname redis-1.example.org',
          'redis-cli -h redis-2.example.org -p 6379 --user song config set cluster-announce-hostname redis-2.example.org',
          'redis-cli -h redis-1.example.org -p 6379 --user song cluster meet 10.244.0.2 6379',
        ],
      ],
      ['redis-slots-unreachable', /it is announced at redis-2\.example\.org, where node cccccccc answers/],
      ['redis-slots-unreachable', /it is announced at redis-1\.example\.org, where node bbbbbbbb answers/],
    ],
  ],
  [
    'no cluster at all',
    (servers) => {
      for (const server of servers)
        server.lines = { [server.id]: `${server.id} ${server.ip}:6379@16379 myself,master - 0 0 0 connected` };
    },
    [['redis-no-cluster', /there is no cluster: 6 servers answer and know only themselves/]],
  ],
  [
    'a stranger in the place of a replica',
    (servers) => {
      others(servers, 5, noaddr);
      set(servers, 5, {
        id: '9'.repeat(40),
        lines: { 9: `${'9'.repeat(40)} 10.0.0.6:6379@16379 myself,master - 0 0 0 connected` },
      });
    },
    [
      [
        'redis-node-lost',
        /node ffffffff answers nowhere, and the cluster still counts on it$/,
        [0, 1, 2, 3, 4].map((n) => cli(n, `cluster forget ${id(5)}`)),
      ],
      [
        'redis-stranger',
        /at 10\.0\.0\.6 \(pod 5\) does not belong to the cluster of the other 5: it knows only itself/,
        [cli(0, '--cluster add-node 10.0.0.6:6379 10.0.0.1:6379 --cluster-slave')],
      ],
      ['redis-no-replica', /node cccccccc at 10\.0\.0\.3 \(pod 2\) has no replica that answers/],
    ],
  ],
  [
    'a stranger in the place of a master that has no replica',
    (servers) => {
      others(servers, 2, noaddr);
      others(servers, 5, (text) => text.replace(id(2), id(1)));
      about(servers, 5, 5, (text) => text.replace(id(2), id(1)));
      set(servers, 2, {
        id: '9'.repeat(40),
        lines: { 9: `${'9'.repeat(40)} 10.0.0.3:6379@16379 myself,master - 0 0 0 connected` },
      });
    },
    [
      ['redis-node-lost', /still counts on it for slots 10923-16383; no replica of it answers/, []],
      ['redis-stranger', /at 10\.0\.0\.3 \(pod 2\)/],
      ['redis-slots-unreachable', /slots 10923-16383 .* it has no address \(noaddr\)/],
    ],
  ],
  [
    'a server that knows some, and is known by none',
    (servers) => {
      for (const index of [0, 1, 2, 3, 4]) delete servers[index]?.lines[id(5)];
    },
    [
      [
        'redis-stranger',
        /does not belong to the cluster of the other 5: it knows 6 nodes, and not all of them know it/,
        [],
      ],
      ['redis-no-replica', /node cccccccc .* has no replica/],
    ],
  ],
  [
    'a stranger in the place of a master, whose replica has the keys',
    (servers) => {
      others(servers, 2, noaddr);
      set(servers, 2, {
        id: '9'.repeat(40),
        lines: { 9: `${'9'.repeat(40)} 10.0.0.3:6379@16379 myself,master - 0 0 0 connected` },
      });
    },
    [
      [
        'redis-node-lost',
        /for slots 10923-16383; its replica at 10\.0\.0\.6 \(pod 5\) has 100 keys/,
        [cli(5, 'cluster failover force')],
      ],
      ['redis-stranger', /at 10\.0\.0\.3 \(pod 2\)/],
      ['redis-slots-unreachable', /slots 10923-16383 .* it has no address \(noaddr\)/],
    ],
  ],
  [
    'the same, after the replica has copied the emptiness',
    (servers) => {
      others(servers, 2, noaddr);
      set(servers, 2, {
        id: '9'.repeat(40),
        lines: { 9: `${'9'.repeat(40)} 10.0.0.3:6379@16379 myself,master - 0 0 0 connected` },
      });
      set(servers, 5, { keys: 0 });
    },
    [
      [
        'redis-node-lost',
        /its replica at 10\.0\.0\.6 \(pod 5\) holds no key: it has copied the server that came back empty/,
      ],
      ['redis-stranger', /pod 2/],
      ['redis-slots-unreachable', /10923-16383/],
    ],
  ],
];
