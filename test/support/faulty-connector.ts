import type { Schema } from '#core/schema.ts';
import {
  type ConnectorContext,
  type Content,
  defineConnector,
  type Gone,
  type Item,
  RetryError,
  SkipDocumentError,
  type SourceEvent,
  StopScopeError,
} from '#kit';
import type { ShelfDocument } from './shelf-product.ts';

/** A duty that the connector breaks; none: it keeps them all. */
export type BrokenDuty =
  | 'swallows a failed page'
  | 'swallows a failed document'
  | 'calls what failed gone'
  | 'throws for one bad document'
  | 'marks before it tells'
  | 'keeps ids in its cursor'
  | 'keeps a date in its cursor'
  | 'takes titles for ids'
  | 'gives no version'
  | 'gives a new version each time'
  | 'does not survive an expired token'
  | 'rescans every time'
  | 'tells its key in addresses'
  | 'tells its key in messages'
  | 'believes any 200'
  | 'announces documents twice'
  | 'loses moved documents'
  | 'finds what is gone'
  | 'never tells deletions'
  | 'takes the dark for empty'
  | 'does not stop';

interface Config {
  readonly key: string;
}

type Cursor = {
  readonly token: number;
  readonly page?: number;
  readonly seen?: readonly string[];
};

type Listed = Omit<ShelfDocument, 'text'>;

const address = 'https://shelf.example.com';
let versions = 0;

/** A connector for the shelf product that breaks one duty on purpose: a contract that misses it is none. */
export function faultyConnector(breaks?: BrokenDuty) {
  const is = (duty: BrokenDuty) => breaks === duty;

  const idOf = ({ id, title }: Listed) => (is('takes titles for ids') ? title : id);

  const toItem = (context: ConnectorContext<Config>, listed: Listed): Item => {
    versions += 1;
    const version = is('gives a new version each time') ? `${versions}` : `${listed.revision}`;
    const key = is('tells its key in addresses') ? `?key=${context.config.key}` : '';
    return {
      id: idOf(listed),
      ...(!is('gives no version') && { version }),
      url: `${address}/${listed.id}${key}`,
      title: listed.title,
      acl: { kind: 'public' },
      load: (signal) => loadText(context, listed.id, signal),
    };
  };

  const ask = async (
    { http, config }: ConnectorContext<Config>,
    path: string,
    signal: AbortSignal,
  ): Promise<{ readonly status: number; readonly body: unknown }> => {
    const headers = { authorization: `Bearer ${config.key}` };
    const { status, body } = await http({ url: `${address}${path}`, headers }, signal);
    const text = new TextDecoder().decode(body);
    const hint = is('tells its key in messages') ? ` with key ${config.key}` : '';
    if (status === 429 || status >= 500) {
      throw new RetryError(`${path} answered ${status}${hint}.`, { code: 'unavailable' });
    }
    try {
      return { status, body: JSON.parse(text) };
    } catch (cause) {
      if (is('believes any 200')) return { status, body: { text } };
      throw new RetryError(`${path} did not answer with JSON.`, { code: 'not_json', cause });
    }
  };

  const loadText = async (
    context: ConnectorContext<Config>,
    id: string,
    signal: AbortSignal,
  ): Promise<Content> => {
    try {
      const { status, body } = await ask(context, `/documents/${id}`, signal);
      if (status !== 200) throw new SkipDocumentError(`${id} is locked.`, { code: 'locked' });
      return { as: 'text', mediaType: 'text/plain', text: String(Object(body).text) };
    } catch (error) {
      if (!is('swallows a failed document')) throw error;
      return { as: 'text', mediaType: 'text/plain', text: '' };
    }
  };

  async function* announce(
    context: ConnectorContext<Config>,
    listed: readonly Listed[],
  ): AsyncGenerator<SourceEvent<Cursor>> {
    for (const one of listed) {
      if (is('loses moved documents') && one.folder !== 'main') continue;
      if (is('throws for one bad document') || is('calls what failed gone')) {
        const { status } = await ask(context, `/documents/${one.id}`, context.signal);
        if (status !== 200 && is('calls what failed gone')) {
          yield { is: 'gone', id: one.id, reason: 'it cannot be read' };
          continue;
        }
        if (status !== 200) throw new StopScopeError(`${one.id} is locked.`, { code: 'locked' });
      }
      yield { is: 'item', item: toItem(context, one) };
      if (is('announces documents twice')) yield { is: 'item', item: toItem(context, one) };
    }
  }

  const cursorOf = (token: number, listed: readonly Listed[], page?: number): Cursor => ({
    token,
    ...(page !== undefined && { page }),
    ...(is('keeps ids in its cursor') && { seen: listed.map(({ id }) => `${id}, ${id}, ${id}`) }),
    ...(is('keeps a date in its cursor') && { at: new Date(0) }),
  });

  async function* readPages(
    context: ConnectorContext<Config>,
    from: Cursor | undefined,
  ): AsyncGenerator<SourceEvent<Cursor>, 'everything' | 'changes'> {
    let token = from?.token;
    const listed: Listed[] = [];
    for (let page: number | null = from?.page ?? 0; page !== null; ) {
      let answer: Awaited<ReturnType<typeof ask>>;
      try {
        answer = await ask(context, `/documents?page=${page}`, context.signal);
      } catch (error) {
        if (!is('swallows a failed page') && !is('takes the dark for empty')) throw error;
        return 'everything';
      }
      const { documents = [], next = null, token: now } = Object(answer.body);
      // Before the whole scan, so that edits made meanwhile are in the feed.
      token ??= Number(now);
      const isMarking = next !== null;
      if (isMarking && is('marks before it tells')) {
        yield { is: 'mark', cursor: cursorOf(token, listed, next) };
      }
      yield* announce(context, documents);
      listed.push(...documents);
      if (isMarking && !is('marks before it tells')) {
        yield { is: 'mark', cursor: cursorOf(token, listed, next) };
      }
      page = next;
    }
    yield { is: 'mark', cursor: cursorOf(token ?? 0, listed) };
    return from?.page === undefined ? 'everything' : 'changes';
  }

  async function* readChanges(
    context: ConnectorContext<Config>,
    { token }: Cursor,
  ): AsyncGenerator<SourceEvent<Cursor>, 'everything' | 'changes'> {
    const { status, body } = await ask(context, `/changes?since=${token}`, context.signal);
    if (status === 410 || is('rescans every time')) {
      if (is('does not survive an expired token')) {
        throw new StopScopeError('The token has expired.', { code: 'expired' });
      }
      yield { is: 'rescan', reason: 'the change token has expired' };
      return yield* readPages(context, undefined);
    }
    const { documents = [], removed = [], token: now } = Object(body);
    if (!is('believes any 200') && now === undefined) {
      throw new RetryError('The change feed gave no token.', { code: 'not_json' });
    }
    yield* announce(context, documents);
    if (!is('never tells deletions')) {
      for (const id of removed) yield { is: 'gone', id, reason: 'deleted in the shelf' };
    }
    yield { is: 'mark', cursor: cursorOf(Number(now ?? token), documents) };
    return 'changes';
  }

  return defineConnector<Config, Cursor>({
    type: 'shelf',
    revision: 1,
    options: trusting,
    contentConfig: () => ({}),
    async *scopes() {
      yield { id: 'shelf', title: 'Shelf' };
    },
    async *read(context, _scope, from) {
      if (is('does not stop')) await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
      if (from === undefined || from.page !== undefined) return yield* readPages(context, from);
      return yield* readChanges(context, from);
    },
    async get(context, _scope, id): Promise<Item | Gone> {
      const { status, body } = await ask(context, `/documents/${id}`, context.signal);
      if (status === 404 && !is('finds what is gone')) return { id, reason: 'not there' };
      if (status === 403) throw new SkipDocumentError(`${id} is locked.`, { code: 'locked' });
      const found: Partial<ShelfDocument> = Object(body);
      return toItem(context, { id, title: '', folder: 'main', revision: 0, ...found });
    },
  });
}

/** The one test that uses it gives it what it takes. */
const trusting: Schema<Config> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => ({ value: { key: String(Object(value).key) } }),
  },
};
