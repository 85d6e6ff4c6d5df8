import { readFileSync } from 'node:fs';
import t from 'tap';
import { inProject } from '../helpers/project.js';

// What was measured on real machines and no program can say: it stands on the page where an operator looks for it, in both
// languages.

// page, what it says, how that is found in the English page and in the Korean one
const FACTS: readonly (readonly [page: string, what: string, english: RegExp, korean: RegExp])[] = [
  [
    'README',
    'the network plugin has to do host ports',
    /\(CNI\) has to do host ports/,
    /\(CNI\)이 hostPort를 지원해야/,
  ],
  [
    'README',
    'Helm 4 does not follow HELM_PLUGINS',
    /Do not export it in a\s+shell in which Helm 4/,
    /Helm 4를 돌리는 셸에서 export하면/,
  ],
  ['README', "Helm 3's --wait times out", /Its `--wait` does\s+time out/, /`--wait`는 시간 초과/],
  ['docs/verify', 'what to switch on in Calico', /^\| Calico \|.*`portmap`/m, /^\| Calico \|.*`portmap`/m],
  ['docs/verify', 'in Cilium', /^\| Cilium \|.*hostPort\.enabled/m, /^\| Cilium \|.*hostPort\.enabled/m],
  ['docs/verify', 'in flannel', /^\| flannel \|.*`portmap`/m, /^\| flannel \|.*`portmap`/m],
  ['docs/verify', 'in k3s', /^\| k3s \|.*--disable servicelb/m, /^\| k3s \|.*--disable servicelb/m],
  ['docs/verify', "another process on the node's port", /portmap redirects the port to the pod/, /portmap은 경고 없이/],
  [
    'docs/verify',
    'kube-proxy takes the port first',
    /kube-proxy takes the port before\s+the host port/,
    /kube-proxy가 먼저 포트를/,
  ],
  [
    'docs/verify',
    'what a host port does not know',
    /`externalTrafficPolicy` and `loadBalancerSourceRanges`/,
    /`externalTrafficPolicy`와 `loadBalancerSourceRanges`/,
  ],
  ['docs/verify', 'a replaced node is written into nodes', /write the new node into `nodes`/, /새 노드를 `nodes`에/],
  ['docs/verify', 'how long a rolling update takes', /some 90 s \(measured\)/, /90초쯤\(잰 값\)/],
  ['docs/verify', 'how long a failover takes', /after 18 to 24 s/, /18~24초/],
];

for (const [page, what, english, korean] of FACTS) {
  t.test(`${page}: ${what}`, async (t) => {
    t.match(readFileSync(inProject(`${page}.md`), 'utf8'), english);
    t.match(readFileSync(inProject(`${page}.ko.md`), 'utf8'), korean);
  });
}
