import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { isProblemCode, openApiDocument, problemPage } from '@campaigns/contracts';
import { Problem } from '@campaigns/service-kit';
import express, { Router } from 'express';
import helmet from 'helmet';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Campaign orchestration API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

/** Swagger UI sets style attributes and shows icons from data addresses; nothing comes from another host. */
const pagePolicy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
});

/** The OpenAPI document, a page that shows it, and the explanation of every problem code. None needs a token. */
export const docsRoutes = (): Router => {
  const document = JSON.stringify(openApiDocument());
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return Router()
    .get('/openapi.json', (_request, response) => {
      response.type('application/json').send(document);
    })
    .use('/docs', pagePolicy)
    .get('/docs', (_request, response) => {
      response.type('text/html').send(page);
    })
    .get('/docs/start.js', (_request, response) => {
      response.type('text/javascript').send(start);
    })
    .use('/docs/assets', express.static(assets, { index: false, maxAge: '1h' }))
    .get('/problems/:code', ({ params: { code } }, response) => {
      if (!isProblemCode(code)) throw new Problem('not-found', 'There is no such problem code');
      response.type('text/markdown').send(problemPage(code));
    });
};
