import { randomUUID } from 'node:crypto';
import { orchestrationAnswer, orgId, restOperations, templatesAnswer } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { developmentToken } from '../development-token.ts';
import { runToEnd } from './running-system.ts';
import type { SystemUnderTest } from './system-under-test.ts';

type Asking = Readonly<{ body?: unknown; headers?: Readonly<Record<string, string>>; token?: string }>;

/** What the public API promises whoever calls it, and what depends on the log and the read tables behind it. */
export const describePublicApi = (running: () => SystemUnderTest): void => {
  const ask = async (method: string, path: string, { body, headers = {}, token }: Asking = {}) => {
    const answer = await fetch(`${running().apiUrl}/api/orchestration${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token ?? running().token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, etag: answer.headers.get('etag'), text, body: JSON.parse(text) };
  };
  const draftOf = async (name: string) => {
    const { templates } = templatesAnswer.parse((await ask('GET', '/templates?category=conversion')).body);
    return { template_id: templates[0]?.template_id, name, total_budget: 3_000 };
  };
  const drafted = async (name: string) => {
    const answer = await ask('POST', '/from-template', { body: await draftOf(name) });
    return { ...answer, path: `/${orchestrationAnswer.parse(answer.body).orchestration.orchestration_id}` };
  };
  const listed = async (token?: string) => {
    const { body } = await ask('GET', '?limit=200', token === undefined ? {} : { token });
    return restOperations.listOrchestrations.response.parse(body).orchestrations;
  };

  describe('The public API', () => {
    it('drafts once what it is asked ten times at once with one Idempotency-Key, and answers ten times the same', async () => {
      const [body, headers] = [await draftOf('Ten at once'), { 'idempotency-key': randomUUID() }];
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => ask('POST', '/from-template', { body, headers })),
      );
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(answers[0]?.status).toBe(201);
      expect((await listed()).filter(({ name }) => name === 'Ten at once')).toHaveLength(1);
    }, 30_000);

    it('starts one deployment of two at once, and tells the other of it', async () => {
      const { path } = await drafted('Deployed twice');
      const answers = await Promise.all([ask('POST', `${path}/deploy`), ask('POST', `${path}/deploy`)]);
      const [won, lost] = answers.toSorted((a, b) => a.status - b.status);
      expect([won?.status, lost?.status]).toEqual([202, 409]);
      expect(lost?.body.details).toMatchObject({ workflowId: won?.body.workflow.workflow_id });
      const { workflows } = restOperations.listWorkflows.response.parse((await ask('GET', `${path}/workflows`)).body);
      expect(workflows).toHaveLength(1);
    }, 30_000);

    it('refuses a change that was decided on an older state, and shows at once one that it has accepted', async () => {
      const { path, etag } = await drafted('Changed twice');
      const change = (total_budget: number) =>
        ask('PUT', `${path}/budget`, { body: { total_budget }, headers: { 'if-match': `${etag}` } });
      expect((await change(6_000)).status).toBe(200);
      expect((await ask('GET', path)).body.orchestration).toMatchObject({ total_budget: 6_000 });
      const late = await change(9_000);
      expect([late.status, late.body.code]).toEqual([412, 'precondition-failed']);
      expect((await ask('GET', path)).body.orchestration).toMatchObject({ total_budget: 6_000 });
    }, 30_000);

    it('shows an organisation nothing of another one', async () => {
      const { path } = await drafted('Ours');
      const token = await developmentToken(`${running().env['AUTH_JWT_SECRET']}`, { orgId: orgId.parse(randomUUID()) });
      expect(await listed(token)).toEqual([]);
      for (const [method, place] of [
        ['GET', path],
        ['GET', `${path}/performance`],
        ['POST', `${path}/deploy`],
      ] as const) {
        expect([place, (await ask(method, place, { token })).status]).toEqual([place, 404]);
      }
    }, 30_000);

    it('lets whom the token command made a viewer read, and change nothing', async () => {
      const { code, stdout } = await runToEnd('token.ts', ['--role', 'viewer'], running().env);
      expect(code).toBe(0);
      const token = stdout.trim();
      expect((await listed(token)).map(({ name }) => name)).toEqual((await listed()).map(({ name }) => name));
      const refused = await ask('POST', '/from-template', { body: await draftOf('By a viewer'), token });
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    }, 30_000);
  });
};
