export { type AclCheckOptions, checkAcl } from './check.js';
export type { AclProblem, AclRuleId } from './problem.js';
export { setUserLines } from './set-lines.js';
export { passwordHash } from './sha256.js';
export { allowAllRules, formatUserLine, type ServerOptions, type UserSettings } from './user-line.js';
