import { openapiDocument } from '#twig/api/openapi/openapi-document.ts';
import type { RouteHandler } from './route-handler.ts';

/** Answers everybody with the description of all calls. It is made when it is first asked for. */
export function openapiHandler(): RouteHandler {
  let text: string | undefined;
  return (context) => {
    text ??= JSON.stringify(openapiDocument());
    context.header('Content-Type', 'application/json');
    return context.body(text);
  };
}
