import { type AttributionEvent, type AttributionQuery, restPrefix, type TouchpointIn } from '@campaigns/contracts';
import {
  type AttributionModel,
  attribution,
  type ImportTouchpoints,
  type Touchpoint,
  type TouchpointImport,
} from '@campaigns/domain';
import { derivedId } from '@campaigns/event-sourcing';
import { Problem } from '@campaigns/service-kit';
import type { Deciding } from '../commands/deciding.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { HandlersFor } from '../http/operation-handler.ts';
import { invalidRequest } from '../http/parse-request.ts';
import type { AttributionPeriod, AttributionReads, PlatformReport } from './attribution-reads.ts';
import { attributionView } from './attribution-view.ts';
import { importedTouchpoint, withoutRepeats } from './imported-touchpoint.ts';

type Dependencies = Readonly<{
  imports: Deciding<TouchpointImport, ImportTouchpoints, AttributionEvent>;
  reads: AttributionReads;
  back: ReadBack;
  now: () => Date;
}>;

/** So many take 0.7 s of a core to be read and credited, 0.2 s of it in one piece, in which nothing else is answered. */
const mostInPeriod = 100_000;
const dayMs = 86_400_000;

const periodOf = ({ from, to, lookback_days }: AttributionQuery, now: Date): AttributionPeriod => {
  const last = to ?? now.toISOString().slice(0, 10);
  const first = from ?? new Date(Date.parse(last) - 29 * dayMs).toISOString().slice(0, 10);
  return { from: first, to: last, lookbackDays: lookback_days };
};

const modelOf = ({ model, half_life_days }: AttributionQuery): AttributionModel =>
  model === 'time_decay' ? { kind: model, halfLifeDays: half_life_days } : { kind: model };

/** The one asked for, or the only one there is; throws 422 where there are several. */
const currencyOf = (
  asked: string | undefined,
  touchpoints: readonly Touchpoint[],
  reports: readonly PlatformReport[],
): string | null => {
  if (asked !== undefined) return asked;
  const sold = touchpoints.flatMap((each) => (each.kind === 'conversion' ? [each.value.currency] : []));
  const currencies = [...new Set([...sold, ...reports.map(({ currency }) => currency)])].toSorted();
  if (currencies.length > 1) {
    throw new Problem('currency-required', `The period has spend or conversions in ${currencies.join(', ')}`, {
      details: { currencies },
    });
  }
  return currencies[0] ?? null;
};

export const attributionHandlers = ({
  imports,
  reads,
  back,
  now,
}: Dependencies): HandlersFor<'importTouchpoints' | 'getAttribution'> => {
  /** Throws 400 with each touchpoint that lies ahead, or names an orchestration that the organisation does not have. */
  const check = async (orgId: string, touchpoints: readonly TouchpointIn[]): Promise<void> => {
    const named = touchpoints.flatMap((each) =>
      each.kind === 'touch' && each.orchestration_id !== undefined ? [each.orchestration_id] : [],
    );
    const own = named.length === 0 ? new Set() : await reads.ownOrchestrations(orgId, [...new Set(named)]);
    const faults = touchpoints.flatMap((each, index) => [
      // A day for clocks that are wrong.
      ...(Date.parse(each.occurred_at) > now().getTime() + dayMs
        ? [{ pointer: `#/touchpoints/${index}/occurred_at`, detail: 'must not lie in the future' }]
        : []),
      ...(each.kind === 'touch' && each.orchestration_id !== undefined && !own.has(each.orchestration_id)
        ? [{ pointer: `#/touchpoints/${index}/orchestration_id`, detail: 'there is no such orchestration' }]
        : []),
    ]);
    if (faults.length > 0) throw invalidRequest(faults);
  };

  return {
    importTouchpoints: async ({ caller, body, command }) => {
      const { orgId } = caller;
      await check(orgId, body.touchpoints);
      const given = withoutRepeats(body.touchpoints.map((each) => importedTouchpoint(orgId, each)));
      const before = await reads.importsOf(
        orgId,
        given.map(({ touchpointId }) => touchpointId),
      );
      const fresh = given.filter(({ touchpointId }) => !before.has(touchpointId));
      const ids = fresh.map(({ touchpointId }) => touchpointId);
      // Follows from what is new: whoever repeats the request before it can be read finds the same stream and command.
      const importId = derivedId(orgId, 'import', ...ids.toSorted());
      const { position } = await imports.handle(
        `attribution-${importId}`,
        () => ({ type: 'ImportTouchpoints', data: { orgId, touchpoints: fresh } }),
        { ...command.context, commandId: importId },
      );
      await back.untilReadable(position, `${restPrefix}/attribution`);
      // Of two imports at once with the same touchpoints, one has brought them.
      const after = ids.length === 0 ? new Map<string, string>() : await reads.importsOf(orgId, ids);
      const imported = [...after.values()].filter((event) => event === derivedId(importId, 0)).length;
      return { status: 200, body: { success: true, imported, known: body.touchpoints.length - imported } };
    },

    getAttribution: async ({ caller, query }) => {
      const period = periodOf(query, now());
      if (period.from > period.to) throw invalidRequest([{ pointer: '#/query/from', detail: 'must not lie after to' }]);
      const [touchpoints, reports] = await Promise.all([
        reads.touchpoints(caller.orgId, period, mostInPeriod),
        reads.reports(caller.orgId, period),
      ]);
      if (touchpoints === undefined) {
        throw new Problem('too-many-touchpoints', `There are more than ${mostInPeriod} touchpoints`, {
          details: { most: mostInPeriod },
        });
      }
      const currency = currencyOf(query.currency, touchpoints, reports);
      const model = modelOf(query);
      const { from, to, lookbackDays } = period;
      const found = attribution({
        ...{ model, touchpoints, lookbackDays, currency },
        ...{ fromMs: Date.parse(from), untilMs: Date.parse(to) + dayMs },
      });
      const asked = {
        ...{ model: model.kind, from, to, lookback_days: lookbackDays, currency },
        half_life_days: model.kind === 'time_decay' ? model.halfLifeDays : null,
      };
      return { status: 200, body: { success: true, attribution: attributionView(asked, found, reports) } };
    },
  };
};
