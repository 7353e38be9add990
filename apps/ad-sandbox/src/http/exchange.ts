/**
 * A request as a platform module sees it: `path` is below its base path, `parameters` come from the query string, which is
 * `queryText` as it was sent.
 */
export type PlatformRequest = Readonly<{
  method: string;
  path: string;
  parameters: Readonly<Record<string, string>>;
  queryText: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  contentType: string;
  bodyText: string;
  /** Where clients reach this platform, for links in answers: `http://127.0.0.1:4010/meta`. */
  baseUrl: string;
}>;

/** `text` is sent as it is, `body` as JSON. `concerning` names the one campaign an answer is about: its own time goes into `Date`. */
export type Answer = Readonly<{
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
  text?: string;
  concerning?: string;
}>;

/** The platform says no. Carries the whole answer; thrown anywhere below a call, sent in one place. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

export const headerOf = ({ headers }: PlatformRequest, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

export const html = (status: number, title: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  text: `<!DOCTYPE html>\n<html lang=en>\n<title>${title}</title>\n<p><b>${status}.</b> ${title}\n`,
});

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined when the text is no JSON. */
export const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
