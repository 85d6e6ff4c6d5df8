/** The name of an object: an RFC 1123 subdomain of at most 253 characters. */
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Whether a node, a namespace prefix or another object may be named so (Kubernetes, "Object Names and IDs"). */
export function isSubdomain(text: string): boolean {
  return SUBDOMAIN.test(text);
}

/** A StatefulSet's pod. */
export function podName(statefulSet: string, ordinal: number): string {
  return `${statefulSet}-${ordinal}`;
}

/** The label that the StatefulSet controller gives to each pod, and by which a Service selects one. */
export const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
