import { setTimeout as sleep } from 'node:timers/promises';
import { orchestrationAnswer, templatesAnswer } from '@campaigns/contracts';
import type { Organisation } from './organisations.ts';
import type { Settlements } from './settlements.ts';

export type Deployed = Readonly<{
  perSecond: number;
  /** Milliseconds from each request to deploy until the campaign was live on all three platforms. */
  latencies: readonly number[];
}>;

const tries = 5;

/** A gateway that has too much in hand says so, and its clients come again: the wait counts as theirs. */
const call = async (url: string, token: string, body?: unknown, left = tries - 1): Promise<unknown> => {
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const content: unknown = await answer.json();
  if (answer.status === 503 && left > 0) {
    await sleep(1_000 * Number(answer.headers.get('retry-after') ?? 1));
    return call(url, token, body, left - 1);
  }
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${JSON.stringify(content)}`);
  return content;
};

const productLaunch = async (apiUrl: string, token: string): Promise<string> => {
  const { templates } = templatesAnswer.parse(await call(`${apiUrl}/templates`, token));
  const template = templates.find(({ name, is_global }) => is_global && name.startsWith('Product Launch'));
  if (template === undefined) throw new Error('The template of the product launch is missing');
  return template.template_id;
};

/** Drafts and deploys campaigns through the API, of one organisation after the other. */
export const deployer = async (
  apiUrl: string,
  organisations: readonly Organisation[],
  settlements: Settlements,
): Promise<(count: number, underWay: number) => Promise<Deployed>> => {
  const templateId = await productLaunch(apiUrl, organisations[0]?.token ?? '');
  let number = 0;

  const deploy = async (): Promise<number> => {
    const { token } = organisations[number % organisations.length] as Organisation;
    number += 1;
    const draft = { template_id: templateId, name: `Launch ${number}`, total_budget: 50_000, duration_days: 30 };
    const drafted = orchestrationAnswer.parse(await call(`${apiUrl}/from-template`, token, draft));
    const { orchestration_id: id } = drafted.orchestration;
    const end = settlements.of(id);
    const requestedAt = performance.now();
    await call(`${apiUrl}/${id}/deploy`, token, {});
    const { outcome, at } = await end;
    if (outcome !== 'completed') throw new Error(`The deployment of ${id} ended as ${outcome}`);
    return at - requestedAt;
  };

  return async (count, underWay) => {
    const latencies: number[] = [];
    const startedAt = performance.now();
    let begun = 0;
    const client = async (): Promise<void> => {
      while (begun < count) {
        begun += 1;
        latencies.push(await deploy());
      }
    };
    await Promise.all(Array.from({ length: underWay }, client));
    return { perSecond: (count * 1_000) / (performance.now() - startedAt), latencies };
  };
};
