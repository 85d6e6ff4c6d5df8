import { groupBy } from '../../../base/group-by.js';
import { podsInWords } from '../../../base/words.js';
import type { VerifyReportFinding } from '../../../generated/types.js';

/** One cause, which may concern several pods: the first finding of it, with the commands of all. */
interface Cause extends VerifyReportFinding {
  /** `The same holds for pods 1 and 2.` */
  also: string | undefined;
}

/** Findings that say the same of one pod each are one cause: a missing StorageClass is one, not six Pending pods. */
export function byCause(findings: readonly VerifyReportFinding[]): Cause[] {
  return [...groupBy(findings, sameWords).values()].flatMap(([finding, ...others]) => {
    if (!finding) return [];
    const ordinals = others.flatMap((one) => one.ordinals);
    const also = ordinals.length > 0 ? `The same holds for ${podsInWords(ordinals)}.` : undefined;
    const commands = [finding, ...others].flatMap((one) => one.commands);
    return [{ ...finding, also, commands: [...new Set(commands)] }];
  });
}

/** What a finding says, without its own pod's number. */
function sameWords(finding: VerifyReportFinding): string {
  const { check, release, message, remedy, subject, ordinals } = finding;
  const [ordinal, ...more] = ordinals;
  if (ordinal === undefined || more.length > 0) return JSON.stringify([check, release, message, remedy, subject]);
  const own = new RegExp(`(?<![\\d.])${ordinal}(?![\\d.]*\\d)`, 'g');
  return JSON.stringify([check, release, message.replace(own, 'N'), remedy.replace(own, 'N')]);
}
