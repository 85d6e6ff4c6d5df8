/** The name of an object: an RFC 1123 subdomain of at most 253 characters. */
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** A qualified name without its prefix, and a label's value: at most 63 characters. */
const QUALIFIED = /^(?=.{1,63}$)[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Whether a node, a namespace prefix or another object may be named so (Kubernetes, "Object Names and IDs"). */
export function isSubdomain(text: string): boolean {
  return SUBDOMAIN.test(text);
}

/** `redis-pod-name`, `example.com/redis-pod-name` (Kubernetes, "Labels and Selectors"). */
export function isLabelKey(text: string): boolean {
  const [name = '', prefix, ...more] = text.split('/').reverse();
  return QUALIFIED.test(name) && (prefix === undefined || isSubdomain(prefix)) && more.length === 0;
}

export function isLabelValue(text: string): boolean {
  return text === '' || QUALIFIED.test(text);
}

/** A StatefulSet's pod. */
export function podName(statefulSet: string, ordinal: number): string {
  return `${statefulSet}-${ordinal}`;
}

/** The label that the StatefulSet controller gives to each pod, and by which a Service selects one. */
export const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
