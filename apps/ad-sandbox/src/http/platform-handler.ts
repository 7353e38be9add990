import type { Request, RequestHandler, Response } from 'express';
import type { PlatformModule } from '../platforms/platform.ts';
import type { Answer, PlatformRequest } from './exchange.ts';
import { type ServeDependencies, serveWith } from './serve.ts';

const toPlatformRequest = (request: Request): PlatformRequest => {
  const url = new URL(request.originalUrl, 'http://sandbox');
  return {
    method: request.method,
    path: request.path,
    parameters: Object.fromEntries(url.searchParams),
    queryText: url.search.slice(1),
    headers: request.headers,
    contentType: request.headers['content-type'] ?? '',
    bodyText: Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '',
    baseUrl: `http://${request.headers.host ?? '127.0.0.1'}${request.baseUrl}`,
  };
};

const send = (response: Response, answer: Answer, date: Date): void => {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  response.setHeader('date', date.toUTCString());
  if (answer.text === undefined) {
    if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json; charset=UTF-8');
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  } else {
    response.end(answer.text);
  }
};

/** Serves one platform over HTTP. */
export const platformHandler = (platform: PlatformModule, dependencies: ServeDependencies): RequestHandler => {
  const serve = serveWith(platform, dependencies);
  return async (request, response) => {
    const served = await serve(toPlatformRequest(request));
    if (served === 'cut off') request.socket.destroy();
    else send(response, served.answer, served.date);
  };
};
