import { serveFetch } from '../serve-fetch.ts';
import { createFakeNotion, type FakeNotion, type FakeNotionOptions } from './fake-notion.ts';

export interface ServedNotion extends FakeNotion, AsyncDisposable {
  readonly url: string;
}

export interface ServeNotionOptions extends Omit<FakeNotionOptions, 'origin'> {
  /** Around the handler: a network that breaks on purpose. */
  readonly wrap?: (
    handle: (request: Request) => Promise<Response>,
  ) => (request: Request) => Promise<Response>;
}

/** A fake Notion behind real HTTP on this machine. */
export async function serveFakeNotion({
  wrap = (handle) => handle,
  ...options
}: ServeNotionOptions): Promise<ServedNotion> {
  let url = '';
  const fake = createFakeNotion({ ...options, origin: () => url });
  const server = await serveFetch(wrap(fake.handle));
  url = server.url;
  return { ...fake, url, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
