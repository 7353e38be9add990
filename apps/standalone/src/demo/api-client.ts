/** A call that the API refused; the message is what it said. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  /** Names the problem; `undefined` when it was not said. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

export type Api = Readonly<{
  get: (path: string) => Promise<unknown>;
  post: (path: string, body?: unknown) => Promise<unknown>;
  put: (path: string, body: unknown) => Promise<unknown>;
  patch: (path: string, body: unknown) => Promise<unknown>;
}>;

const refusal = (status: number, answer: unknown): ApiRefusal => {
  const { title, detail, code } = (answer ?? {}) as Readonly<{ title?: string; detail?: string; code?: string }>;
  return new ApiRefusal(`HTTP ${status}: ${[title, detail].filter((part) => part !== undefined).join(' - ')}`, code);
};

/** The public REST API below `/api/orchestration`. Throws `ApiRefusal`. */
export const apiAt = (apiUrl: string, token: string): Api => {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${apiUrl}/api/orchestration${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const content: unknown = await answer.json().catch(() => undefined);
    if (!answer.ok) throw refusal(answer.status, content);
    return content;
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body) => call('PATCH', path, body),
  };
};
