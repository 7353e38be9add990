import { z } from 'zod';
import { unreadable } from '../../http/answer.ts';
import type { AccountCall } from '../platform-port.ts';
import type { MetaClient, MetaRequest } from './client.ts';

const paging = z
  .object({ cursors: z.object({ after: z.string() }).optional(), next: z.string().optional() })
  .optional();

/** Every row of an edge, to its last page. Only a missing `next` is the end; a short or empty page is not. */
export const everyRow = async <Row extends z.ZodType>(
  client: MetaClient,
  call: AccountCall,
  request: Pick<MetaRequest, 'path' | 'query'>,
  row: Row,
): Promise<readonly z.infer<Row>[]> => {
  const page = z.object({ data: z.array(row), paging });
  const rows: z.infer<Row>[] = [];
  let after: string | undefined;
  do {
    const query = { ...request.query, ...(after === undefined ? {} : { after }) };
    const { data, answer } = await client(call, { method: 'GET', path: request.path, query }, page);
    rows.push(...data.data);
    after = data.paging?.next === undefined ? undefined : data.paging.cursors?.after;
    // What is not in a list that is not whole would count as removed.
    if (data.paging?.next !== undefined && after === undefined) throw unreadable(answer, false);
  } while (after !== undefined);
  return rows;
};
