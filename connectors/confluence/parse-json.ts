import { type HttpResponse, parseJson as parse } from '#kit';

const hint = 'A login page or a proxy may stand in front of Confluence: try the address in url.';

export function parseJson(answer: HttpResponse, what: string): unknown {
  return parse(answer, { what, hint });
}
