import { type Release, releasesIn } from '../../src/charts/releases.js';
import { at, itemsAt, type JsonObject } from '../../src/json/values.js';
import { manifestsOf } from '../../src/kubernetes/manifest.js';
import { split } from '../../src/yaml/read/split.js';

/** What a pod of the release is started with, all of it taken from the rendered stream. */
export interface PodSpec {
  /** `ds-redis-redis-cluster-0` and so on. */
  name: string;
  /** The container's command with its arguments. */
  command: string[];
  env: readonly JsonObject[];
  /** Content of redis-default.conf, as the ConfigMap has it. */
  configuration: string;
  /** The Secret's values, decoded, by key. */
  secret: Readonly<Record<string, string>>;
  hostPorts: readonly unknown[];
}

/** The pods of the only release in a stream. */
export function podsOf(stream: Buffer): PodSpec[] {
  const [release] = releasesIn(manifestsOf(split(stream, 'post-rendered')));
  if (!release) throw new Error('there is no release in the post-rendered stream');
  const { statefulSet, chart } = release;
  const { container } = release.server();
  const words = (key: string): string[] => ((at(container, key) ?? []) as unknown[]).map(String);
  const shared = {
    command: [...words('command'), ...words('args')],
    env: itemsAt(container, 'env').map(({ item }) => item),
    configuration: String(at(only(release, 'ConfigMap', chart.config.name), 'data', chart.config.key)),
    secret: decoded(only(release, 'Secret', '*')),
    hostPorts: itemsAt(container, 'ports').map(({ item }) => item.hostPort),
  };
  const replicas = Number(at(statefulSet.value, 'spec', 'replicas'));
  return Array.from({ length: replicas }, (_, ordinal) => ({ name: `${statefulSet.name}-${ordinal}`, ...shared }));
}

function only(release: Release, kind: string, name: string): JsonObject {
  const [found] = release.find({ group: '', kind, name });
  if (!found) throw new Error(`there is no ${kind} ${name} in the post-rendered stream`);
  return found.value;
}

function decoded(secret: JsonObject): Record<string, string> {
  const entries = Object.entries((at(secret, 'data') ?? {}) as JsonObject);
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(String(value), 'base64').toString()]));
}

/** A pod's environment, as the kubelet would make it on a node with this address. */
export function environmentOf(pod: PodSpec, nodeIp: string): Record<string, string> {
  const fields: Record<string, string> = { 'metadata.name': pod.name, 'status.hostIP': nodeIp, 'status.podIP': nodeIp };
  return Object.fromEntries(
    pod.env.map((entry) => {
      const field = at(entry, 'valueFrom', 'fieldRef', 'fieldPath');
      const key = at(entry, 'valueFrom', 'secretKeyRef', 'key');
      const value = entry.value ?? fields[String(field)] ?? pod.secret[String(key)];
      if (value === undefined) throw new Error(`does not know the value of the environment variable ${entry.name}`);
      return [String(entry.name), String(value)];
    }),
  );
}
