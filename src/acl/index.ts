export { type AclCheckOptions, checkAcl } from './check.js';
export type { AclProblem, AclRuleId } from './problem.js';
export { setUserLines } from './set-lines.js';
export { type AclUser, allowAllRules, formatUserLine, type ServerOptions } from './user-line.js';
