import express, { type RequestHandler, Router } from 'express';
import type { CallLog } from '../calls/call-log.ts';
import type { FaultRule, Faults } from '../faults/rules.ts';
import type { Store } from '../state/store.ts';
import { bareAccountId, openAccount, openWithToken } from './accounts.ts';
import { editCampaign, listCampaigns } from './campaigns.ts';
import { editChild, listChildren } from './children.ts';
import { changeGrants, listGrants, settleConsent } from './grants.ts';
import { noSuchRoute, parsed, problemAnswer } from './problem.ts';
import * as schemas from './schemas.ts';
import { sendWebhook } from './webhooks.ts';

type Dependencies = Readonly<{ store: Store; faults: Faults; calls: CallLog }>;

const accountRoutes = (store: Store): Router =>
  Router()
    .post('/accounts', (request, response) => {
      const { createdAt, ...account } = openWithToken(store, parsed(schemas.newAccount, request.body));
      response.json({ ...account, createdAt: new Date(createdAt).toISOString() });
    })
    .post('/tokens', (request, response) => {
      const { platform, adAccountId, state } = parsed(schemas.tokenChange, request.body);
      const { account } = openAccount(store, platform, adAccountId);
      store.commit([{ type: 'TokensChanged', platform, adAccountId: account.adAccountId, state }]);
      response.json({ platform, adAccountId: account.adAccountId, state });
    })
    .put('/usage', (request, response) => {
      const { platform, adAccountId, usage } = parsed(schemas.usageChange, request.body);
      const owner = openAccount(store, platform, adAccountId);
      owner.usage = usage;
      response.json({ platform, adAccountId: owner.account.adAccountId, usage });
    });

const grantRoutes = (store: Store): Router =>
  Router()
    .put('/consent', (request, response) => {
      response.json(settleConsent(store, parsed(schemas.consentChange, request.body)));
    })
    .get('/grants', (request, response) => {
      const { platform } = parsed(schemas.grantQuery, request.query);
      response.json({ grants: listGrants(store, platform) });
    })
    .post('/grants', (request, response) => {
      response.json({ changed: changeGrants(store, parsed(schemas.grantChange, request.body)) });
    });

/** An account is written as the platform's calls carry it, if the rule says which platform it is on. */
const written = (rule: FaultRule): FaultRule => {
  const { platform, adAccountId } = rule;
  if (platform === undefined || adAccountId === undefined) return rule;
  return { ...rule, adAccountId: bareAccountId(platform, adAccountId) };
};

const faultRoutes = (faults: Faults): Router => {
  const show: RequestHandler = (_request, response) => {
    response.json({ rules: faults.rules(), listLagMs: faults.listLagMs() });
  };
  return Router()
    .get('/faults', show)
    .put(
      '/faults',
      (request, _response, next) => {
        const { rules, listLagMs } = parsed(schemas.faultSettings, request.body);
        faults.set(rules.map(written), listLagMs ?? faults.listLagMs());
        next();
      },
      show,
    )
    .delete(
      '/faults',
      (_request, _response, next) => {
        faults.reset();
        next();
      },
      show,
    );
};

const campaignRoutes = (store: Store): Router =>
  Router()
    .get('/campaigns', (request, response) => {
      const { platform, adAccountId, include_deleted: withDeleted } = parsed(schemas.campaignQuery, request.query);
      response.json({ campaigns: listCampaigns(store, { platform, adAccountId, withDeleted }) });
    })
    .patch('/campaigns/:platform/:id', (request, response) => {
      const { platform, id } = parsed(schemas.campaignPath, request.params);
      const edit = parsed(schemas.campaignEdit, request.body);
      response.json(editCampaign(store, platform, id, edit));
    });

const childRoutes = (store: Store): Router =>
  Router()
    .get('/children', (request, response) => {
      response.json({ children: listChildren(store, parsed(schemas.childQuery, request.query)) });
    })
    .patch('/children/:platform/:kind/:id', (request, response) => {
      const { platform, kind, id } = parsed(schemas.childPath, request.params);
      response.json(editChild(store, { platform, kind, id }, parsed(schemas.childEdit, request.body)));
    })
    .put('/reviews', (request, response) => {
      const { delayMs } = parsed(schemas.reviewSettings, request.body);
      store.state.reviewing.delayMs = delayMs;
      response.json({ delayMs });
    })
    .put('/switches', (request, response) => {
      const { on } = parsed(schemas.switchSettings, request.body);
      store.state.switches.clear();
      for (const name of on) store.state.switches.add(name);
      response.json({ on });
    });

const webhookRoutes = (): Router =>
  Router().post('/webhooks', async (request, response) => {
    response.json({ answers: await sendWebhook(parsed(schemas.webhookOrder, request.body), new Date()) });
  });

const callRoutes = (calls: CallLog): Router =>
  Router()
    .get('/calls', (request, response) => {
      const { since } = parsed(schemas.callsQuery, request.query);
      response.json({ calls: calls.since(since) });
    })
    .get('/calls/counts', (_request, response) => {
      response.json(calls.counts());
    });

/** The sandbox's own interface, for tests and demonstrations; no platform has it. */
export const controlRoutes = ({ store, faults, calls }: Dependencies): Router =>
  Router()
    .use(express.json({ limit: '1mb' }))
    .get('/health', (_request, response) => {
      const { accounts, campaigns, seed, dayMs } = store.state;
      response.json({ status: 'ok', seed, dayMs, accounts: accounts.size, campaigns: campaigns.size });
    })
    .use(
      accountRoutes(store),
      grantRoutes(store),
      faultRoutes(faults),
      campaignRoutes(store),
      childRoutes(store),
      callRoutes(calls),
      webhookRoutes(),
    )
    .use(noSuchRoute, problemAnswer);
