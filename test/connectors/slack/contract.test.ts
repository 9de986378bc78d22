import { beforeEach, describe, it, vi } from 'vitest';
import { createHttp } from '#http/create-http.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import {
  type ConnectorSubject,
  type ConnectorWorld,
  connectorContract,
  createFaultyNetwork,
  type Documents,
} from '../../contract/connector.ts';
import { patience } from '../../support/patience.ts';
import { serveSlack, slackSource } from './slack-source.ts';

const hourMs = 3_600_000;

/** A document is a thread: its title is what the parent says, its text what the reply says. */
async function threadWorld(documents: Documents): Promise<ConnectorWorld> {
  const network = createFaultyNetwork({ hangMs: 400 });
  const served = await serveSlack(network.wrapFetch);
  const { slack, config } = served;
  const { rules, tokens, workspace } = slack;
  const notebook = createMemoryNotebook();
  const http = createHttp();
  // More than one page of everything that has pages, and none of them comes at once.
  rules.pageCap = 3;
  rules.emptyPages = true;
  const threads = new Map<string, { parent: string; reply: string }>();
  const threadOf = (name: string) => {
    const thread = threads.get(name);
    if (!thread) throw new Error(`There is no thread ${name}.`);
    return thread;
  };
  const put: ConnectorWorld['put'] = async (name, { title, text }) => {
    const thread = threads.get(name);
    if (thread) {
      workspace.edit('C1', thread.parent, title);
      workspace.edit('C1', thread.reply, text);
      return;
    }
    const parent = workspace.post('C1', { text: title });
    threads.set(name, { parent, reply: workspace.reply('C1', parent, { text, user: 'U2' }) });
  };
  for (const [name, document] of Object.entries(documents)) await put(name, document);

  return {
    secrets: [tokens.access],
    network,
    put,
    connect: (signal) =>
      slackSource({ ...config, timeout_seconds: patience(network) }, { signal, notebook, http }),
    async remove(name) {
      const { parent, reply } = threadOf(name);
      workspace.delete('C1', reply);
      workspace.delete('C1', parent);
      threads.delete(name);
    },
    async move() {
      const channel = workspace.channels.get('C1');
      if (channel) channel.name = 'moved';
    },
    async rename() {
      workspace.addUser('U1', 'Ann Renamed');
    },
    async spoil(name) {
      const { parent } = threadOf(name);
      rules.spoilt.add(parent);
      workspace.edit('C1', parent, `${workspace.message('C1', parent)?.text} `);
    },
    async repair(name) {
      rules.spoilt.delete(threadOf(name).parent);
    },
    async darken() {
      await served[Symbol.asyncDispose]();
    },
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await http.close();
    },
  };
}

/** A document is a message outside threads, an hour from the next one. */
async function talkWorld(documents: Documents): Promise<ConnectorWorld> {
  const network = createFaultyNetwork({ hangMs: 400 });
  const served = await serveSlack(network.wrapFetch);
  const { slack, config } = served;
  const { tokens, workspace } = slack;
  const notebook = createMemoryNotebook();
  const http = createHttp();
  const messages = new Map<string, string>();
  let atMs = Date.UTC(2026, 0, 10);
  const put: ConnectorWorld['put'] = async (name, { title, text }) => {
    const ts = messages.get(name);
    atMs += hourMs;
    if (ts !== undefined) return workspace.edit('C1', ts, `*${title}*\n${text}`);
    messages.set(name, workspace.post('C1', { text: `*${title}*\n${text}`, atMs }));
  };
  for (const [name, document] of Object.entries(documents)) await put(name, document);

  return {
    secrets: [tokens.access],
    network,
    put,
    connect: (signal) => {
      const timed = { silence_minutes: 30, timeout_seconds: patience(network) };
      return slackSource({ ...config, ...timed }, { signal, notebook, http });
    },
    async remove(name) {
      workspace.delete('C1', messages.get(name) ?? '');
      messages.delete(name);
    },
    async move() {
      const channel = workspace.channels.get('C1');
      if (channel) channel.name = 'moved';
    },
    async rename() {
      workspace.addUser('U1', 'Ann Renamed');
    },
    async darken() {
      await served[Symbol.asyncDispose]();
    },
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await http.close();
    },
  };
}

const noExpiry = 'its cursors are instants, and instants do not expire';

beforeEach(() => {
  // The server tells there of each answer that it was made to break off.
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
  return () => quiet.mockRestore();
});

describe('the slack connector, where a document is a thread', () => {
  const subject: ConnectorSubject = { noExpiry, open: threadWorld };
  it.each(connectorContract)('$name', ({ run }) => run(subject), 60_000);
});

describe('the slack connector, where a document is what was said outside threads', () => {
  const noSpoil = 'the history of a channel comes whole, or not at all';
  const subject: ConnectorSubject = { noExpiry, noSpoil, open: talkWorld };
  // They are waited for in real time, and are the same with threads.
  const cases = connectorContract.filter(
    ({ name }) => !name.startsWith('timeout at every request'),
  );
  it.each(cases)('$name', ({ run }) => run(subject), 60_000);
});
