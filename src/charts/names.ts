/** What a release's objects are named after. */
export interface Naming {
  release: string;
  chart: string;
  fullnameOverride?: string | undefined;
}

/**
 * The chart's full name: the override, else the release where it holds the chart's name, else both; at most 63
 * characters and without a dash at the end (Helm template `common.names.fullname`, all chart versions).
 */
export function fullnameOf({ release, chart, fullnameOverride }: Naming): string {
  const name = fullnameOverride ?? (release.includes(chart) ? release : `${release}-${chart}`);
  return name.slice(0, 63).replace(/-$/, '');
}
