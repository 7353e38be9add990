import { Problem } from '@campaigns/service-kit';

/** The only row, or a 404 problem. */
export const onlyRow = <Row>(
  rows: readonly Row[],
  code:
    | 'template-not-found'
    | 'orchestration-not-found'
    | 'workflow-not-found'
    | 'connection-not-found'
    | 'alert-not-found'
    | 'webhook-not-found'
    | 'rule-not-found',
): Row => {
  const [row] = rows;
  if (row !== undefined) return row;
  const noun = code.slice(0, code.indexOf('-'));
  throw new Problem(code, `There is no such ${noun}`);
};
