import type { Answer } from '../http/exchange.ts';
import type { PlatformName } from '../state/campaign.ts';
import type { Account } from '../state/facts.ts';

const titles: Readonly<Record<PlatformName, string>> = {
  meta: 'Meta',
  google: 'Google Ads',
  tiktok: 'TikTok',
  linkedin: 'LinkedIn',
  twitter: 'X',
  snapchat: 'Snapchat',
};

/** Nothing of it can be markup or leave an attribute. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (status: number, title: string, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=UTF-8', 'cache-control': 'no-store', 'x-frame-options': 'DENY' },
  text: `<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${escaped(title)}</title>\n${body}\n</html>\n`,
});

/** What a person sees when the product sends them here with something that cannot be sent back. */
export const errorPage = (platform: PlatformName, why: string): Answer =>
  page(400, `${titles[platform]} (sandbox)`, `<h1>This link does not work</h1>\n<p>${escaped(why)}</p>`);

export type Consent = Readonly<{
  platform: PlatformName;
  clientId: string;
  scopes: readonly string[];
  /** The scopes that can be left out one by one. */
  optional: readonly string[];
  accounts: readonly Account[];
}>;

const scopeItem = (scope: string, isOptional: boolean): string => {
  const name = escaped(scope);
  const choice = `<label><input type="checkbox" name="decline" value="${name}"> do not allow</label>`;
  return `<li><code>${name}</code>${isOptional ? ` ${choice}` : ''}</li>`;
};

/**
 * The form comes back to the address of the page: `decision` is `approve` or `deny`, and `decline` names, as often as
 * needed, a scope that is left out.
 */
export const consentPage = ({ platform, clientId, scopes, optional, accounts }: Consent): Answer => {
  const title = `${titles[platform]} (sandbox)`;
  const asked = scopes.map((scope) => scopeItem(scope, optional.includes(scope)));
  const owned = accounts.map(({ name, adAccountId }) => `<li>${escaped(name)} (${escaped(adAccountId)})</li>`);
  const body = [
    `<h1>${title}</h1>`,
    `<p><b>${escaped(clientId)}</b> wants to use your ad accounts:</p>`,
    `<ul>\n${owned.join('\n')}\n</ul>`,
    '<form method="post">',
    ...(asked.length === 0 ? [] : [`<p>It asks for:</p>\n<ul>\n${asked.join('\n')}\n</ul>`]),
    '<button name="decision" value="approve">Allow</button>',
    '<button name="decision" value="deny">Deny</button>',
    '</form>',
  ];
  return page(200, title, body.join('\n'));
};
