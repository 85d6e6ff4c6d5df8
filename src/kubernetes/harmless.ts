import { placesBy } from '../json/places.js';

const HEAD = ['apiVersion', 'kind', 'metadata.name', 'metadata.namespace', 'metadata.labels.*'];

/** Of containers, and of init containers. A variable's value, commands and arguments are not among them. */
const CONTAINER = [
  'name',
  'image',
  'imagePullPolicy',
  'ports.**',
  'resources.**',
  'securityContext.**',
  'volumeMounts.**',
  'env.*.name',
  'env.*.valueFrom.**',
  'envFrom.**',
];

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
  ['failureThreshold', 'initialDelaySeconds', 'periodSeconds', 'successThreshold', 'timeoutSeconds'].map(
    (one) => `${probe}.${one}`,
  ),
);

const POD = [
  'affinity.**',
  'automountServiceAccountToken',
  'dnsPolicy',
  'enableServiceLinks',
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'imagePullSecrets.*.name',
  'nodeName',
  'nodeSelector.*',
  'priorityClassName',
  'restartPolicy',
  'runtimeClassName',
  'schedulerName',
  'securityContext.**',
  'serviceAccountName',
  'terminationGracePeriodSeconds',
  'tolerations.**',
  'topologySpreadConstraints.**',
  'volumes.*.name',
  'volumes.*.configMap.**',
  'volumes.*.emptyDir.**',
  'volumes.*.hostPath.**',
  'volumes.*.persistentVolumeClaim.**',
  'volumes.*.secret.**',
  ...[...CONTAINER, ...PROBES].flatMap((place) => [`containers.*.${place}`, `initContainers.*.${place}`]),
];

const WORKLOAD = [
  'minReadySeconds',
  'parallelism',
  'persistentVolumeClaimRetentionPolicy.**',
  'podManagementPolicy',
  'replicas',
  'selector.**',
  'serviceName',
  'strategy.**',
  'updateStrategy.**',
  'template.metadata.labels.*',
  'volumeClaimTemplates.*.kind',
  'volumeClaimTemplates.*.metadata.name',
  'volumeClaimTemplates.*.spec.**',
  ...POD.map((place) => `template.spec.${place}`),
];

const SERVICE = [
  'type',
  'clusterIP',
  'clusterIPs.*',
  'externalIPs.*',
  'externalTrafficPolicy',
  'internalTrafficPolicy',
  'loadBalancerClass',
  'loadBalancerIP',
  'loadBalancerSourceRanges.*',
  'ports.**',
  'publishNotReadyAddresses',
  'sessionAffinity',
];

const NETWORK_POLICY = ['podSelector.**', 'policyTypes.*', 'ingress.**', 'egress.**'];

const BUDGET = ['minAvailable', 'maxUnavailable'];

/** Places of a manifest at which no secret stands: nothing of a Secret or a ConfigMap but its head, for example. */
export const harmlessInManifest = placesBy([
  ...HEAD,
  ...[...WORKLOAD, ...SERVICE, ...NETWORK_POLICY, ...BUDGET].map((place) => `spec.${place}`),
]);
