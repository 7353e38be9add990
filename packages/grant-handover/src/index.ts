export { type GrantPrivateKey, type GrantPublicKey, newGrantKey, privateKeyText, publicKeyText } from './keys.ts';
export { migrateHandover } from './migrate.ts';
export { openText, sealText } from './sealed-text.ts';
export {
  type AuthorizationSlip,
  type AuthorizationSlips,
  authorizationSlips,
  type ConsentAnswer,
  consentAnswer,
  stateHash,
} from './slips.ts';
