import type { VerifyReport } from '../../../generated/types.js';
import type { Reporter } from '../../../report/report.js';
import { countsOf, type Verification } from './report.js';

/** For programs: the shape is `schemas/verify-report.schema.json`. */
export const verifyJson: Reporter<Verification> = (report) => {
  const { version, releases, servers } = report;
  const log: VerifyReport = {
    schemaVersion: 1,
    version,
    releases: [...releases],
    servers: [...servers],
    findings: report.findings.map(({ check, severity, release, subject, message, remedy, commands, ordinals }) => {
      return {
        check,
        severity,
        release,
        subject,
        message,
        remedy,
        commands: [...(commands ?? [])],
        ordinals: [...(ordinals ?? [])],
      };
    }),
    summary: countsOf(report),
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};
