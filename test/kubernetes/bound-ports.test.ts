import t from 'tap';
import { kubePod } from '../../src/kubernetes/kubectl.js';
import { boundPorts } from '../../src/kubernetes/pod-template.js';

t.test('the ports of its node that a pod binds', async (t) => {
  const port = { containerPort: 80, hostPort: 8080 };
  const rows: [what: string, spec: object, bound: string[]][] = [
    // what, the pod's spec, `port path` of each
    ['a hostPort', { containers: [{}, { ports: [{}, port] }] }, ['8080/TCP containers.1.ports.1.hostPort']],
    ['UDP', { containers: [{ ports: [{ ...port, protocol: 'UDP' }] }] }, ['8080/UDP containers.0.ports.0.hostPort']],
    [
      'the host network',
      { hostNetwork: true, containers: [{ ports: [{ containerPort: 80 }] }] },
      ['80/TCP containers.0.ports.0.containerPort'],
    ],
    ['no hostPort', { containers: [{ ports: [{ containerPort: 80 }] }] }, []],
    ['an init container, which has ended', { initContainers: [{ ports: [port] }] }, []],
    [
      'a sidecar',
      { initContainers: [{ restartPolicy: 'Always', ports: [port] }] },
      ['8080/TCP initContainers.0.ports.0.hostPort'],
    ],
  ];
  for (const [what, spec, bound] of rows) {
    const found = boundPorts(spec);
    t.same(
      found.map((one) => `${one.port} ${one.path.join('.')}`),
      bound,
      what,
    );
    const pod = kubePod({ metadata: { name: 'a' }, spec });
    t.same(
      pod.hostPorts,
      found.map((one) => one.port),
      `${what}: of a pod that runs`,
    );
    t.same(kubePod({ spec, status: { phase: 'Succeeded' } }).hostPorts, [], `${what}: of one that is done`);
  }
});
