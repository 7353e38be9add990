/** What a browser shows at the end. */
export type Page = Readonly<{ status: number; text: string; url: string }>;

const pageAt = async (url: string): Promise<Page> => {
  const answer = await fetch(url);
  return { status: answer.status, text: await answer.text(), url };
};

/** Where the platform sends the person back to, who has opened its consent page and pressed a button. */
export const answered = async (
  authorizationUrl: string,
  decision: 'approve' | 'deny',
  declined: readonly string[] = [],
): Promise<string> => {
  const opened = await pageAt(authorizationUrl);
  if (opened.status !== 200) throw new Error(`The consent page does not open: ${opened.text}`);
  const form = new URLSearchParams([['decision', decision], ...declined.map((scope) => ['decline', scope])] as never);
  const pressed = await fetch(authorizationUrl, { method: 'POST', body: form, redirect: 'manual' });
  const location = pressed.headers.get('location');
  if (location === null) throw new Error(`The platform sends nobody back: ${await pressed.text()}`);
  return location;
};

/** The whole way of a person: consent page, button, and the product's page. */
export const consentAt = async (
  authorizationUrl: string,
  decision: 'approve' | 'deny' = 'approve',
  declined: readonly string[] = [],
): Promise<Page> => pageAt(await answered(authorizationUrl, decision, declined));

export const openPage = pageAt;
