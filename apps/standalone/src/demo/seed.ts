import {
  connectionId,
  globalOrgId,
  type OrgId,
  orgId,
  type Platform,
  type TemplateContent,
  templateCodec,
  templateId,
} from '@campaigns/contracts';
import { templateDecider } from '@campaigns/domain';
import { commandHandler, derivedId, type EventStore } from '@campaigns/event-sourcing';
import { credentialsInput, registerConnection, type Vault } from '@campaigns/sync-worker';

/** The organisation that a first start finds. */
export const demoOrgId: OrgId = orgId.parse('11111111-1111-4111-8111-111111111111');

const productLaunch: TemplateContent = {
  name: 'Product Launch - Conversion',
  description: 'Launch a product with most of the budget where people buy.',
  category: 'conversion',
  objective: 'conversions',
  platforms: ['meta', 'google', 'tiktok'],
  baseConfig: { targeting: { countries: ['US'], age_min: 18, age_max: 65 }, duration_days: 30 },
  platformSpecificConfig: {},
  budgetTemplate: { distribution: 'custom', custom_distribution: { meta: 40, google: 35, tiktok: 25 } },
  creativeRequirements: {},
  targetingTemplate: {},
};

const brandAwareness: TemplateContent = {
  name: 'Brand Awareness - Multi-Platform',
  description: 'Reach as many people as possible, the budget spread equally.',
  category: 'awareness',
  objective: 'brand_awareness',
  platforms: ['meta', 'google', 'tiktok', 'linkedin', 'twitter'],
  baseConfig: { targeting: { countries: ['US'], age_min: 18, age_max: 65 }, duration_days: 30 },
  platformSpecificConfig: {},
  budgetTemplate: { distribution: 'equal' },
  creativeRequirements: {},
  targetingTemplate: {},
};

const seedTemplate = async (store: EventStore, content: TemplateContent): Promise<void> => {
  const id = templateId.parse(derivedId('global-template', content.name));
  const handle = commandHandler(store, templateDecider, templateCodec);
  await handle(
    `template-${id}`,
    { type: 'CreateTemplate', data: { templateId: id, orgId: globalOrgId, isGlobal: true, content } },
    {
      commandId: derivedId(id, 'seed'),
      orgId: globalOrgId,
      actor: { kind: 'service', id: 'standalone' },
      correlationId: derivedId(id, 'seed'),
      causationId: derivedId(id, 'seed'),
      occurredAt: new Date().toISOString(),
    },
  );
};

/** The two templates that every organisation sees. Done before: nothing happens. */
export const seedTemplates = async (store: EventStore): Promise<void> => {
  await seedTemplate(store, productLaunch);
  await seedTemplate(store, brandAwareness);
};

const accounts: readonly Readonly<{ platform: Platform; name: string; accountOf: (seed: string) => string }>[] = [
  { platform: 'meta', name: 'Sandbox Meta ad account', accountOf: (seed) => `1${seed}` },
  { platform: 'google', name: 'Sandbox Google Ads account', accountOf: (seed) => seed.slice(0, 10) },
  { platform: 'tiktok', name: 'Sandbox TikTok advertiser', accountOf: (seed) => `7${seed}000` },
  { platform: 'linkedin', name: 'Sandbox LinkedIn ad account', accountOf: (seed) => `5${seed.slice(0, 8)}` },
  { platform: 'twitter', name: 'Sandbox X ads account', accountOf: (seed) => BigInt(seed).toString(36) },
  { platform: 'snapchat', name: 'Sandbox Snapchat ad account', accountOf: (seed) => derivedId('snapchat', seed) },
];

/** Fifteen digits that belong to the organisation alone. */
const digitsOf = (organization: string): string =>
  (BigInt(`0x${derivedId('ad-account', organization).replaceAll('-', '').slice(0, 14)}`) % 10n ** 15n)
    .toString()
    .padStart(15, '1');

export type SandboxConnections = Readonly<{
  store: EventStore;
  vault: Vault;
  sandboxUrl: string;
  organization: OrgId;
  accessToken: string;
  currency?: string;
}>;

/** An ad account per platform in the sandbox, and the connection to it. Repeatable. */
export const connectSandbox = async (options: SandboxConnections): Promise<void> => {
  const { store, vault, sandboxUrl, organization, accessToken, currency = 'USD' } = options;
  for (const { platform, name, accountOf } of accounts) {
    const adAccountId = accountOf(digitsOf(organization));
    const credentials = credentialsInput.parse({
      ...{ platform, accessToken: `${accessToken}-${adAccountId}` },
      ...(platform === 'twitter' ? { tokenSecret: `${accessToken}-secret-${adAccountId}` } : {}),
    });
    const timeZone = 'America/New_York';
    const answer = await fetch(`${sandboxUrl}/control/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ adAccountId, currency, timeZone, ...credentials }),
    });
    if (!answer.ok) throw new Error(`The sandbox refused the ${platform} account (HTTP ${answer.status})`);
    const id = connectionId.parse(derivedId('sandbox-connection', organization, platform));
    await registerConnection({
      store,
      vault,
      connection: {
        connectionId: id,
        orgId: organization,
        platform,
        name,
        adAccountId,
        currency,
        timeZone,
        scopes: [],
      },
      credentials,
    });
  }
};
