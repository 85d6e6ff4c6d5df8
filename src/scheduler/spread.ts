import { at } from '../json/at.js';

/**
 * Whether zone labels count nothing for pods of a template with these `topologySpreadConstraints` (the parsed value,
 * in whatever shape). Any constraint of its own switches off the scheduler's default ones, by hostname and zone
 * (`systemDefaultConstraints`, kubernetes v1.34.4, `pkg/scheduler/framework/plugins/podtopologyspread/plugin.go`), and
 * of its own only those with ScheduleAnyway score; by hostname they score alike on all nodes where host ports let the
 * pod go.
 */
export function zoneSpreadIsOff(constraints: unknown): boolean {
  if (!Array.isArray(constraints) || constraints.length === 0) return false;
  return constraints.every((one: unknown) => {
    return at(one, 'whenUnsatisfiable') === 'DoNotSchedule' || at(one, 'topologyKey') === 'kubernetes.io/hostname';
  });
}
