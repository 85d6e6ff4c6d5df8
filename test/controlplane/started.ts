import type { Test } from 'tap';
import { CONTROL_PLANE, findBinaries } from './binaries.js';
import { type ControlPlane, startControlPlane } from './controlplane.js';
import { type Helm, startHelm } from './helm.js';
import { createNamespace } from './kube.js';

/** A control plane with the namespace of the trials, which ends with the test. */
export async function startedPlane(t: Test): Promise<ControlPlane> {
  const plane = await startControlPlane({ binaries: findBinaries(CONTROL_PLANE, process.env).found });
  t.teardown(() => plane.stop());
  await createNamespace(plane.api);
  return plane;
}

/** A Helm for it, which ends with the test, too. */
export async function startedHelm(t: Test, plane: ControlPlane, major: 3 | 4): Promise<Helm> {
  const helm = await startHelm(major, plane.kubeconfig);
  if (!helm) throw new Error(`no Helm ${major} on the PATH`);
  t.teardown(() => helm.close());
  return helm;
}
