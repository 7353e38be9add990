import { z } from 'zod';

const wholeNumber = z.string().regex(/^\d{1,19}$/);

/** The headers of an event in Kafka: CloudEvents 1.0 in binary mode, all of them text in UTF-8. */
export const eventHeaders = z
  .object({
    'content-type': z.literal('application/json').describe('Media type of the value.'),
    ce_specversion: z.literal('1.0').describe('Version of CloudEvents.'),
    ce_id: z.uuid().describe('Id of the event: the same whenever it is delivered again.'),
    ce_source: z.literal('/campaigns/event-log').describe('Where the event comes from.'),
    ce_type: z.string().describe('What happened, such as `OrchestrationActivated`.'),
    ce_subject: z.string().describe('Stream that the event lies in, `category-id`, such as `orchestration-5b1f…`.'),
    ce_time: z.iso.datetime().describe('When it happened.'),
    ce_partitionkey: z.string().describe('The key of the message: events of one key are in order.'),
    ce_position: wholeNumber.describe('Place in the whole log. Grows in the order of the log, with gaps.'),
    ce_revision: wholeNumber.describe('Place in the stream, from 0, without gaps.'),
    ce_recordedat: z.iso.datetime().describe('When it was written to the log.'),
    ce_orgid: z
      .uuid()
      .describe('Organisation that owns the event; `00000000-0000-0000-0000-000000000000` for what belongs to all.'),
    ce_actorkind: z.enum(['user', 'service']).describe('Who caused it: a person or one of the services.'),
    ce_actorid: z.string().describe('Id of the person or name of the service.'),
    ce_correlationid: z.uuid().describe('The same for everything that one request has set in motion.'),
    ce_causationid: z.uuid().describe('The event or request that this event directly follows from.'),
    ce_commandid: z.uuid().describe('The command that decided it.'),
    ce_schemaversion: z
      .string()
      .regex(/^[1-9]\d*$/)
      .describe('Version of the data: the number in the name of its schema.'),
    ce_traceparent: z.string().optional().describe('W3C trace context of the request, when it was traced.'),
  })
  .readonly();
export type EventHeaders = z.infer<typeof eventHeaders>;
