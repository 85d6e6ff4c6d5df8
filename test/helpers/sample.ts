/** What a sample stream has. */
export interface Sample {
  /** Whose dialect: Helm 3 names the template in a comment, Helm 4 in an annotation. */
  helm?: 3 | 4;
  replicas?: number;
  /** Lines below `spec:` of the StatefulSet. */
  spec?: string;
  /** Lines below `spec:` of the pod template. */
  podSpec?: string;
  /** Lines of the start script. */
  script?: string;
  /** The namespace in the manifests; empty for none, as in old charts. */
  namespace?: string;
}

const LABELS = 'app.kubernetes.io/instance: ds-redis\n    app.kubernetes.io/name: redis-cluster';
export const SCRIPT = `pod_index="\${POD_NAME##*-}"
ips=($(echo "[10.0.0.4 10.0.0.5 10.0.0.6]" | cut -d [ -f2 | cut -d ] -f 1))
export REDIS_CLUSTER_ANNOUNCE_IP="\${ips[$pod_index]}"
export REDIS_NODES="\${ips[@]}"
exec redis-server`;

const indented = (text: string, columns: number): string =>
  text === '' ? '' : `${text.replace(/^(?=.)/gm, ' '.repeat(columns))}\n`;

/** A stream of a Service and a StatefulSet with the shapes of the chart's. */
export function sample(options: Sample = {}): string {
  const { helm = 3, replicas = 3, spec = '', podSpec = '', script = SCRIPT, namespace = 'redis' } = options;
  const source = (file: string): string => (helm === 3 ? `# Source: redis-cluster/templates/${file}\n` : '');
  const annotations = (file: string): string =>
    helm === 4 ? `  annotations:\n    postrenderer.helm.sh/postrender-filename: redis-cluster/templates/${file}\n` : '';
  const metadata = (name: string, file: string): string =>
    `metadata:\n  name: ${name}\n${namespace && `  namespace: ${namespace}\n`}  labels:\n    ${LABELS}\n${annotations(file)}`;
  return `${helm === 3 ? '---\n' : ''}${source('svc.yaml')}apiVersion: v1
kind: Service
${metadata('ds-redis-redis-cluster', 'svc.yaml')}spec:
  clusterIP: None
---
${source('statefulset.yaml')}apiVersion: apps/v1
kind: StatefulSet
${metadata('ds-redis-redis-cluster', 'statefulset.yaml')}spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app.kubernetes.io/instance: ds-redis
      app.kubernetes.io/name: redis-cluster
${indented(spec, 2)}  template:
    spec:
${indented(podSpec, 6)}      containers:
        - name: ds-redis-redis-cluster
          args:
            - |
${indented(script, 14)}          ports:
            - name: tcp-redis
              containerPort: 6379
            - name: tcp-redis-bus
              containerPort: 16379
`;
}
