import type { Platform, RuleContent } from '@campaigns/contracts';

/**
 * What of a rule is looked at when results of one platform arrive: of one that is about platforms that platform alone, of one
 * about whole orchestrations all of it; `undefined` when it has nothing to do with the platform.
 */
export const onPlatform = (content: RuleContent, platform: Platform): RuleContent | undefined => {
  const { scope } = content.document;
  if (scope.platforms !== undefined && !scope.platforms.includes(platform)) return undefined;
  if (scope.level === 'orchestration') return content;
  return { ...content, document: { ...content.document, scope: { ...scope, platforms: [platform] } } };
};
