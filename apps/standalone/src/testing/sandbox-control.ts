import type { Platform } from '@campaigns/contracts';

/** A campaign as the sandbox holds it, whatever the platform. Amounts are micros of the account's currency. */
export type SandboxCampaign = Readonly<{
  platform: Platform;
  id: string;
  name: string;
  status: 'active' | 'paused' | 'archived' | 'deleted';
  budget: Readonly<{ kind: string; micros: number }>;
}>;

/** An ad group, an ad, or what an ad is put together from. */
export type SandboxChild = Readonly<{
  platform: Platform;
  kind: 'ad_group' | 'ad' | 'creative' | 'post' | 'media';
  id: string;
  campaignId?: string;
  name: string;
  status: SandboxCampaign['status'];
  review?: string;
}>;

export type SandboxCall = Readonly<{
  platform: string;
  operation?: string;
  method: string;
  status: number;
  fault?: string;
}>;

export type FaultRule = Readonly<Record<string, unknown> & { kind: string; probability: number }>;

export type SandboxControl = Readonly<{
  campaigns: (includeDeleted?: boolean) => Promise<readonly SandboxCampaign[]>;
  children: (kind: SandboxChild['kind']) => Promise<readonly SandboxChild[]>;
  /** What a person changes on the platform's own pages. */
  editCampaign: (
    campaign: Readonly<{ platform: Platform; id: string }>,
    edit: Readonly<Record<string, unknown>>,
  ) => Promise<void>;
  /** What the platform's review, or a person on its own pages, makes of an ad. */
  editAd: (ad: SandboxChild, edit: Readonly<Record<string, unknown>>) => Promise<void>;
  calls: () => Promise<readonly SandboxCall[]>;
  setFaults: (rules: readonly FaultRule[]) => Promise<void>;
  /** How many calls were hit by the faults that are set. */
  faultsStruck: () => Promise<number>;
  /** How the person on a platform answers from now on. */
  settleConsent: (consent: Readonly<{ platform: Platform }> & Readonly<Record<string, unknown>>) => Promise<void>;
  grants: (platform: Platform) => Promise<readonly Readonly<{ revoked: boolean }>[]>;
  /** What the person or the platform does to all that was granted there. */
  changeGrants: (change: Readonly<{ platform: Platform; change: string; scopes?: readonly string[] }>) => Promise<void>;
  /** Lets a platform call an address of its receiver; gives the status of each answer. */
  sendWebhook: (order: Readonly<{ platform: Platform } & Record<string, string>>) => Promise<readonly number[]>;
}>;

/** The sandbox's control interface, as a tester uses it. */
export const sandboxControl = (url: string): SandboxControl => {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}/control${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} /control${path}: HTTP ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    campaigns: async (includeDeleted = false) => {
      const found = await call('GET', `/campaigns?include_deleted=${includeDeleted}`);
      return (found as Readonly<{ campaigns: readonly SandboxCampaign[] }>).campaigns;
    },
    children: async (kind) =>
      ((await call('GET', `/children?kind=${kind}`)) as Readonly<{ children: readonly SandboxChild[] }>).children,
    editCampaign: async ({ platform, id }, edit) => void (await call('PATCH', `/campaigns/${platform}/${id}`, edit)),
    editAd: async ({ platform, id }, edit) => void (await call('PATCH', `/children/${platform}/ad/${id}`, edit)),
    calls: async () => ((await call('GET', '/calls')) as Readonly<{ calls: readonly SandboxCall[] }>).calls,
    setFaults: async (rules) => void (await call('PUT', '/faults', { rules })),
    settleConsent: async (consent) => void (await call('PUT', '/consent', consent)),
    grants: async (platform) =>
      ((await call('GET', `/grants?platform=${platform}`)) as Readonly<{ grants: readonly { revoked: boolean }[] }>)
        .grants,
    changeGrants: async (change) => void (await call('POST', '/grants', change)),
    sendWebhook: async (order) => {
      const { answers } = (await call('POST', '/webhooks', order)) as Readonly<{
        answers: readonly { status: number }[];
      }>;
      return answers.map(({ status }) => status);
    },
    faultsStruck: async () => {
      const { rules } = (await call('GET', '/faults')) as Readonly<{ rules: readonly Readonly<{ struck: number }>[] }>;
      return rules.reduce((sum, { struck }) => sum + struck, 0);
    },
  };
};
