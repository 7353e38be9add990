export { type OrganisationDays, type SpendHistories, spendHistories } from './spend-histories.ts';
export { type TouchpointPeriod, touchpointsOf } from './touchpoints.ts';
