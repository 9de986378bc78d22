import { beforeEach, describe, it, vi } from 'vitest';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import {
  type ConnectorSubject,
  type ConnectorWorld,
  connectorContract,
  createFaultyNetwork,
  type Documents,
  type DocumentText,
} from '../../contract/connector.ts';
import { fakeToken } from '../../support/fake-notion/fake-notion.ts';
import { withoutDashes } from '../../support/fake-notion/ids.ts';
import { serveFakeNotion } from '../../support/fake-notion/serve-fake-notion.ts';
import type { FakePage } from '../../support/fake-notion/state.ts';
import { workspaceWriter } from '../../support/fake-notion/workspace-writer.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { patience } from '../../support/patience.ts';
import { notionSource } from './notion-source.ts';

const minutes = 60_000;

/**
 * At first every second document lies in the last one and is known to nobody but that page: the search
 * does not find it.
 */
async function notionWorld(documents: Documents): Promise<ConnectorWorld> {
  const clock = manualClock({ skips: true });
  const network = createFaultyNetwork();
  const served = await serveFakeNotion({ clock, wrap: network.wrapFetch });
  const writer = workspaceWriter(served, clock);
  const pages = new Map<string, { readonly page: FakePage; text: string }>();
  const notebook = createMemoryNotebook();
  const workspace: FakePage['parent'] = { type: 'workspace', workspace: true };
  const outer = () => pages.get(Object.keys(documents).at(-1) ?? '');

  const passTime = () => clock.sleep(5 * minutes);
  /** Writes the text of a page, and links to what lies in it. */
  const show = (page: FakePage, text: string) => {
    const children = [...pages.values()].filter(
      ({ page: child }) =>
        child.parent.type === 'page_id' && child.parent.page_id === page.id && !child.inTrash,
    );
    const links = children.map(
      ({ page: { id, title } }) =>
        `<page url="https://www.notion.so/${withoutDashes(id)}">${title}</page>`,
    );
    const markdown = [text, ...links].join('\n');
    if (markdown !== page.markdown) writer.edit(page, { markdown });
  };
  const showOuter = () => {
    const one = outer();
    if (one) show(one.page, one.text);
  };
  const held = (name: string) => {
    const one = pages.get(name);
    if (!one) throw new Error(`There is no ${name}.`);
    return one;
  };
  const add = (name: string, { title, text }: DocumentText, parent: FakePage | undefined) => {
    const page = writer.page({
      title,
      markdown: text,
      ...(parent && { parent: { type: 'page_id', page_id: parent.id }, isFound: false }),
    });
    pages.set(name, { page, text });
  };
  const [last, ...others] = Object.entries(documents).reverse();
  if (last) add(...last, undefined);
  for (const [index, [name, document]] of others.entries()) {
    add(name, document, index % 2 === 0 ? outer()?.page : undefined);
  }
  showOuter();

  return {
    secrets: [fakeToken],
    network,
    connect(signal) {
      void passTime();
      return notionSource({
        clock,
        url: served.url,
        signal,
        notebook,
        config: { timeout_seconds: patience(network), full_after_hours: 744 },
      });
    },
    async put(name, document) {
      await passTime();
      const one = pages.get(name);
      if (!one) return add(name, document, undefined);
      const wasGone = one.page.inTrash;
      one.text = document.text;
      writer.edit(one.page, { title: document.title, inTrash: false });
      show(one.page, document.text);
      if (wasGone) showOuter();
    },
    async remove(name) {
      await passTime();
      writer.edit(held(name).page, { inTrash: true });
      showOuter();
    },
    async move(name) {
      await passTime();
      const { page } = held(name);
      const target = outer()?.page;
      const isInside = page.parent.type === 'page_id';
      page.parent = isInside || !target ? workspace : { type: 'page_id', page_id: target.id };
      page.isFound = true;
      showOuter();
    },
    async rename(name) {
      await passTime();
      writer.edit(held(name).page, { title: `Renamed ${name}` });
    },
    async spoil(name) {
      await passTime();
      writer.edit(held(name).page, { isSpoilt: true });
    },
    async repair(name) {
      held(name).page.isSpoilt = false;
    },
    async darken() {
      await served[Symbol.asyncDispose]();
    },
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
    },
  };
}

beforeEach(() => {
  // The server tells there of each answer that it was made to break off.
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
  return () => quiet.mockRestore();
});

describe('the Notion connector', () => {
  const subject: ConnectorSubject = {
    noExpiry: 'its cursor is a time, and Notion answers about any time',
    open: notionWorld,
  };
  it.each(connectorContract)('$name', ({ run }) => run(subject), 120_000);
});
