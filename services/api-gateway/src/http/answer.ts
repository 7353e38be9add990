import { type Problem, problemBody } from '@campaigns/service-kit';
import type { Response } from 'express';

/** What a handler answers. `text` is JSON that Postgres has already written. */
export type Answer<Body = unknown> = Readonly<
  { status: number; headers?: Readonly<Record<string, string>> } & ({ body: Body } | { text: string })
>;

/** An answer in the form in which it is sent, stored and replayed. */
export type SerialisedAnswer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; text: string }>;

export const serialised = (answer: Answer): SerialisedAnswer => ({
  status: answer.status,
  headers: { 'Content-Type': 'application/json; charset=utf-8', ...answer.headers },
  text: 'text' in answer ? answer.text : JSON.stringify(answer.body),
});

export const problemAnswer = (
  problem: Problem,
  about: Readonly<{ instance: string; requestId: string }>,
): SerialisedAnswer => {
  const body = problemBody(problem, about);
  return {
    status: body.status,
    headers: { ...problem.extras.headers, 'Content-Type': 'application/problem+json; charset=utf-8' },
    text: JSON.stringify(body),
  };
};

export const send = (response: Response, { status, headers, text }: SerialisedAnswer): void => {
  response.status(status).set(headers).send(text);
};
