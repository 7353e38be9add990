export { loadWebhookConfig, type WebhookConfig } from './deliveries/config.ts';
export { migrateRulesEngine } from './migrate.ts';
export {
  handleRecommendationEvent,
  type RecommendationHistories,
} from './recommendations/handle-recommendation-event.ts';
export { createRulesEngine, type RulesEngine, type RulesEngineOptions } from './rules-engine.ts';
