export { addressFault, isPublicAddress } from './addresses.ts';
export {
  abandonDeliveries,
  type DueDelivery,
  enqueueDeliveries,
  forgetDeliveries,
  type NewDelivery,
  nextDeliveryAt,
  replayDelivery,
  settleDelivery,
  takeDeliveries,
} from './deliveries.ts';
export { migrateWebhooks } from './migrate.ts';
export { type SendSettings, type Sent, sendMessage } from './send-message.ts';
export { newSecret, signedHeaders } from './signature.ts';
export {
  makeSecret,
  openSecrets,
  rotateSecret,
  type WebhookPrivateKey,
  type WebhookPublicKey,
  wipeSecrets,
} from './webhook-secrets.ts';
