import * as z from 'zod';
import {
  type Connector,
  type ConnectorContext,
  defineConnector,
  FixCredentialsError,
  type Item,
  politeHttp,
  RetryError,
  SkipDocumentError,
} from '#kit';

/** What the API of the product gives for one note. */
interface Note {
  readonly id: string;
  readonly title: string;
  readonly revision: number;
}

const page = z.object({
  notes: z.array(z.object({ id: z.string(), title: z.string(), revision: z.number() })),
  next: z.number().nullable(),
});
const whole = z.object({ title: z.string(), revision: z.number(), text: z.string() });

const options = z.strictObject({
  url: z.url('write the address of the notes, such as https://notes.example.com'),
  key: z.string('write the key that the notes gave you').min(1, 'the key cannot be empty'),
});
type Context = ConnectorContext<z.infer<typeof options>>;

const spec = defineConnector({
  type: 'notes',
  revision: 1,
  options,
  contentConfig: () => ({}),
  async *scopes() {
    yield { id: 'all', title: 'All notes' };
  },
  async *read(context) {
    for (let at: number | null = 0; at !== null; ) {
      const listed: z.infer<typeof page> = await ask(context, `/notes?page=${at}`, page);
      for (const note of listed.notes) yield { is: 'item', item: toItem(context, note) };
      at = listed.next;
    }
    return 'everything';
  },
  async get(context, _scope, id) {
    const note = await ask(context, `/notes/${id}`, whole.nullable());
    return note ? toItem(context, { id, ...note }) : { id, reason: 'deleted' };
  },
  async *check(context) {
    await ask(context, '/notes?page=0', page);
    yield { ok: true, subject: `list the notes of ${context.config.url}` };
  },
});

/**
 * Reads a product that has notes: a listing in pages, and a text for each id. A connection waits as
 * long as a 429 asks, and tries again what may pass.
 */
export const notes: Connector = {
  type: spec.type,
  connect: (config, around) =>
    spec.connect(config, { ...around, http: politeHttp(around.http, { clock: around.clock }) }),
};

function toItem(context: Context, { id, title, revision }: Note): Item {
  return {
    id,
    title,
    version: String(revision),
    url: `${context.config.url}/read/${id}`,
    acl: { kind: 'public' },
    async load() {
      const note = await ask(context, `/notes/${id}`, whole.nullable());
      if (!note) throw new SkipDocumentError(`The note ${id} was deleted.`, { code: 'gone' });
      return { as: 'text', mediaType: 'text/markdown', text: note.text };
    },
  };
}

/** One request: whatever is not the answer that was asked for is an error that says what happens next. */
async function ask<Answer>(
  { config, http, signal }: Context,
  path: string,
  answer: z.ZodType<Answer>,
): Promise<Answer> {
  const headers = { authorization: `Bearer ${config.key}` };
  const { status, body } = await http({ url: `${config.url}${path}`, headers }, signal);
  if (status === 401 || status === 403) {
    throw new FixCredentialsError(`The notes refuse the key (${status}).`, {
      code: 'key_refused',
      hint: 'Make a new key and put it into NOTES_KEY.',
    });
  }
  const text = status === 404 ? 'null' : new TextDecoder().decode(body);
  if (status !== 200 && status !== 404) {
    throw new RetryError(`${path} was answered with status ${status}.`, { code: `http_${status}` });
  }
  try {
    return answer.parse(JSON.parse(text));
  } catch (cause) {
    throw new RetryError(`${path} was not answered as expected.`, { code: 'bad_answer', cause });
  }
}
