type HeaderValue = Buffer | string;

/** A Kafka record as read: bytes, because not everybody who writes keeps to the agreement. */
export type KafkaRecord = Readonly<{
  key: Buffer | null;
  value: Buffer | null;
  headers: Readonly<Record<string, HeaderValue | HeaderValue[] | undefined>>;
}>;

/** The text of a header; of one that is there several times, the first. */
export const headerText = ({ headers }: Pick<KafkaRecord, 'headers'>, name: string): string | undefined => {
  const value = headers[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === null ? undefined : first.toString();
};
