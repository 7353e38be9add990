import type { RecordedAppend } from './campaign-history.ts';

const headOfId = /([0-9a-f]{8})(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/;

/** The same campaign of another organisation: every id moved by the same amount, so that what belongs together stays so. */
export const copyMaker = (history: readonly RecordedAppend[]): ((number: number) => readonly RecordedAppend[]) => {
  // Every second part is the first eight digits of an id.
  const prepared = history.map(({ stream, expected, events }) => ({
    expected,
    parts: JSON.stringify([stream, events]).split(headOfId),
  }));
  return (number) =>
    prepared.map(({ expected, parts }) => {
      const text = parts
        .map((part, index) =>
          index % 2 === 0 ? part : ((Number.parseInt(part, 16) + number) >>> 0).toString(16).padStart(8, '0'),
        )
        .join('');
      const [stream, events] = JSON.parse(text) as [RecordedAppend['stream'], RecordedAppend['events']];
      return { stream, expected, events };
    });
};
