import openapiTS, { astToString } from 'openapi-typescript';
import { openapiDocument } from '../shared/api/openapi.ts';
import { routes } from '../shared/api/routes.ts';

const HEAD =
  '// Types of the HTTP API, made from its OpenAPI description: `npm run docs`. For openapi-fetch and its like.\n';

/** What a program in TypeScript that calls the API may want to have. */
export async function apiTypes(): Promise<string> {
  // The library's own type of a document asks for more than OpenAPI does.
  const document = structuredClone(openapiDocument(routes)) as unknown as Parameters<typeof openapiTS>[0];
  // What has a default need not be said.
  return HEAD + astToString(await openapiTS(document, { defaultNonNullable: false }));
}
