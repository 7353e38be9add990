import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AdView,
  hasEnded,
  orchestrationAnswer,
  performanceAnswer,
  restOperations,
  templatesAnswer,
  type WorkflowView,
  workflowAnswer,
} from '@campaigns/contracts';
import { type Api, ApiRefusal } from './api-client.ts';
import { adConfigFor, creativeFor } from './sandbox-ads.ts';
import { startWorkflow } from './start-workflow.ts';
import { table } from './table.ts';

type Say = (line: string) => void;
type Step = Readonly<{ name: string; label: string; status: string }>;

const money = (value: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Follows a run to its end and says each step once as it ends. Throws when the run failed. */
const watch = async (api: Api, workflowId: string, say: Say): Promise<WorkflowView> => {
  const said = new Set<string>();
  for (;;) {
    const { workflow } = workflowAnswer.parse(await api.get(`/workflows/${workflowId}`));
    for (const { name, label, status } of workflow.steps as unknown as readonly Step[]) {
      if (status !== 'completed' || said.has(name)) continue;
      said.add(name);
      const percent = Math.round((100 * said.size) / workflow.total_steps);
      say(`   ${`${percent} %`.padStart(5)}  ${label}`);
    }
    if (hasEnded(workflow.status) && workflow.status !== 'completed')
      throw new ApiRefusal(`The workflow failed: ${workflow.error_message}`);
    if (workflow.status === 'completed') return workflow;
    await sleep(150);
  }
};

const started = async (api: Api, path: string, body: unknown, say: Say): Promise<WorkflowView> => {
  const { workflow_id } = await startWorkflow(api, path, body);
  return watch(api, workflow_id, say);
};

const showResults = async (api: Api, path: string, say: Say): Promise<void> => {
  const { performance } = performanceAnswer.parse(await api.get(`${path}/performance`));
  const rows = performance.platform_performance.map((row) => [
    row.platform,
    row.status,
    money(row.spend),
    row.impressions.toLocaleString('en-US'),
    row.clicks.toLocaleString('en-US'),
    money(row.conversions),
    money(row.revenue),
    money(row.roas),
  ]);
  const total = [
    'total',
    '',
    money(performance.total_spend),
    performance.total_impressions.toLocaleString('en-US'),
    performance.total_clicks.toLocaleString('en-US'),
    money(performance.total_conversions),
    money(performance.total_revenue),
    money(performance.roas),
  ];
  const head = [
    'Platform',
    'Status',
    `Spend ${performance.currency}`,
    'Impressions',
    'Clicks',
    'Conversions',
    'Revenue',
    'ROAS',
  ];
  say(`\n${table([head, ...rows, total])}`);
  say(`\nBudget used: ${money(performance.budget_utilization)} %`);
};

const adRow = ({ name, platform, status, review, spend, impressions, clicks, conversions, revenue }: AdView) => [
  ...[name, platform, status, review ?? 'not read', money(spend)],
  ...[impressions.toLocaleString('en-US'), clicks.toLocaleString('en-US'), money(conversions), money(revenue)],
];

const showAds = async (api: Api, path: string, say: Say): Promise<void> => {
  const { ads } = restOperations.listAds.response.parse(await api.get(`${path}/ads`));
  const head = ['Ad', 'Platform', 'Status', 'Review', 'Spend', 'Impressions', 'Clicks', 'Conversions', 'Revenue'];
  say(`\n${table([head, ...ads.map(adRow)])}`);
};

const creatives = ['Hero A', 'Hero B'];

/** Plays the product launch through the public API: template, draft, deployment, results, new budget, pause, resume. */
export const playProductLaunch = async (api: Api, say: Say, watchMs: number): Promise<void> => {
  const { templates } = templatesAnswer.parse(await api.get('/templates?category=conversion'));
  const template = templates.find(({ name, is_global }) => is_global && name.startsWith('Product Launch'));
  if (template === undefined) throw new ApiRefusal('The template "Product Launch - Conversion" is missing');
  say(`1. Template "${template.name}": ${template.platforms.join(', ')}`);

  const { orchestration } = orchestrationAnswer.parse(
    await api.post('/from-template', {
      template_id: template.template_id,
      name: `Product launch ${new Date().toISOString().slice(0, 16).replace('T', ' ')}`,
      total_budget: 50_000,
      duration_days: 30,
      sync_strategy: 'auto',
      sync_frequency_minutes: 15,
      platform_config: adConfigFor(template.platforms),
      creatives: creatives.map((name) => creativeFor(name, template.platforms)),
    }),
  );
  const path = `/${orchestration.orchestration_id}`;
  const shares = Object.entries(orchestration.budget_allocation).map(([name, share]) => `${name} ${money(share ?? 0)}`);
  say(
    `2. Draft with ${money(orchestration.total_budget)} ${orchestration.currency} for 30 days: ${shares.join(', ')}; creatives: ${creatives.join(', ')}`,
  );

  say('3. Deploy to all platforms at once');
  const deployment = await started(api, `${path}/deploy`, undefined, say);
  say(`          live after ${deployment.duration_seconds} s`);

  say(`4. The campaigns run in the sandbox for ${Math.round(watchMs / 1_000)} s; then their results are fetched`);
  await sleep(watchMs);
  await started(api, `${path}/sync`, { sync_type: 'full' }, say);
  await started(api, `${path}/sync`, { sync_type: 'incremental' }, say);
  await showResults(api, path, say);
  await showAds(api, path, say);

  say('\n5. A new budget of 60,000, brought to the platforms');
  await api.put(`${path}/budget`, { total_budget: 60_000 });
  say('6. Pause, then resume');
  await started(api, `${path}/pause`, undefined, say);
  await started(api, `${path}/resume`, undefined, say);
  say(`\nDone. The orchestration stays live and syncs itself every 15 minutes: GET /api/orchestration${path}`);
};
